"""A stand-in for FLAME, made of tubes: a head alone, in the same form, small enough to check by hand.

As FLAME: five joints (root, neck, jaw, two eyes) that are weighted means of the rest vertices with a still face;
identity rest orientations; coefficients of shape in -5..5; expressions without ARKit's names, in -4..4, that move the
skin both ways; eyelids in 0..1, as other programs add them; texture coordinates of its own. Per unit:

    shape_0       everything 3 % larger        shape_1  3 % wider       shape_2  3 % deeper
    shape_3       chin 2 mm forward            shape_4  nose 2 mm forward
    neck-length   everything above the neck's joint 10 mm higher
    expression_0  lower lip and chin 3 mm down         expression_1  brows 2 mm up
    expression_2  corners of the mouth 2 mm up and out expression_3  cheeks 2 mm out
    eyelid_left, eyelid_right   the brow above the eye 8 mm down

Pose: a jaw opened by the angle t draws the corners of the mouth 10 mm (1 - cos t) to the back.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from backend.body.blend import sparse_rows
from backend.body.data import BodyData, Parameter, SkeletonMap, SparseRows
from backend.body.regressed_rig import regressed_rig
from backend.body.smpl_bones import HEAD_BONES
from backend.body.tubes import Ring, Tube, joined, tube

SIDES, EYE_SIDES = 12, 8
BONES: dict[str, str] = {"root": "", "neck": "root", "jaw": "neck", "left_eye": "neck", "right_eye": "neck"}
NAMES = tuple(BONES)
SHAPES = ("shape_0", "shape_1", "shape_2", "shape_3", "shape_4", "neck-length")
EXPRESSIONS = ("expression_0", "expression_1", "expression_2", "expression_3", "eyelid_left", "eyelid_right")
PULL = 0.01

_RINGS: dict[str, Ring] = {
    "base": ((0, 0.015, 0.0), (0.06, 0.06)), "throat": ((0, 0.015, 0.06), (0.055, 0.055)),
    "skull": ((0, 0.01, 0.10), (0.062, 0.07)), "chin": ((0, -0.005, 0.115), (0.058, 0.085)),
    "lower_lip": ((0, -0.005, 0.148), (0.066, 0.094)), "upper_lip": ((0, -0.005, 0.156), (0.067, 0.096)),
    "nose": ((0, -0.005, 0.185), (0.072, 0.098)), "eyes": ((0, -0.005, 0.22), (0.075, 0.098)),
    "brow": ((0, -0.005, 0.25), (0.075, 0.098)), "forehead": ((0, 0, 0.285), (0.065, 0.085)),
    "crown": ((0, 0, 0.312), (0.03, 0.04)),
}  # fmt: skip
_EYE: tuple[Ring, ...] = (
    ((0.03, -0.110, 0.222), (0.005, 0.005)), ((0.03, -0.097, 0.222), (0.014, 0.014)),
    ((0.03, -0.084, 0.222), (0.005, 0.005)),
)  # fmt: skip
# places on a ring of the head, counted from the figure's left over its back
LEFT, BACK, RIGHT, FRONT = 0, 3, 6, 9


def load() -> BodyData:
    """31 cm from the neck's lower end to the crown, facing -Y; see the module for what each coefficient does."""
    head = tube(tuple(_RINGS.values()), (0, 1), SIDES)
    head.vertices[_of(head, "nose", FRONT), 1] -= 0.018
    eyes = [tube(_mirrored(_EYE, sign), (0, 2), EYE_SIDES, SIDES * len(_RINGS) + n) for sign, n in ((1, 0), (-1, 24))]
    vertices, triangles = joined([head, *eyes])
    template = torch.from_numpy(vertices.astype(np.float32))
    balls = [np.concatenate(eye.rings) for eye in eyes]
    weights, regressor = torch.from_numpy(_weights(head, balls)), torch.from_numpy(_regressor(head, balls))
    parents = tuple(NAMES.index(parent) if parent else -1 for parent in BONES.values())
    rig = regressed_rig(NAMES, parents, regressor, weights, template, torch.from_numpy(_pulls(head, len(vertices))))
    uvs, uv_faces = _uvs(head, eyes)
    return BodyData(
        name="toy-flame",
        licence="Apache-2.0 (Galatea)",
        parameters=_parameters(),
        template=template,
        faces=torch.from_numpy(triangles.astype(np.int64)),
        polygons=triangles,
        uvs=torch.from_numpy(uvs),
        uv_faces=torch.from_numpy(uv_faces),
        uv_polygons=uv_faces,
        dense=torch.from_numpy(_shapes(head, vertices)),
        sparse=_expressions(head, len(vertices)),
        rigs={"flame": rig},
        coefficients=_coefficients,
        tables={"columns": torch.tensor([[p.name for p in _parameters()].index(n) for n in (*SHAPES, *EXPRESSIONS)])},
        regions={
            "head": np.arange(len(vertices)),
            "face": np.concatenate(
                [_of(head, ring, *range(RIGHT, SIDES + 1)) for ring in ("lower_lip", "nose", "brow")]
            ),
            "eye_left": balls[0],
            "eye_right": balls[1],
        },
        # what the numbered expressions show is for pictures to find
        attributes={
            "eyeBlinkLeft": {"eyelid_left": 1.0},
            "eyeBlinkRight": {"eyelid_right": 1.0},
            "neck_length": {"neck-length": 1.0 / 3.0},
        },
        form="head",
        skeletons={"head": SkeletonMap("flame", HEAD_BONES)},
    )


def _parameters() -> tuple[Parameter, ...]:
    """In an order of their own: what moves the face does not stand in one row."""
    shapes = [Parameter(name, "shape", -5.0, 5.0, 0.0, f"Shape {name[-1]}") for name in SHAPES[:-1]]
    faces = [
        Parameter(name, "expression", -4.0, 4.0, 0.0, f"Expression {name[-1]}", "expression")
        for name in EXPRESSIONS[:-2]
    ]
    left, right = (
        Parameter(f"eyelid_{side}", "expression", 0.0, 1.0, 0.0, f"Eyelid {side}", "eyes") for side in ("left", "right")
    )
    return (left, *shapes, *faces, Parameter("neck-length", "local", -1.0, 1.0, 0.0, "Neck length"), right)


def _coefficients(body: BodyData, parameters: Tensor) -> Tensor:
    return parameters.index_select(1, body.tables["columns"])


def _of(head: Tube, ring: str, *places: int) -> np.ndarray:
    """Vertices of a ring, all of them or those at some places."""
    numbers = head.rings[list(_RINGS).index(ring)]
    return numbers[[place % SIDES for place in places]] if places else numbers


def _mirrored(rings: tuple[Ring, ...], sign: int) -> list[Ring]:
    return [((sign * x, y, z), half) for (x, y, z), half in rings]


def _weights(head: Tube, balls: list[np.ndarray]) -> np.ndarray:
    """(V, 5) the neck's ring is shared, chin and lower lip hang on the jaw in front and half on it at the sides."""
    out = np.zeros((len(head.vertices) + sum(map(len, balls)), len(NAMES)), np.float32)
    out[: len(head.vertices), 1] = 1.0
    for ring in ("base", "throat"):
        out[_of(head, ring)] = np.eye(len(NAMES))[0]
    out[_of(head, "skull"), :2] = 0.5
    for ring in ("chin", "lower_lip"):
        out[_of(head, ring, 7, 8, 9, 10, 11)] = np.eye(len(NAMES))[2]
        out[_of(head, ring, LEFT, RIGHT), 1:3] = 0.5
    for bone, ball in zip((3, 4), balls, strict=True):
        out[ball] = np.eye(len(NAMES))[bone]
    return out


def _regressor(head: Tube, balls: list[np.ndarray]) -> np.ndarray:
    """(5, V) means of: the lowest ring, the ring at the skull, the sides of the upper lip's ring, each eyeball."""
    sets = [_of(head, "base"), _of(head, "skull"), _of(head, "upper_lip", LEFT, RIGHT), *balls]
    out = np.zeros((len(NAMES), len(head.vertices) + sum(map(len, balls))), np.float32)
    for row, numbers in zip(out, sets, strict=True):
        row[numbers] = 1.0 / len(numbers)
    return out


def _shapes(head: Tube, vertices: np.ndarray) -> np.ndarray:
    """(6, V * 3) what one unit of each of SHAPES does."""
    out = np.zeros((len(SHAPES), len(vertices), 3), np.float32)
    out[0] = 0.03 * vertices
    out[1, :, 0] = 0.03 * vertices[:, 0]
    out[2, :, 1] = 0.03 * vertices[:, 1]
    out[3, _of(head, "chin", 8, 9, 10), 1] = -0.002
    out[4, _of(head, "nose", FRONT), 1] = -0.002
    out[5, vertices[:, 2] >= _RINGS["skull"][0][2] - 1e-6, 2] = 0.010
    return out.reshape(len(SHAPES), -1)


def _expressions(head: Tube, count: int) -> SparseRows:
    """The sparse rows of EXPRESSIONS."""
    mouth = ("lower_lip", "upper_lip")
    moves: dict[str, list[tuple[np.ndarray, tuple[float, float, float]]]] = {
        "expression_0": [(_of(head, ring, 7, 8, 9, 10, 11), (0.0, 0.0, -0.003)) for ring in ("chin", "lower_lip")],
        "expression_1": [(_of(head, "brow", 7, 8, 9, 10, 11), (0.0, 0.0, 0.002))],
        "expression_2": [
            (_of(head, ring, 8 if s < 0 else 10), (0.002 * s, 0.0, 0.002)) for ring in mouth for s in (-1, 1)
        ],
        "expression_3": [(_of(head, "nose", 7 if s < 0 else 11), (0.002 * s, 0.0, 0.0)) for s in (-1, 1)],
        "eyelid_left": [(_of(head, "brow", 10), (0.0, 0.0, -0.008))],
        "eyelid_right": [(_of(head, "brow", 8), (0.0, 0.0, -0.008))],
    }
    vertices = [np.concatenate([numbers for numbers, _ in moves[name]]) for name in EXPRESSIONS]
    offsets = [np.concatenate([np.tile(move, (len(n), 1)) for n, move in moves[name]]) for name in EXPRESSIONS]
    together = torch.from_numpy(np.concatenate(vertices).astype(np.int64))
    return sparse_rows(
        [len(numbers) for numbers in vertices], together, torch.from_numpy(np.concatenate(offsets)).float(), count
    )


def _pulls(head: Tube, count: int) -> np.ndarray:
    """(9 * 4, V * 3) what each entry of R - I of every bone but the root adds; the last of the jaw is cos t - 1."""
    out = np.zeros((len(NAMES) - 1, 9, count, 3), np.float32)
    for ring in ("lower_lip", "upper_lip"):
        out[NAMES.index("jaw") - 1, 8, _of(head, ring, 8, 10), 1] = -PULL
    return out.reshape(9 * (len(NAMES) - 1), -1)


def _uvs(head: Tube, eyes: list[Tube]) -> tuple[np.ndarray, np.ndarray]:
    """The head's tube unrolled with its seam at the figure's left, and a strip for each eye above it."""
    uvs, faces, first = [], [], 0
    for part, low, high in (
        (head, (0.0, 0.0), (1.0, 0.85)),
        (eyes[0], (0.0, 0.9), (0.45, 1.0)),
        (eyes[1], (0.55, 0.9), (1.0, 1.0)),
    ):
        rings, sides = len(part.rings), len(part.rings[0])
        rows, columns = np.meshgrid(np.linspace(0, 1, rings), np.linspace(0, 1, sides + 1), indexing="ij")
        grid = np.stack([columns, rows], axis=-1).reshape(-1, 2)
        uvs.append(np.array(low) + grid * (np.array(high) - low))
        row, column = np.divmod(part.triangles - part.rings[0][0], sides)
        around = (column.max(axis=1) - column.min(axis=1)) > sides // 2
        column = np.where(around[:, None] & (column == 0) & (np.ptp(row, axis=1) > 0)[:, None], sides, column)
        faces.append(first + row * (sides + 1) + column)
        first += len(grid)
    return np.concatenate(uvs).astype(np.float32), np.concatenate(faces).astype(np.int32)
