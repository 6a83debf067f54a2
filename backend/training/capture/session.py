"""One head before one camera: what stays as it is from picture to picture, and a picture of it."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import Tensor

from backend.render import Light, pinhole_camera, render
from backend.render.textures import Pyramid, pyramid

from .heads import HeadModel, Somebody

SIZE = 256
"""pixels of a side"""
TURNS = (0.0, 22.0), (4.0, 9.0), (0.0, 6.0)
"""mean and spread of the degrees by which a head is turned, nods and leans"""
FURTHEST = 55.0
SHARED = 0.5
"""share of the variance of a head's turn that is the same in all pictures of one clip"""
EXPOSED = 0.8
"""how far a camera brings a head to one brightness: dark skin stays darker than light skin"""


@dataclass(frozen=True, eq=False)
class Session:
    """focal, far: pixels and metres; aside: (2,) metres; turned: (3,) degrees in the middle of the clip; light,
    background, and the marks of the camera: how bright it makes the head, its colours (3,), gamma, blur and noise in
    pixels and levels, JPEG's quality"""

    model: HeadModel
    person: Somebody
    texture: Pyramid
    focal: float
    far: float
    aside: np.ndarray
    turned: np.ndarray
    light: Light
    background: Tensor
    exposure: float
    colours: np.ndarray
    gamma: float
    blur: float
    noise: float
    quality: int


def session(model: HeadModel, person: Somebody, rng: np.random.Generator) -> Session:
    high = height_of(person)
    focal = float(SIZE * rng.uniform(1.0, 3.0))
    far = focal * high / (SIZE * rng.uniform(0.55, 1.0))
    return Session(
        model,
        person,
        pyramid(person.albedo),
        focal,
        far,
        rng.uniform(-0.08, 0.08, 2) * far * SIZE / focal,
        np.array([rng.normal(middle, spread * SHARED**0.5) for middle, spread in TURNS]),
        Light(
            sky=float(rng.uniform(0.2, 0.6)),
            ground=float(rng.uniform(0.08, 0.35)),
            key=float(rng.uniform(0.25, 0.9)),
            direction=(float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.1, 0.9)), float(rng.uniform(0.3, 0.9))),
        ),
        torch.from_numpy(_behind(rng))[None],
        float(rng.uniform(0.25, 0.6)),
        rng.uniform(0.92, 1.08, 3),
        float(rng.uniform(0.8, 1.25)),
        float(rng.uniform(0, 0.9)),
        float(rng.uniform(0, 6)),
        int(rng.integers(55, 95)),
    )


def height_of(person: Somebody) -> float:
    """Metres from the chin to the top of the head, nearly."""
    top = person.neutral[:, 2].max()
    return float(np.ptp(person.neutral[person.neutral[:, 2] > top - 0.24, 2]))


def some_turn(one: Session, rng: np.random.Generator, lively: float = 1.0) -> np.ndarray:
    """(3,) degrees by which the head may be turned in one picture. lively: how much of what is usual."""
    own = np.array([rng.normal(0.0, spread * (1 - SHARED) ** 0.5) for _, spread in TURNS])
    return np.clip((one.turned + own) * lively, -FURTHEST, FURTHEST)


def steady_turns(one: Session, rng: np.random.Generator, frames: int, fps: float) -> np.ndarray:
    """(F, 3) degrees of a head that moves on, as much as `some_turn` does."""
    times = np.arange(frames)[:, None] / fps
    waves = np.zeros((frames, 3))
    for _ in range(2):
        spread = np.array([spread for _, spread in TURNS]) * (1 - SHARED) ** 0.5
        waves += spread * np.sin(2 * np.pi * (times * rng.uniform(0.1, 0.5, 3) + rng.uniform(0, 1, 3)))
    return np.clip(one.turned + waves, -FURTHEST, FURTHEST)


def stood(one: Session, turned: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Turn (3, 3) and shift (3,) metres from the rest pose to before the camera."""
    yaw, pitch, roll = turned
    turn = _about(1, roll) @ _about(0, pitch) @ _about(2, yaw)
    neutral = one.person.neutral
    middle = np.array((0.0, float(np.median(neutral[:, 1])), float(neutral[:, 2].max()) - 0.55 * height_of(one.person)))
    aside = one.aside + rng.normal(0, 0.02, 2) * one.far * SIZE / one.focal
    far = one.far * rng.uniform(0.97, 1.03)
    return turn, np.array((aside[0], far, aside[1])) - turn @ middle


@torch.inference_mode()
def taken(one: Session, vertices: np.ndarray, rng: np.random.Generator) -> bytes:
    """A JPEG of SIZE x SIZE pixels. vertices: (V, 3) metres before the camera"""
    model = one.model
    image, cover = render(
        torch.from_numpy(vertices.astype(np.float32))[None],
        model.mesh,
        pinhole_camera(one.focal, (SIZE / 2, SIZE / 2), (SIZE, SIZE), 10.0),
        (SIZE, SIZE),
        texture=one.texture,
        uvs=model.uvs,
        uv_faces=model.uv_faces,
        light=replace(one.light, key=one.light.key * float(rng.uniform(0.95, 1.05))),
        background=one.background,
    )
    return _as_taken(one, image[0].numpy(), cover[0, ..., 0].numpy() > 0.5, rng)


def _as_taken(one: Session, picture: np.ndarray, head: np.ndarray, rng: np.random.Generator) -> bytes:
    """With the marks of a camera: exposure, colour, blur, noise and JPEG. head: (SIZE, SIZE) bool"""
    level = float(np.median(picture[head])) if head.any() else one.exposure
    gain = (one.exposure / max(level, 0.01)) ** EXPOSED
    bright = (picture * one.colours * gain * rng.uniform(0.97, 1.03)).clip(0, 1) ** one.gamma
    image = Image.fromarray((bright * 255).astype(np.uint8))
    image = image.filter(ImageFilter.GaussianBlur(one.blur * float(rng.uniform(0.6, 1.4))))
    noisy = np.asarray(image, np.float32) + rng.normal(0, one.noise, picture.shape)
    file = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(file, "jpeg", quality=one.quality)
    return file.getvalue()


def _behind(rng: np.random.Generator) -> np.ndarray:
    """(SIZE, SIZE, 3) float32: blurred squares of colours."""
    few = rng.uniform(0, 1, (int(rng.integers(1, 7)), int(rng.integers(1, 7)), 3)) * 255
    image = Image.fromarray(few.astype(np.uint8)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32) / 255


def _about(axis: int, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    out = np.eye(3)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    out[one, one], out[one, other], out[other, one], out[other, other] = c, -s, s, c
    return out
