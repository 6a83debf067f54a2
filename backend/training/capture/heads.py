"""Heads at random, of Anny and of the ICT Face Model: somebody's shape, what moves their face, and their skin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from backend.appearance import paint_albedo
from backend.body import BodyData, expression_offsets, load_body, rest_shape
from backend.body.published import PublishedModel, published_body
from backend.body.published.reading.ict_folder import PARTS
from backend.protocol.errors import BadFile
from backend.protocol.requests import Colour, Look
from backend.protocol.sliders import ARKIT_52
from backend.render import Topology, topology

ICT_FILE = "ict_facekit/ict_facekit.npz"
ICT_MODES, ICT_SPREAD = 60, 1.1
"""principal modes that differ between heads, and their standard deviation"""
FACES_SPREAD = 1.3
"""of what is usual between faces"""
YEARS_SLIDER = (0.6, 0.95)
SHOULDERS = 0.10
"""metres below the head that are drawn, too"""
TEXTURE = {"anny": 1024, "ict": 512}
LINES = {"right brow": tuple(range(17, 22)), "left brow": tuple(range(22, 27)), "lips": tuple(range(48, 60))}
"""of the 68 landmarks, those along what a head without colours of its own is painted with"""


@dataclass(frozen=True, eq=False)
class HeadModel:
    """A body as far as its head is seen. name: of the body; V vertices are kept of it.

    kept: (V,) int64; faces, uv_faces: (F, 3); columns: (52,) where ARKit's keys stand among its expressions, -1 for
    none; lines: texture places (n, 2) along brows and lips that are painted
    """

    name: str
    body: BodyData
    kept: np.ndarray
    mesh: Topology
    uvs: Tensor
    uv_faces: Tensor
    columns: np.ndarray
    lines: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Somebody:
    """values: (P,) sliders; neutral: (V, 3) metres, facing -Y; offsets: (52, V, 3) metres; albedo: (H, W, 3) 0..1"""

    values: np.ndarray
    neutral: np.ndarray
    offsets: np.ndarray
    albedo: Tensor


def head_models(data: Path | None) -> tuple[HeadModel, ...]:
    """Anny, and the ICT Face Model where `data` has it."""
    out = [head_model(load_body("anny"))]
    if data is not None:
        body = ict_body(data / ICT_FILE)
        out.append(replace(head_model(body), lines=_lines(body, (data / ICT_FILE).with_name("vertex_indices.json"))))
    return tuple(out)


def ict_body(file: Path) -> BodyData:
    """The ICT Face Model from its arrays in one file. Raises BadFile."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            data = {name: stored[name] for name in stored.files}
        count = len(data["template"])
        model = PublishedModel(
            family="ict",
            variant="",
            licence="MIT",
            sources=(file.name,),
            template=data["template"],
            faces=data["faces"],
            shape_basis=data["identity"][:ICT_MODES].astype(np.float32).transpose(1, 2, 0),
            expression_basis=data["expression"].astype(np.float32).transpose(1, 2, 0),
            pose_basis=np.zeros((0, count, 3), np.float32),
            joint_regressor=np.zeros((1, count), np.float32),
            weights=np.ones((count, 1), np.float32),
            parents=np.array([-1], np.int32),
            joint_names=("head",),
            shape_names=tuple(f"identity{k:03d}" for k in range(ICT_MODES)),
            expression_names=tuple(map(str, data["expression_names"])),
            uvs=data["uv"],
            uv_faces=data["uv_faces"],
            extras={f"vertices_{name}": np.arange(*ends, dtype=np.int32) for name, ends in PARTS.items()},
        )
    except (OSError, ValueError, KeyError) as error:
        raise BadFile(f"{file} is not the ICT Face Model ({error}).", "Name the folder that has it: --data.") from error
    return published_body(model)


def head_model(body: BodyData) -> HeadModel:
    template = body.template.numpy()
    faces, uv_faces = body.faces.numpy(), body.uv_faces.numpy()
    low = template[:, 2].min() if body.form == "head" else template[body.regions["head"], 2].min() - SHOULDERS
    seen = (template[faces][..., 2] >= low).all(axis=1)
    if body.form != "head":  # hands at the height of the chin are no part of it
        seen &= (np.abs(template[faces][..., 0]) < 0.2).all(axis=1)
    kept, places = np.unique(faces[seen], return_inverse=True)
    names = {name: column for column, name in enumerate(body.expression_names)}
    return HeadModel(
        body.name,
        body,
        kept,
        topology(torch.as_tensor(places.reshape(-1, 3))),
        body.uvs,
        torch.as_tensor(uv_faces[seen]),
        np.array([names.get(key, -1) for key in ARKIT_52]),
    )


def somebody(model: HeadModel, rng: np.random.Generator) -> Somebody:
    values = _anny_values(model.body, rng) if model.name == "anny" else _ict_values(model.body, rng)
    with torch.inference_mode():
        neutral = rest_shape(model.body, values[None])[0].numpy()[model.kept]
        offsets = expression_offsets(model.body, values[None]).numpy()[:, model.kept]
    out = np.zeros((len(ARKIT_52), *neutral.shape), np.float32)
    out[model.columns >= 0] = offsets[model.columns[model.columns >= 0]]
    return Somebody(values.numpy(), neutral, out, _albedo(model, rng))


def _anny_values(body: BodyData, rng: np.random.Generator) -> Tensor:
    values, usual = body.defaults.clone(), body.variation
    chosen = {
        "gender": rng.uniform(0, 1) if rng.random() < 0.3 else float(rng.integers(2)),
        "age": rng.uniform(*YEARS_SLIDER),
        "weight": rng.uniform(0.2, 0.8),
        "muscle": rng.uniform(0.3, 0.7),
    }
    chosen |= dict(zip(("african", "asian", "caucasian"), rng.dirichlet((0.6, 0.6, 0.6)), strict=True))
    for pattern, spread in usual.faces.items():
        amount = rng.normal(usual.face_middles.get(pattern, 0.0) * rng.uniform(), FACES_SPREAD) * spread
        sides = ("l-", "r-") if pattern.startswith("*") else ("",)
        chosen |= {side + pattern.lstrip("*"): amount for side in sides}
    for name, value in chosen.items():
        place = body.parameter_index[name]
        limits = body.parameters[place]
        values[place] = float(np.clip(value, limits.minimum, limits.maximum))
    return values


def _ict_values(body: BodyData, rng: np.random.Generator) -> Tensor:
    values = body.defaults.clone()
    for place, parameter in enumerate(body.parameters):
        if parameter.group != "expression":
            values[place] = float(np.clip(rng.normal(0, ICT_SPREAD), -2.5, 2.5))
    return values


def _albedo(model: HeadModel, rng: np.random.Generator) -> Tensor:
    dark = float(rng.uniform(0.02, 0.25))
    hair = (dark, dark * float(rng.uniform(0.6, 0.9)), dark * float(rng.uniform(0.4, 0.8)))
    eyes = ((0.30, 0.18, 0.10), (0.16, 0.09, 0.05), (0.35, 0.48, 0.58), (0.38, 0.42, 0.28))[int(rng.integers(4))]
    look = Look(skin_tone=float(rng.uniform(0.05, 0.95)), hair_colour=hair, eye_colour=eyes)
    image = paint_albedo(model.body, look, TEXTURE[model.name], int(rng.integers(1000)))[..., :3]
    if model.lines:
        image = _made_up(model.lines, image, hair, rng)
    return torch.tensor(image).float() / 255


def _lines(body: BodyData, file: Path) -> dict[str, np.ndarray]:
    """Where on the texture the published landmarks of brows and lips lie: name -> (n, 2). Raises BadFile."""
    try:
        numbers = json.loads(file.read_bytes())["idx_to_landmark_verts"]
        places = [int(np.flatnonzero(body.tables["source_vertices"].numpy() == number)[0]) for number in numbers]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise BadFile(
            f"{file} does not tell the landmarks ({error}).", "Name the folder that has it: --data."
        ) from error
    coordinates = np.zeros((body.vertex_count, 2))
    coordinates[body.faces.numpy()] = body.uvs.numpy()[body.uv_faces.numpy()]
    return {name: coordinates[[places[row] for row in rows]] for name, rows in LINES.items()}


def _made_up(lines: Mapping[str, np.ndarray], image: np.ndarray, hair: Colour, rng: np.random.Generator) -> np.ndarray:
    """Skin (H, W, 3) uint8 with brows and lips on it."""
    picture, size = Image.fromarray(image), len(image)
    points = {name: [tuple(place) for place in line * (size, -size) + (0, size)] for name, line in lines.items()}
    lips = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(lips)
    draw.polygon(points["lips"], fill=int(rng.integers(90, 220)))
    tone = image[0, 0] * np.array((0.8, 0.5, 0.5)) + (20, 0, 5)
    picture.paste(tuple(int(value) for value in tone.clip(0, 255)), (0, 0, *picture.size), lips)
    brows = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(brows)
    width = max(round(size * float(rng.uniform(0.006, 0.014))), 1)
    for name in ("right brow", "left brow"):
        draw.line(points[name], fill=int(rng.integers(150, 230)), width=width, joint="curve")
    picture.paste(tuple(int(255 * value) for value in hair), (0, 0, *picture.size), brows)
    return np.asarray(picture).copy()
