"""The skeletons: bones, parents, the anatomical part each bone is, and the names other programs use.

A part is named as in Unity's humanoid ("LeftUpperArm", "Left Index Proximal"). Rest orientations and ranges of
motion go by part, so they are the same in every skeleton; a program that knows humanoid names knows every skeleton.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

FINGERS = ("Thumb", "Index", "Middle", "Ring", "Little")
PHALANGES = ("Proximal", "Intermediate", "Distal")

HUMANOID_REQUIRED: tuple[str, ...] = (
    "Hips", "Spine", "Head",
    "LeftUpperArm", "LeftLowerArm", "LeftHand", "RightUpperArm", "RightLowerArm", "RightHand",
    "LeftUpperLeg", "LeftLowerLeg", "LeftFoot", "RightUpperLeg", "RightLowerLeg", "RightFoot",
)  # fmt: skip
HUMANOID_OPTIONAL: tuple[str, ...] = (
    "Chest", "UpperChest", "Neck", "LeftShoulder", "RightShoulder", "LeftToes", "RightToes", "LeftEye", "RightEye",
    "Jaw", *(f"{side} {finger} {phalanx}" for side in ("Left", "Right") for finger in FINGERS for phalanx in PHALANGES),
)  # fmt: skip
"""The bones that Unity's humanoid needs, and those it takes where they are there."""


@dataclass(frozen=True)
class Bone:
    name: str
    parent: int
    """index in the skeleton, -1 for the root; smaller than the bone's own index"""
    part: str
    """anatomical part without its side: "UpperArm", "Index Proximal"; decides rest orientation"""
    side: str
    """"Left", "Right" or "" """
    moves: bool
    """whether this bone is the joint of its part; twist and helper bones of the part follow it"""
    aim: str
    """bone whose head this bone points at, "tail" for its own tail, "" where it keeps the direction of its parent"""
    leaf: bool
    """an end that only marks a tip: never weighted, never animated"""

    @property
    def joint(self) -> str:
        """Name of the joint in Unity's spelling, "" for bones that only follow."""
        if not self.moves:
            return ""
        finger = self.part.split(" ")[0] in FINGERS
        return f"{self.side} {self.part}".strip() if finger else self.side + self.part


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Each is there once: comparing bone by bone would cost every lookup by skeleton more than the work it saves."""

    name: str
    bones: tuple[Bone, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(bone.name for bone in self.bones)

    @cached_property
    def parents(self) -> tuple[int, ...]:
        return tuple(bone.parent for bone in self.bones)

    @cached_property
    def joints(self) -> dict[str, tuple[int, ...]]:
        """Joint name -> its bones; more than one only where a part is split, as the five toes of Anny."""
        out: dict[str, tuple[int, ...]] = {}
        for index, bone in enumerate(self.bones):
            if bone.joint:
                out[bone.joint] = (*out.get(bone.joint, ()), index)
        return out

    @cached_property
    def humanoid(self) -> dict[str, str]:
        """Unity Humanoid bone -> this skeleton's bone, where exactly one bone plays that part."""
        known = (*HUMANOID_REQUIRED, *HUMANOID_OPTIONAL)
        return {joint: self.names[found[0]] for joint in known if len(found := self.joints.get(joint, ())) == 1}

    def index(self, name: str) -> int:
        return self.names.index(name)


def _skeleton(name: str, table: str, sides: tuple[tuple[str, str], tuple[str, str]], prefix: str = "") -> Skeleton:
    """Build a skeleton from lines "bone | parent | part | aim"; `#` in a name stands for the side.

    A part ending in `*` marks a bone that follows its part's joint, one ending in `!` a leaf. `sides` gives what
    stands for `#` on the left and right. A block of sided lines is repeated for each side, left first.
    """
    bones: list[Bone] = []
    index: dict[str, int] = {}

    def add(row: list[str], side: str, mark: str) -> None:
        own, parent, part, aim = (
            prefix + cell.replace("#", mark) if cell and n != 2 else cell for n, cell in enumerate(row)
        )
        index[own] = len(bones)
        aim = "tail" if aim == f"{prefix}tail" else aim
        bones.append(
            Bone(
                own,
                index[parent] if parent else -1,
                part.rstrip("*!"),
                side,
                part[-1] not in "*!",
                aim,
                part[-1] == "!",
            )
        )

    for block in table.strip().split("\n\n"):
        rows = [[cell.strip() for cell in line.split("|")] for line in block.splitlines()]
        if "#" not in rows[0][0]:
            for row in rows:
                add(row, "", "")
        else:
            for side, mark in sides:
                for row in rows:
                    add(row, side, mark)
    return Skeleton(name, tuple(bones))


def _finger(name: str, root: str, part: str, leaf: bool) -> str:
    """Lines of one finger; `name` has a place for the number of the phalanx."""
    bones = [name.format(n) for n in (1, 2, 3)]
    parents, aims = [root, *bones[:2]], [*bones[1:], "tail"]
    lines = [f"{b}|{p}|{part} {k}|{a}" for b, p, k, a in zip(bones, parents, PHALANGES, aims, strict=True)]
    return "\n".join([*lines, f"{name.format(4)}|{bones[2]}|{part} Distal!|"] if leaf else lines)


_MIXAMO = f"""
Hips||Hips|
Spine|Hips|Spine|
Spine1|Spine|Chest|
Spine2|Spine1|UpperChest|
Neck|Spine2|Neck|
Head|Neck|Head|
HeadTop_End|Head|Head!|

#Shoulder|Spine2|Shoulder|
#Arm|#Shoulder|UpperArm|#ForeArm
#ForeArm|#Arm|LowerArm|#Hand
#Hand|#ForeArm|Hand|
{_finger("#HandThumb{}", "#Hand", "Thumb", True)}
{_finger("#HandIndex{}", "#Hand", "Index", True)}
{_finger("#HandMiddle{}", "#Hand", "Middle", True)}
{_finger("#HandRing{}", "#Hand", "Ring", True)}
{_finger("#HandPinky{}", "#Hand", "Little", True)}

#UpLeg|Hips|UpperLeg|#Leg
#Leg|#UpLeg|LowerLeg|#Foot
#Foot|#Leg|Foot|#ToeBase
#ToeBase|#Foot|Toes|
#Toe_End|#ToeBase|Toes!|
"""

_ANNY = f"""
root||Hips|
spine05|root|Spine*|
spine04|spine05|Spine*|
spine03|spine04|Spine|
spine02|spine03|Chest|
spine01|spine02|UpperChest|
neck01|spine01|Neck|
neck02|neck01|Neck*|
neck03|neck02|Neck*|
head|neck03|Head|

eye.#|head|Eye|

clavicle.#|spine01|Shoulder|
shoulder01.#|clavicle.#|Shoulder*|
upperarm01.#|shoulder01.#|UpperArm|lowerarm01.#
upperarm02.#|upperarm01.#|UpperArm*|
lowerarm01.#|upperarm02.#|LowerArm|wrist.#
lowerarm02.#|lowerarm01.#|LowerArm*|
wrist.#|lowerarm02.#|Hand|
{_finger("finger1-{}.#", "wrist.#", "Thumb", False)}
metacarpal1.#|wrist.#|Hand*|
{_finger("finger2-{}.#", "metacarpal1.#", "Index", False)}
metacarpal2.#|wrist.#|Hand*|
{_finger("finger3-{}.#", "metacarpal2.#", "Middle", False)}
metacarpal3.#|wrist.#|Hand*|
{_finger("finger4-{}.#", "metacarpal3.#", "Ring", False)}
metacarpal4.#|wrist.#|Hand*|
{_finger("finger5-{}.#", "metacarpal4.#", "Little", False)}

pelvis.#|root|Pelvis*|
upperleg01.#|pelvis.#|UpperLeg|lowerleg01.#
upperleg02.#|upperleg01.#|UpperLeg*|
lowerleg01.#|upperleg02.#|LowerLeg|foot.#
lowerleg02.#|lowerleg01.#|LowerLeg*|
foot.#|lowerleg02.#|Foot|toe2-1.#
toe1-1.#|foot.#|Toes|
toe1-2.#|toe1-1.#|Toes*|
toe2-1.#|foot.#|Toes|
toe2-2.#|toe2-1.#|Toes*|
toe2-3.#|toe2-2.#|Toes*|
toe3-1.#|foot.#|Toes|
toe3-2.#|toe3-1.#|Toes*|
toe3-3.#|toe3-2.#|Toes*|
toe4-1.#|foot.#|Toes|
toe4-2.#|toe4-1.#|Toes*|
toe4-3.#|toe4-2.#|Toes*|
toe5-1.#|foot.#|Toes|
toe5-2.#|toe5-1.#|Toes*|
toe5-3.#|toe5-2.#|Toes*|
"""

_SMPL = """
pelvis||Hips|
spine1|pelvis|Spine|
spine2|spine1|Chest|
spine3|spine2|UpperChest|
neck|spine3|Neck|
head|neck|Head|

#_collar|spine3|Shoulder|
#_shoulder|#_collar|UpperArm|#_elbow
#_elbow|#_shoulder|LowerArm|#_wrist
#_wrist|#_elbow|Hand|
#_hand|#_wrist|Hand*|

#_hip|pelvis|UpperLeg|#_knee
#_knee|#_hip|LowerLeg|#_ankle
#_ankle|#_knee|Foot|#_foot
#_foot|#_ankle|Toes|
"""

_SMPLX = f"""
pelvis||Hips|
spine1|pelvis|Spine|
spine2|spine1|Chest|
spine3|spine2|UpperChest|
neck|spine3|Neck|
head|neck|Head|
jaw|head|Jaw|

#_eye|head|Eye|

#_collar|spine3|Shoulder|
#_shoulder|#_collar|UpperArm|#_elbow
#_elbow|#_shoulder|LowerArm|#_wrist
#_wrist|#_elbow|Hand|
{_finger("#_thumb{}", "#_wrist", "Thumb", False)}
{_finger("#_index{}", "#_wrist", "Index", False)}
{_finger("#_middle{}", "#_wrist", "Middle", False)}
{_finger("#_ring{}", "#_wrist", "Ring", False)}
{_finger("#_pinky{}", "#_wrist", "Little", False)}

#_hip|pelvis|UpperLeg|#_knee
#_knee|#_hip|LowerLeg|#_ankle
#_ankle|#_knee|Foot|#_foot
#_foot|#_ankle|Toes|
"""

_HEAD = """
Neck||Neck|
Head|Neck|Head|
Jaw|Head|Jaw|

#Eye|Head|Eye|
"""

MIXAMO_PREFIX = "mixamorig:"
MIXAMO = _skeleton("mixamo", _MIXAMO, (("Left", "Left"), ("Right", "Right")), MIXAMO_PREFIX)
"""65 joints: 52 that deform and 13 leaves."""
ANNY = _skeleton("anny", _ANNY, (("Left", "L"), ("Right", "R")))
"""104 bones."""
SMPL = _skeleton("smpl", _SMPL, (("Left", "left"), ("Right", "right")))
"""24 joints."""
SMPLX = _skeleton("smplx", _SMPLX, (("Left", "left"), ("Right", "right")))
"""55 joints: those of SMPL, with three of each finger in place of the hand, jaw and eyes."""
HEAD = _skeleton("head", _HEAD, (("Left", "Left"), ("Right", "Right")))
"""A head alone, named as in Unity's humanoid: 5 joints."""

SKELETONS: dict[str, Skeleton] = {skeleton.name: skeleton for skeleton in (MIXAMO, ANNY, SMPL, SMPLX, HEAD)}


@lru_cache(maxsize=32)
def with_bones(skeleton: Skeleton, names: tuple[str, ...]) -> Skeleton:
    """The skeleton with no more than the bones of these names, and the leaves at their ends.

    It is `skeleton` itself where nothing but leaves is missing. A bone whose parent is missing hangs on the nearest
    one above it. Raises ValueError for a name that the skeleton does not have, or where there are two roots.
    """
    if unknown := sorted(set(names) - set(skeleton.names)):
        raise ValueError(f"not bones of {skeleton.name}: {unknown}")
    place: dict[int, int] = {}
    bones: list[Bone] = []
    for index, bone in enumerate(skeleton.bones):
        if bone.name in names or (bone.leaf and bone.parent in place):
            place[index] = len(bones)
            bones.append(bone)
    if len(bones) == len(skeleton.bones):
        return skeleton
    kept = {bone.name for bone in bones}
    out = []
    for bone in bones:
        parent = bone.parent
        while parent >= 0 and parent not in place:
            parent = skeleton.bones[parent].parent
        # a limb whose next joint is missing points at its own end
        aim = bone.aim if bone.aim in (*kept, "tail", "") else "tail"
        out.append(replace(bone, parent=place.get(parent, -1), aim=aim))
    if sum(bone.parent < 0 for bone in out) != 1:
        raise ValueError(f"{skeleton.name} with these bones has no root, or several")
    return Skeleton(skeleton.name, tuple(out))


def skeleton_of(kind: str, names: tuple[str, ...]) -> Skeleton | None:
    """The skeleton `kind` as far as a rig with these bones, in this order, has it; None where it is no such rig."""
    whole = SKELETONS.get(kind)
    if whole is None or not set(names) <= set(whole.names):
        return None
    leaves = {bone.name for bone in whole.bones if bone.leaf}
    try:
        found = with_bones(whole, tuple(name for name in names if name not in leaves))
    except ValueError:
        return None
    return found if found.names == names else None
