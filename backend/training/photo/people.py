"""Who is in the pictures: bodies, clothes, poses and stances at random, apart for learning and for holding out."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData
from backend.body.shape import orient, rest
from backend.body.skinning import skin_and_bones
from backend.protocol.requests import Look
from backend.training.encoder.looks.captions import draw_caption
from backend.training.encoder.looks.people import dressed
from backend.training.encoder.poses import pose_rotations, posing_rig
from backend.words.attributes import BODY_PARTS

from .survey import as_surveyed

POSES = ("a_pose", "arms_down", "arms_down", "t_pose", "arms_raised", "arms_forward", "running", "legs_apart",
         "arms_crossed", "hands_on_hips")  # fmt: skip
HELD_POSES = ("waving", "walking", "walking", "pointing", "arms_down", "arms_down")
"""those of pictures for evaluation alone; hanging arms are how people mostly stand, and are turned anew each time"""
YEARS = (18.0, 80.0)
_CLOTHES = ("top", "bottom", "one_piece", "outer")
_HELD_PIECES = 4
"""one piece of so many is worn in pictures for evaluation alone"""
_USUAL = 0.6
"""share of those who wear what is usual for their age and sex; the others are dressed as texts at random say"""
_PARTS = 1.0
"""standard deviations of what differs between people beside build, age and sex"""
_LOOSE = 9.0
"""degrees by which each joint is off its pose"""


@dataclass(frozen=True, eq=False)
class Posed:
    """A dressed person in a pose, in the body's own axes.

    values: (P,); vertices: (V, 3) posed; moves: (J, 3, 4) what each bone does to points at rest; heads: (J, 3) posed
    """

    values: Tensor
    look: Look
    rig: str
    vertices: np.ndarray
    moves: np.ndarray
    heads: np.ndarray


def somebody(body: BodyData, rng: np.random.Generator, held: bool) -> tuple[Tensor, Look]:
    """Sliders (P,) and a resolved look. held: of those who are for evaluation alone, who wear pieces that the others
    never do."""
    # before the clothes: as many women as men, whoever of them wears what is kept apart
    female = bool(rng.random() < 0.5)
    while True:
        build = float(rng.choice((-1, 0, 0, 0, 1, 2)))
        usual = ("a woman" if female else "a man",)
        texts = usual if rng.random() < _USUAL else draw_caption(rng).texts
        one = dressed(body, texts, female, float(rng.uniform(*YEARS)), build, rng)
        kept_apart = any(_is_held(worn.piece) for worn in one.look.worn if worn.slot in _CLOTHES)
        clothed = any(worn.piece for worn in one.look.worn if worn.slot in _CLOTHES)
        if clothed and kept_apart == held:
            return as_surveyed(body, _with_parts(body, one.values, rng), female, rng), one.look


def _is_held(piece: str) -> bool:
    return bool(piece) and zlib.crc32(piece.encode()) % _HELD_PIECES == 0


def _with_parts(body: BodyData, values: Tensor, rng: np.random.Generator) -> Tensor:
    """With parts of the body that differ between people of one build, beside what was surveyed."""
    values = values.clone()
    for attribute in BODY_PARTS:
        amount = float(rng.normal(0, _PARTS))
        for slider, unit in body.attributes.get(attribute, {}).items():
            place = body.parameter_index[slider]
            limits = body.parameters[place]
            values[place] = float(np.clip(float(values[place]) + unit * amount, limits.minimum, limits.maximum))
    return values


@torch.inference_mode()
def in_a_pose(body: BodyData, values: Tensor, look: Look, rng: np.random.Generator, held: bool) -> Posed:
    rig = posing_rig(body)
    native, heads, tails = rest(body, rig, values[None])
    frames = orient(body.rigs[rig], heads, tails)
    rotations = pose_rotations(body, frames, str(rng.choice(HELD_POSES if held else POSES)), rng)
    large = torch.tensor([not _is_small(name) for name in body.rigs[rig].bone_names])
    vectors = torch.from_numpy(rng.normal(0, np.radians(_LOOSE), (len(large), 3))).float() * large[:, None]
    vectors[0] = 0
    rotations = torch.linalg.matrix_exp(_crossed(vectors)) @ rotations
    vertices, transforms = skin_and_bones(body, rig, native, frames, rotations)
    moves = transforms[0, :, :3].numpy()
    posed = np.einsum("jab,jb->ja", moves[:, :, :3], heads[0].numpy()) + moves[:, :, 3]
    return Posed(values, look, rig, vertices[0].numpy(), moves, posed)


def _is_small(bone: str) -> bool:
    return any(part in bone for part in ("HandI", "HandM", "HandP", "HandR", "HandT", "Spine", "Toe", "Shoulder"))


def _crossed(vectors: Tensor) -> Tensor:
    """(N, 3, 3) antisymmetric"""
    out = torch.zeros(len(vectors), 3, 3)
    out[:, 0, 1], out[:, 0, 2], out[:, 1, 2] = -vectors[:, 2], vectors[:, 1], -vectors[:, 0]
    return out - out.transpose(1, 2)
