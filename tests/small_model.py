"""A model of motion that was taught nothing, small and quick, with the skeleton of the clips made here."""

import numpy as np
import torch

from backend.motion.features import ROTATIONS, Skeleton
from backend.motion.generate import MotionModel
from backend.motion.nets import Flow, MotionVae
from backend.motion.path import NUMBERS

_MIDDLE = ("hip", "abdomen", "chest", "neck", "head")
_ARM, _LEG = ("Collar", "Shldr", "ForeArm", "Hand"), ("Buttock", "Thigh", "Shin", "Foot")
JOINTS = [*_MIDDLE, *(side + name for limb in (_ARM, _LEG) for side in "rl" for name in limb)]
PARENTS = (-1, 0, 1, 2, 3, 2, 5, 6, 7, 2, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19)
UP = torch.tensor([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])


def offsets() -> np.ndarray:
    """Y up, facing +Z, the left +X: legs of 0.85 m below hips at 0.95."""
    found = np.zeros((21, 3))
    for name, place in {
        "abdomen": (0, 0.1, 0), "chest": (0, 0.2, 0), "neck": (0, 0.2, 0), "head": (0, 0.1, 0),
        "Collar": (0.04, 0.15, 0), "Shldr": (0.13, 0, 0), "ForeArm": (0.27, 0, 0), "Hand": (0.25, 0, 0),
        "Buttock": (0.02, 0, 0), "Thigh": (0.07, -0.05, 0), "Shin": (0, -0.4, 0), "Foot": (0, -0.42, 0),
    }.items():  # fmt: skip
        for side, sign in (("", 1), ("l", 1), ("r", -1)):
            if side + name in JOINTS:
                found[JOINTS.index(side + name)] = np.array(place) * (sign, 1, 1)
    return found


def small_model(words: int = 96) -> MotionModel:
    torch.manual_seed(0)
    toe = torch.tensor([0.0, -0.12, -0.05])
    skeleton = Skeleton(tuple(JOINTS), PARENTS, torch.from_numpy(offsets()).float() @ UP.T, torch.stack([toe, toe]))
    mean = torch.zeros(134)
    mean[1], mean[3] = 1.0, 0.92
    mean[ROTATIONS] = torch.tensor([1.0, 0, 0, 0, 1, 0]).repeat(21)
    scale = torch.full((134,), 0.1)
    flow = Flow(words, len(NUMBERS), width=32, layers=1)
    for name, weight in flow.named_parameters():
        if name == "out.weight" or name.endswith("steered.weight"):
            torch.nn.init.normal_(weight, std=0.2)
    return MotionModel(
        skeleton, MotionVae(16).eval(), flow.eval(), torch.ones(32), mean, scale,
        torch.zeros(len(NUMBERS)), torch.ones(len(NUMBERS)),
    )  # fmt: skip
