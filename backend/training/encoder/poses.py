"""Simple poses of the Mixamo skeleton, as turns about the world's axes, for the encoder's pictures."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData
from backend.body.shape import rig_of
from backend.protocol.errors import BadRequest

SKELETON = "mixamo"
Turns = dict[str, tuple[tuple[str, float], ...]]


def _sides(bone: str, *turns: tuple[str, float]) -> Turns:
    """The same on both sides: what turns about Y or Z is mirrored."""
    mirrored = tuple((axis, angle if axis == "x" else -angle) for axis, angle in turns)
    return {f"Left{bone}": turns, f"Right{bone}": mirrored}


# pose -> bone -> turns in degrees, done in order, in the frame that the parent carries along.
# The figure faces -Y, its left is +X; at rest the arms point half downwards.
POSE_TURNS: dict[str, Turns] = {
    "t_pose": _sides("Arm", ("y", -42)),
    "a_pose": {},
    "arms_down": _sides("Arm", ("y", 35)),
    "arms_raised": _sides("Arm", ("y", -115)),
    "arms_forward": _sides("Arm", ("y", -42), ("z", -80)),
    "arms_crossed": {**_sides("Arm", ("y", 25), ("z", -35)), **_sides("ForeArm", ("x", -75), ("z", -105))},
    "hands_on_hips": {**_sides("Arm", ("y", 5), ("z", 15)), **_sides("ForeArm", ("y", 85))},
    "waving": {"RightArm": (("y", 50),), "RightForeArm": (("y", 75),), "LeftArm": (("y", 35),)},
    "pointing": {"RightArm": (("y", 42), ("z", 85)), "LeftArm": (("y", 35),)},
    "walking": {
        **_sides("Arm", ("y", 35)),
        "LeftUpLeg": (("x", -25),), "RightUpLeg": (("x", 22),), "RightLeg": (("x", 18),), "LeftLeg": (("x", 5),),
    },
    "running": {
        **_sides("Arm", ("y", 35)), **_sides("ForeArm", ("x", -80), ("z", -45)), "Spine": (("x", 12),),
        "LeftUpLeg": (("x", -60),), "LeftLeg": (("x", 75),), "RightUpLeg": (("x", 25),), "RightLeg": (("x", 55),),
    },
    "legs_apart": {**_sides("UpLeg", ("y", -18)), **_sides("Arm", ("y", 20))},
    "crouching": {**_sides("UpLeg", ("x", -95)), **_sides("Leg", ("x", 115)), **_sides("Foot", ("x", -20)),
                  "Spine": (("x", 25),), **_sides("Arm", ("y", 20))},
    "bowing": {"Spine": (("x", 35),), "Spine1": (("x", 20),), **_sides("Arm", ("y", 35))},
    "head_down": {"Neck": (("x", 12),), "Head": (("x", 18),)},
    "head_up": {"Neck": (("x", -10),), "Head": (("x", -16),)},
    "head_turned": {"Neck": (("z", 15),), "Head": (("z", 25),)},
    "head_tilted": {"Neck": (("y", 9),), "Head": (("y", 14),)},
}  # fmt: skip
_MIRRORED = ("waving", "pointing", "walking", "running", "head_turned", "head_tilted")


def posing_rig(body: BodyData) -> str:
    """The rig of a body that poses turn. Raises BadRequest where none has bones by the names of Mixamo."""
    if SKELETON not in body.skeletons:
        raise BadRequest(f"The body {body.name} has no bones that the poses of pictures could turn.", "Use a person.")
    return body.skeletons[SKELETON].rig


def pose_rotations(body: BodyData, rest_matrices: Tensor, pose: str, rng: np.random.Generator) -> Tensor:
    """(1, J, 3, 3) rotations for `skin` of the posing rig: the pose (or "" for rest), mirrored or not, each joint a
    little off."""
    turns = POSE_TURNS.get(pose, {})
    if pose in _MIRRORED and rng.random() < 0.5:
        turns = _mirror(turns)
    frames = rest_matrices[0, :, :3, :3]
    own_names, names = rig_of(body, posing_rig(body)).bone_names, body.skeletons[SKELETON].bones
    rotations = torch.eye(3).repeat(len(own_names), 1, 1)
    turned: set[str] = set()
    for index, own_name in enumerate(own_names):
        short = names.get(own_name, own_name).rsplit(":", 1)[-1]
        # of several bones that are one of Mixamo's the first turns, and the others follow
        if (short in turns or short in _LOOSE) and short not in turned:
            turned.add(short)
            world = _small_turn(rng) if short in _LOOSE else np.eye(3)
            for axis, angle in turns.get(short, ()):
                world = _about(axis, angle + rng.normal(0, 4)) @ world
            turn = torch.from_numpy(world.astype(np.float32))
            rotations[index] = frames[index].T @ turn @ frames[index]
    return rotations[None]


_LOOSE = frozenset(
    ("Spine", "Neck", "Head", "LeftArm", "RightArm", "LeftForeArm", "RightForeArm", "LeftUpLeg", "RightUpLeg")
)


def _mirror(turns: Turns) -> Turns:
    def other(bone: str) -> str:
        if bone.startswith("Left"):
            return "Right" + bone.removeprefix("Left")
        return "Left" + bone.removeprefix("Right") if bone.startswith("Right") else bone

    return {other(b): tuple((axis, a if axis == "x" else -a) for axis, a in t) for b, t in turns.items()}


def _small_turn(rng: np.random.Generator) -> np.ndarray:
    return _about("x", rng.normal(0, 2)) @ _about("y", rng.normal(0, 2)) @ _about("z", rng.normal(0, 2))


def _about(axis: str, degrees: float) -> np.ndarray:
    """(3, 3) right-handed rotation about a world axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3)
    matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = c, -s, s, c
    return matrix
