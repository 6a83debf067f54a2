"""A stand-in for SMPL, SMPL-X and their kin, made of tubes: the same form, small enough to check by hand.

As theirs: 24 joints that are weighted means of the rest vertices and so follow the shape; bones whose rest orientation
is the identity; coefficients of shape without a meaning that a name could tell, in -5..5; offsets by pose; triangles;
no texture coordinates; no face that moves. Per unit of a coefficient:

    beta_0  everything 2 % larger, about the pelvis
    beta_1  every tube 6 % thicker
    beta_2  legs 3 % longer            beta_3  arms 3 % longer
    beta_4  shoulders 6 mm wider on each side
    beta_5  belly 8 mm forward         beta_6  head 4 % larger
    beta_7  neck 4 mm longer           beta_8  hips 4 mm wider on each side
    beta_9  feet 4 mm longer

Pose: an elbow or a knee bent by the angle t moves the ring around it by 20 mm (1 - cos t), the elbow's to the back and
the knee's to the front; an arm lowered or raised by t lifts the ring of its shoulder as much.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from backend.body.blend import sparse_rows
from backend.body.data import BodyData, Parameter, SkeletonMap
from backend.body.regressed_rig import regressed_rig
from backend.body.smpl_bones import MIXAMO_BONES
from backend.body.tubes import Ring, Tube, joined, tube
from backend.body.unwrap import unwrapped

SIDES = 8
BETAS = 10
BULGE = 0.02

# bone -> parent, in SMPL's own order
BONES: dict[str, str] = {
    "pelvis": "", "left_hip": "pelvis", "right_hip": "pelvis", "spine1": "pelvis", "left_knee": "left_hip",
    "right_knee": "right_hip", "spine2": "spine1", "left_ankle": "left_knee", "right_ankle": "right_knee",
    "spine3": "spine2", "left_foot": "left_ankle", "right_foot": "right_ankle", "neck": "spine3",
    "left_collar": "spine3", "right_collar": "spine3", "head": "neck", "left_shoulder": "left_collar",
    "right_shoulder": "right_collar", "left_elbow": "left_shoulder", "right_elbow": "right_shoulder",
    "left_wrist": "left_elbow", "right_wrist": "right_elbow", "left_hand": "left_wrist", "right_hand": "right_wrist",
}  # fmt: skip
NAMES = tuple(BONES)

# each ring: the joint in its middle, or that of the ring before with a sign for what lies beyond; then centre and size
_TRUNK: tuple[tuple[str, Ring], ...] = (
    ("pelvis-", ((0, 0, 0.83), (0.13, 0.10))), ("pelvis", ((0, 0, 0.93), (0.17, 0.12))),
    ("spine1", ((0, 0, 1.04), (0.15, 0.11))), ("spine2", ((0, 0, 1.16), (0.16, 0.11))),
    ("spine3", ((0, 0, 1.28), (0.18, 0.11))), ("spine3+", ((0, 0, 1.40), (0.14, 0.08))),
    ("neck", ((0, 0, 1.46), (0.055, 0.055))), ("head", ((0, -0.01, 1.54), (0.06, 0.07))),
    ("head+", ((0, -0.02, 1.60), (0.075, 0.095))), ("head+", ((0, -0.01, 1.67), (0.075, 0.095))),
    ("head+", ((0, 0, 1.73), (0.035, 0.05))),
)  # fmt: skip
_ARM: tuple[tuple[str, Ring], ...] = (
    ("collar", ((0.06, 0, 1.38), (0.05, 0.05))), ("shoulder", ((0.18, 0, 1.39), (0.055, 0.06))),
    ("elbow", ((0.44, 0, 1.39), (0.042, 0.042))), ("wrist", ((0.69, 0, 1.39), (0.03, 0.024))),
    ("hand", ((0.77, 0, 1.39), (0.045, 0.018))), ("hand+", ((0.88, 0, 1.39), (0.025, 0.010))),
)  # fmt: skip
_LEG: tuple[tuple[str, Ring], ...] = (
    ("hip", ((0.09, 0, 0.86), (0.085, 0.095))), ("knee", ((0.10, 0, 0.48), (0.055, 0.06))),
    ("ankle", ((0.11, 0.02, 0.08), (0.04, 0.045))),
)  # fmt: skip
_FOOT: tuple[tuple[str, Ring], ...] = (
    ("ankle", ((0.11, 0.07, 0.035), (0.035, 0.03))), ("ankle", ((0.11, -0.02, 0.045), (0.042, 0.045))),
    ("foot", ((0.115, -0.12, 0.025), (0.045, 0.025))), ("foot+", ((0.115, -0.19, 0.015), (0.030, 0.015))),
)  # fmt: skip


def load() -> BodyData:
    """1.73 m tall in the T-pose, facing -Y; see the module for what each coefficient does."""
    parts = _Parts()
    parts.add(_TRUNK, (0, 1), "")
    for side in ("left", "right"):
        parts.add(_ARM, (1, 2), side)
        parts.add(_LEG, (0, 1), side)
        parts.add(_FOOT, (0, 2), side)
    vertices, triangles = joined(parts.tubes)
    template = torch.from_numpy(vertices.astype(np.float32))
    weights, regressor = torch.from_numpy(parts.weights()), torch.from_numpy(parts.regressor(vertices))
    parents = tuple(NAMES.index(parent) if parent else -1 for parent in BONES.values())
    rig = regressed_rig(NAMES, parents, regressor, weights, template, torch.from_numpy(parts.bulges(len(vertices))))
    uvs, uv_faces = unwrapped(vertices, triangles)
    head = parts.near("head")
    return BodyData(
        name="toy-smpl",
        licence="Apache-2.0 (Galatea)",
        parameters=tuple(Parameter(f"beta_{k}", "shape", -5.0, 5.0, 0.0, f"Shape {k}") for k in range(BETAS)),
        template=template,
        faces=torch.from_numpy(triangles.astype(np.int64)),
        polygons=triangles,
        uvs=torch.from_numpy(uvs),
        uv_faces=torch.from_numpy(uv_faces),
        uv_polygons=uv_faces,
        dense=torch.from_numpy(parts.shapes(vertices)),
        sparse=sparse_rows([], torch.zeros(0, dtype=torch.int64), torch.zeros(0, 3), len(vertices)),
        rigs={"smpl": rig},
        coefficients=_coefficients,
        regions={"head": head, "face": head},
        own_uvs=False,
        skeletons={"mixamo": SkeletonMap("smpl", MIXAMO_BONES, "t"), "smpl": SkeletonMap("smpl", stands="t")},
        metrics={"height": "beta_0", "mass": "beta_1"},
    )


def _coefficients(body: BodyData, parameters: Tensor) -> Tensor:
    return parameters


class _Parts:
    """The tubes as they are laid, with the joint that each ring belongs to and its middle."""

    def __init__(self) -> None:
        self.tubes: list[Tube] = []
        self.rings: list[tuple[str, str, np.ndarray, np.ndarray]] = []
        """(tube, joint with its sign, centre (3,), vertex numbers)"""

    def add(self, rings: tuple[tuple[str, Ring], ...], across: tuple[int, int], side: str) -> None:
        mirror = np.array((-1.0 if side == "right" else 1.0, 1.0, 1.0))
        first = sum(len(part.vertices) for part in self.tubes)
        placed = [((tuple(np.array(centre) * mirror)), half) for _, (centre, half) in rings]
        part = tube(placed, across, SIDES, first)
        self.tubes.append(part)
        name = rings[-1][0].strip("+-")
        for (joint, _), (centre, _), numbers in zip(rings, placed, part.rings, strict=True):
            self.rings.append((name, f"{side}_{joint}" if side else joint, np.array(centre), numbers))

    def near(self, joint: str) -> np.ndarray:
        """Vertices of all rings of a joint, also of those beyond it."""
        return np.concatenate([numbers for _, name, _, numbers in self.rings if name.strip("+-") == joint])

    def regressor(self, vertices: np.ndarray) -> np.ndarray:
        """(24, V) each joint is the mean of the ring around it."""
        out = np.zeros((len(NAMES), len(vertices)), np.float32)
        for _, joint, _, numbers in self.rings:
            row = NAMES.index(joint.strip("+-"))
            if joint in NAMES and not out[row].any():
                out[row, numbers] = 1.0 / len(numbers)
        return out

    def weights(self) -> np.ndarray:
        """(V, 24) a ring at a joint hangs on its bone and the one above by halves, a ring beyond on its bone alone."""
        rows = []
        for _, joint, _, numbers in self.rings:
            row = np.zeros((len(numbers), len(NAMES)), np.float32)
            bone = joint.strip("+-")
            above = BONES[bone] if joint in BONES and bone not in ("pelvis", "left_collar", "right_collar") else ""
            row[:, NAMES.index(bone)] = 0.5 if above else 1.0
            if above:
                row[:, NAMES.index(above)] += 0.5
            rows.append(row)
        return np.concatenate(rows)

    def shapes(self, vertices: np.ndarray) -> np.ndarray:
        """(BETAS, V * 3) what one unit of each coefficient does."""
        out = np.zeros((BETAS, len(vertices), 3))
        middles = np.empty_like(vertices)
        for _, _, centre, numbers in self.rings:
            middles[numbers] = centre
        pelvis = vertices[self.near("pelvis")].mean(axis=0) * (0, 0, 1)
        out[0] = 0.02 * (vertices - pelvis)
        out[1] = 0.06 * (vertices - middles)
        sign = np.sign(np.where(np.abs(middles[:, 0]) > 0.02, middles[:, 0], 0.0))
        arms, legs, feet, trunk = (self._of(*ends) for ends in (("hand",), ("ankle", "foot"), ("foot",), ("head",)))
        hip, shoulder = _LEG[0][1][0], _ARM[1][1][0]
        out[2, legs, 2] = 0.03 * np.minimum(vertices[legs, 2] - hip[2], 0.0)
        beyond = np.maximum(np.abs(middles[arms, 0]) - shoulder[0], 0.0)
        out[3, arms, 0] = 0.03 * sign[arms] * beyond
        out[4, arms, 0] = 0.006 * sign[arms]
        front = np.maximum(-vertices[trunk, 1], 0.0) / 0.11
        out[5, trunk, 1] = -0.008 * front * np.exp(-(((vertices[trunk, 2] - 1.08) / 0.12) ** 2))
        head = self.near("head")
        joint = np.array(_TRUNK[7][1][0])
        out[6, head] = 0.04 * (vertices[head] - joint)
        out[7, head, 2] = 0.004
        out[8, legs, 0] = 0.004 * sign[legs]
        out[9, feet, 1] = -0.004 * (middles[feet, 1] < -0.05)
        return out.reshape(BETAS, -1).astype(np.float32)

    def bulges(self, count: int) -> np.ndarray:
        """(9 * 23, V * 3) what each entry of R - I of every bone but the root adds to the rest vertices.

        An elbow bends about Z, a knee about X and an arm is lowered about Y: the cosine of that is the first, or the
        last, entry of R.
        """
        out = np.zeros((len(NAMES) - 1, 9, count, 3), np.float32)
        for side in ("left", "right"):
            for joint, entry, axis, direction in (("elbow", 0, 1, 1), ("knee", 8, 1, -1), ("shoulder", 8, 2, 1)):
                name = f"{side}_{joint}"
                ring = next(numbers for _, own, _, numbers in self.rings if own == name)
                out[NAMES.index(name) - 1, entry, ring, axis] = -direction * BULGE
        return out.reshape(9 * (len(NAMES) - 1), -1)

    def _of(self, *ends: str) -> np.ndarray:
        """Vertices of the tubes that end at these joints."""
        return np.concatenate([numbers for name, _, _, numbers in self.rings if name in ends])
