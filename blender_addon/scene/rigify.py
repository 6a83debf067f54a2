# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands an avatar over to Rigify: its human metarig stands where the figure's joints are, and our bones follow the rig
that Rigify makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.errors import BadRequest, GalateaError
from . import control_rig, current
from .armature import SHORTEST
from .control_rig_constraints import OURS, copied, let_go
from .control_rig_parts import SIDES
from .modes import in_edit_mode
from .objects import ArmatureObject

RIGIFY_OF = "galatea_rigify_of"
"""on the objects that Rigify made: the avatar's armature"""
_CHAINS: Mapping[str, tuple[str, ...]] = {
    "Hips": ("spine",), "Spine": ("spine.001",), "Chest": ("spine.002",), "UpperChest": ("spine.003",),
    "Neck": ("spine.004", "spine.005"), "Head": ("spine.006",),
}  # fmt: skip
_SIDED: Mapping[str, str] = {
    "Shoulder": "shoulder", "UpperArm": "upper_arm", "LowerArm": "forearm", "Hand": "hand", "UpperLeg": "thigh",
    "LowerLeg": "shin", "Foot": "foot", "Toes": "toe",
}  # fmt: skip
_FINGERS = {"Thumb": "thumb", "Index": "f_index", "Middle": "f_middle", "Ring": "f_ring", "Little": "f_pinky"}
_KINDS = ("objects", "armatures", "meshes", "collections", "texts", "actions")
"""of what Rigify makes"""
_STRETCH = "IK_Stretch"
_HOLD = "GAL-"
_BEND = 0.0005
"""metres by which elbows and knees are bent: Rigify must see which way"""


def is_there() -> bool:
    return "rigify" in current.preferences().addons


def of(rig: ArmatureObject) -> list[bpy.types.Object]:
    """What Rigify made for an avatar's armature: the metarig, the rig, its shapes."""
    return [each for each in bpy.data.objects if each.get(RIGIFY_OF) == rig]


def hand_over(rig: ArmatureObject, layer: bpy.types.ViewLayer) -> ArmatureObject:
    """Fit the metarig, have the rig generated, and let our bones follow it. Returns the rig.

    Raises BadRequest without Rigify, where controls are there, or where the skeleton lacks what its metarig needs.
    """
    if not is_there():
        raise BadRequest("Rigify is not switched on.", "Switch it on: Edit > Preferences > Add-ons > Rigify.")
    if control_rig.of(rig) is not None or of(rig):
        raise BadRequest("The avatar has controls.", "Remove them first.")
    names = control_rig.joints_of(rig)
    needed = [*_CHAINS, *(side + part for side in SIDES for part in _SIDED if part != "Shoulder")]
    if missing := [joint for joint in needed if joint not in names]:
        raise BadRequest(f"Rigify needs the joint {missing[0]}.", 'Make the figure with the skeleton "standard".')
    before = {kind: set(getattr(bpy.data, kind)) for kind in _KINDS}
    chosen, active = list(layer.objects.selected), layer.objects.active
    ops: Any = bpy.ops
    for each in chosen:
        each.select_set(False, view_layer=layer)
    ops.object.armature_human_metarig_add()
    meta = cast(ArmatureObject, layer.objects.active)
    meta.matrix_world = rig.matrix_world
    _fit(meta, rig, names, layer)
    ops.pose.rigify_generate()
    for kind in _KINDS:
        for each in set(getattr(bpy.data, kind)) - before[kind]:
            each[RIGIFY_OF] = rig
    made = [each for each in of(rig) if each.type == "ARMATURE" and each != meta]
    if len(made) != 1:
        raise GalateaError("Rigify made no rig.", "Its own report, in the Info editor, tells why.")
    rigged = cast(ArmatureObject, made[0])
    for bone in rigged.pose.bones:  # what files get cannot be stretched
        bone.ik_stretch = 0.0
        if _STRETCH in bone:
            bone[_STRETCH] = 0.0
    rigged.update_tag()  # a property that was set by a script wakes no driver
    rigged.parent, rigged.matrix_parent_inverse = rig, rig.matrix_world.inverted()
    meta.hide_set(True, view_layer=layer)
    _follow(rig, rigged, names, layer)
    rigged.select_set(False, view_layer=layer)
    for each in chosen:
        each.select_set(True, view_layer=layer)
    layer.objects.active = active
    return rigged


def remove(rig: ArmatureObject) -> None:
    """Take away what Rigify made, its shapes too. Raises BadRequest where there is nothing."""
    if not of(rig):
        raise BadRequest("The avatar has no Rigify rig.", "Make one first.")
    let_go(rig)
    for kind in _KINDS:
        blocks: Any = getattr(bpy.data, kind)
        for each in [each for each in blocks if each.get(RIGIFY_OF) == rig]:
            blocks.remove(each)


def org_bones(names: Mapping[str, str]) -> dict[str, str]:
    """Our bone -> the bone of the generated rig that it follows."""
    out = {}
    for joint, bone in names.items():
        side = next((side for side in SIDES if joint.startswith(side)), "")
        part, mark = joint.removeprefix(side).strip(), SIDES.get(side, "")
        finger = part.split(" ")
        if joint in _CHAINS:
            out[bone] = f"ORG-{_CHAINS[joint][0]}"
        elif part in _SIDED:
            out[bone] = f"ORG-{_SIDED[part]}{mark}"
        elif finger[0] in _FINGERS:
            number = ("Proximal", "Intermediate", "Distal").index(finger[1]) + 1
            out[bone] = f"ORG-{_FINGERS[finger[0]]}.0{number}{mark}"
    return out


def _follow(rig: ArmatureObject, rigged: ArmatureObject, names: Mapping[str, str], layer: bpy.types.ViewLayer) -> None:
    """Our bones turn with those of the rig, through bones in it that stand at rest as ours do; the hips alone go."""
    held = {bone: other for bone, other in org_bones(names).items() if other in rigged.data.bones}
    with in_edit_mode(layer, rigged):
        bones: Any = rigged.data.edit_bones
        for bone, other in held.items():
            made = bones.new(_HOLD + bone)
            made.head, made.tail = (0.0, 0.0, 0.0), (0.0, max(rig.data.bones[bone].length, SHORTEST), 0.0)
            made.matrix, made.parent = rig.data.bones[bone].matrix_local, bones[other]
            made.use_deform, made.inherit_scale = False, "NONE"
    hidden = rigged.data.collections.new("Galatea")
    hidden.is_visible = False
    for bone in held:
        hidden.assign(rigged.data.bones[_HOLD + bone])
        kind = "COPY_TRANSFORMS" if bone == names["Hips"] else "COPY_ROTATION"
        copied(rigged, rig.pose.bones[bone], kind, _HOLD + bone).name = OURS


def _fit(meta: ArmatureObject, rig: ArmatureObject, names: Mapping[str, str], layer: bpy.types.ViewLayer) -> None:
    heads = {joint: np.array(rig.data.bones[name].head_local, np.float64) for joint, name in names.items()}
    tails = {joint: np.array(rig.data.bones[name].tail_local, np.float64) for joint, name in names.items()}
    with in_edit_mode(layer, meta):
        bones: Any = meta.data.edit_bones
        gone = [bone for bone in bones if bone.name == "face" or bone.name.startswith(("breast", "heel", "pelvis"))]
        heels = [bone for bone in gone if bone.name.startswith("heel")]
        for bone in [bone for bone in gone if bone not in heels]:
            for child in [*bone.children_recursive, bone]:
                bones.remove(child)
        trunk = [*_CHAINS]
        for joint, after in zip(trunk, [*trunk[1:], ""], strict=True):
            start, end = heads[joint], heads[after] if after else tails[joint]
            chain = _CHAINS[joint]
            for n, name in enumerate(chain):
                low, high = (start + (end - start) * share / len(chain) for share in (n, n + 1))
                _place(bones[name], low, high)
        for side, mark in SIDES.items():
            _fit_side(bones, heads, tails, side, mark)


def _fit_side(
    bones: Any, heads: Mapping[str, np.ndarray], tails: Mapping[str, np.ndarray], side: str, mark: str
) -> None:
    at = {joint.removeprefix(side).strip(): place for joint, place in heads.items() if joint.startswith(side)}
    ends = {joint.removeprefix(side).strip(): place for joint, place in tails.items() if joint.startswith(side)}
    at["LowerArm"] = at["LowerArm"] + np.array((0.0, _BEND, 0.0))
    at["LowerLeg"] = at["LowerLeg"] - np.array((0.0, _BEND, 0.0))
    if "Shoulder" in at:
        _place(bones[f"shoulder{mark}"], at["Shoulder"], at["UpperArm"])
    for part, after in (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("UpperLeg", "LowerLeg"),
                        ("LowerLeg", "Foot"), ("Foot", "Toes")):  # fmt: skip
        _place(bones[_SIDED[part] + mark], at[part], at[after])
    hand = at.get("Middle Proximal", ends["Hand"])
    _place(bones[f"hand{mark}"], at["Hand"], at["Hand"] + 0.9 * (hand - at["Hand"]))
    _place(bones[f"toe{mark}"], at["Toes"], ends["Toes"])
    ankle, ball = at["Foot"], at["Toes"]
    back = np.array((ankle[0], ankle[1] + 0.35 * np.linalg.norm(ball - ankle), 0.0))
    across = np.array((0.035 if mark == ".L" else -0.035, 0.0, 0.0))
    _place(bones[f"heel.02{mark}"], back - across, back + across)
    for n, finger in enumerate(("Index", "Middle", "Ring", "Little")):
        palm = bones.get(f"palm.0{n + 1}{mark}")
        if palm is not None and f"{finger} Proximal" in at:
            knuckle = at[f"{finger} Proximal"]
            _place(palm, at["Hand"] + 0.35 * (knuckle - at["Hand"]), knuckle)
    for finger, name in _FINGERS.items():
        chain = [f"{finger} {phalanx}" for phalanx in ("Proximal", "Intermediate", "Distal")]
        whole = all(joint in at for joint in chain)
        for n, joint in enumerate(chain):
            bone = bones.get(f"{name}.0{n + 1}{mark}")
            if bone is not None and whole:
                _place(bone, at[joint], at[chain[n + 1]] if n < 2 else ends[joint])
            elif bone is not None:
                bones.remove(bone)


def _place(bone: Any, head: np.ndarray, tail: np.ndarray) -> None:
    bone.head, bone.tail = head.tolist(), tail.tolist()
