"""Pictures to learn from: random people rendered from all sides, in shards on disk, each shard from its own seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from backend.appearance import paint_albedo
from backend.body import BodyData, load_body, measure, rest, rest_shape, skin
from backend.body.shape import orient
from backend.figure.encoder_views import PLAIN_LOOK, body_camera
from backend.render import Camera, Topology, orbit_camera, pyramid, render, topology
from backend.render.textures import Pyramid
from backend.training.encoder.poses import pose_rotations, posing_rig
from backend.training.encoder.samples import Sample, attribute_row, random_look, random_sample
from backend.words.attributes import ATTRIBUTES

VIEWS = ("front", "side", "back", "three_quarter", "face")
SIZE = 112
MEASUREMENTS = ("height", "waist", "hips", "chest", "mass", "bmi")
SHARD = 512
BATCH = 16
BODY = "anny"
_TEXTURE = 512
_MOST_ACTIONS = 8


@dataclass(frozen=True)
class Plan:
    """What a shard holds; everything that decides its content."""

    seed: int
    view: str
    """"body" or "face"""
    count: int = SHARD
    calm: bool = False
    """Standing straight on plain cameras, as the product shows figures: for scores, not for training."""
    steady: bool = False
    """As the product shows figures but for small turns: from these a tower learns builds and faces soonest."""
    plain: bool = False
    """Everyone in the same colours and light: what varies most, colour, would hide what words are mostly about."""


@dataclass(frozen=True, eq=False)
class Shard:
    """n pictures with what is in them."""

    images: np.ndarray
    """(n, 112, 112, 4) uint8: colours over black, and coverage"""
    attributes: np.ndarray
    """(n, len(ATTRIBUTES)) float32"""
    views: np.ndarray
    """(n,) uint8 index into VIEWS"""
    clay: np.ndarray
    """(n,) bool: without texture, so that no colour can be seen"""
    measurements: np.ndarray
    """(n, len(MEASUREMENTS)) float32 in the order of MEASUREMENTS; NaN where the plan is not calm"""


@dataclass(frozen=True, eq=False)
class Studio:
    """All that rendering needs, loaded once per process."""

    body: BodyData
    mesh: Topology
    head: Tensor
    looks: list[tuple[Pyramid, np.ndarray]]
    """texture and attributes, (len(ATTRIBUTES),)"""


def open_studio(bank: Path) -> Studio:
    """Body, its topology and the textures in `bank`, which are painted first where the file is missing."""
    body = load_body(BODY)
    if not bank.exists():
        paint_bank(body, bank)
    with np.load(bank, allow_pickle=False) as stored:
        albedos, rows = stored["albedos"], stored["attributes"]
    looks = [(pyramid(torch.from_numpy(a).float() / 255), row) for a, row in zip(albedos, rows, strict=True)]
    return Studio(body, topology(body.faces), torch.from_numpy(body.regions["head"]), looks)


def paint_bank(body: BodyData, file: Path, count: int = 32, seed: int = 7) -> None:
    """Textures of random looks, with their attributes; the first is that of plain shards."""
    rng = np.random.default_rng(seed)
    looks = [(PLAIN_LOOK, {"hair_brown": 1.0, "eyes_brown": 1.0, "suit_grey": 1.0})]
    looks += [random_look(rng) for _ in range(count)]
    albedos = np.stack([paint_albedo(body, look, _TEXTURE, seed + k)[..., :3] for k, (look, _) in enumerate(looks)])
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, albedos=albedos, attributes=np.stack([attribute_row(said) for _, said in looks]))


def make_shard(studio: Studio, plan: Plan) -> Shard:
    """The pictures of a plan; the same plan gives the same pictures."""
    kind = 3 if plan.plain else 2 if plan.steady else int(plan.calm)
    rng = np.random.default_rng([plan.seed, plan.view == "face", kind])
    parts = [_batch(studio, plan, min(BATCH, plan.count - k), rng) for k in range(0, plan.count, BATCH)]
    return Shard(*(np.concatenate([getattr(p, name) for p in parts]) for name in Shard.__dataclass_fields__))


def _batch(studio: Studio, plan: Plan, count: int, rng: np.random.Generator) -> Shard:
    """One render call: one texture, one light and one kind of view for all."""
    body = studio.body
    samples = [random_sample(body, rng, plan.view, 3 if plan.calm else _MOST_ACTIONS) for _ in range(count)]
    if plan.calm or plan.steady:
        samples = [
            replace(s, pose="", attributes={n: v for n, v in s.attributes.items() if n[:5] != "pose_"}) for s in samples
        ]
    with torch.no_grad():
        vertices, parameters = _figures(body, samples, rng)
        view = "face" if plan.view == "face" else str(rng.choice(VIEWS[:4], p=(0.45, 0.13, 0.12, 0.3)))
        if plan.calm and view != "face":
            view = "front"
        loose = 0.0 if plan.calm else 0.25 if plan.steady else 1.0
        if view != "face":
            vertices = _stood(vertices, view, loose, rng)
        camera = _camera(studio, vertices, view, loose, rng)
        texture, colours = studio.looks[rng.integers(1 if plan.plain else len(studio.looks))]
        light = "lit" if plan.calm or plan.plain else str(rng.choice(("lit", "unlit", "clay"), p=(0.65, 0.15, 0.2)))
        # a face fills the picture, so that its parts survive being drawn at once; it costs a quarter
        supersample = 1 if view == "face" and not plan.calm and rng.random() < 0.7 else None
        images, alpha = render(
            vertices, studio.mesh, camera, (SIZE, SIZE), texture=texture, uvs=body.uvs, uv_faces=body.uv_faces,
            light=light, background=(0.0, 0.0, 0.0), supersample=supersample,
        )  # fmt: skip
    clay = light == "clay"
    rows = np.stack([attribute_row(sample.attributes) for sample in samples])
    rows += 0.0 if clay else colours
    return Shard(
        images=(torch.cat([images, alpha], -1).clamp(0, 1) * 255).round().to(torch.uint8).numpy(),
        attributes=rows,
        views=np.full(count, VIEWS.index(view), np.uint8),
        clay=np.full(count, clay),
        measurements=_measure(body, parameters)
        if plan.calm
        else np.full((count, len(MEASUREMENTS)), np.nan, np.float32),
    )


def _figures(body: BodyData, samples: list[Sample], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Posed vertices (B, V, 3) and parameters (B, P)."""
    parameters = body.defaults.repeat(len(samples), 1)
    for row, sample in zip(parameters, samples, strict=True):
        for name, value in sample.sliders.items():
            row[body.parameter_index[name]] = value
    rig = posing_rig(body)
    vertices, heads, tails = rest(body, rig, parameters)
    matrices = orient(body.rigs[rig], heads, tails)
    turns = [pose_rotations(body, matrices[k : k + 1], sample.pose, rng) for k, sample in enumerate(samples)]
    return skin(body, rig, vertices, matrices, torch.cat(turns)), parameters


def _measure(body: BodyData, parameters: Tensor) -> np.ndarray:
    """(B, M) of the bodies at rest with a neutral face."""
    neutral = parameters.clone()
    neutral[:, body.expression_columns] = body.defaults[body.expression_columns]
    found = measure(body, rest_shape(body, neutral))
    return np.stack([found[name].numpy() for name in MEASUREMENTS], 1).astype(np.float32)


def _camera(studio: Studio, vertices: Tensor, view: str, loose: float, rng: np.random.Generator) -> Camera:
    """The product's camera of that view, and around the face as far as `loose` says."""
    if view != "face":
        return body_camera(view, len(vertices))
    turn, lift = (torch.from_numpy(rng.normal(0, spread * loose, len(vertices))).float() for spread in (9, 5))
    margin = 0.12 + 0.08 * loose * (rng.random() - 0.5)
    return orbit_camera(vertices[:, studio.head], turn, lift, 20.0, margin=margin)


def _stood(vertices: Tensor, view: str, loose: float, rng: np.random.Generator) -> Tensor:
    """Figures turned on the spot and a little off it, because the stage's camera stands still."""
    count = len(vertices)
    turn = torch.from_numpy(np.radians(rng.normal(0, 14 if view == "three_quarter" else 8, count) * loose)).float()
    if view in (
        "side",
        "three_quarter",
    ):  # turned by twice its angle they show the right
        twice = np.radians(180.0 if view == "side" else 70.0)
        turn = turn + torch.from_numpy(np.where(rng.random(count) < 0.5 * loose, twice, 0.0)).float()
    c, s, zero = turn.cos(), turn.sin(), torch.zeros(count)
    matrix = torch.stack([c, -s, zero, s, c, zero, zero, zero, zero + 1], -1).reshape(-1, 3, 3)
    away = torch.from_numpy(rng.normal(0, 0.03 * loose, (count, 1, 3))).float() * torch.tensor([1.0, 1.0, 0.3])
    return vertices @ matrix.transpose(1, 2) + away


def write_shards(folder: Path, plans: list[Plan], workers: int, on_shard: Callable[[int, int], None]) -> list[Path]:
    """Render the plans that are not on disk yet, in `workers` processes; the files in the plans' order."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{plan.view}{_kind(plan)}-{plan.seed}-{plan.count}.npz" for plan in plans]
    todo = [(plan, file) for plan, file in zip(plans, files, strict=True) if not file.exists()]
    done = len(plans) - len(todo)
    if todo:
        if not (folder / "looks.npz").exists():
            paint_bank(load_body(BODY), folder / "looks.npz")
        with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (folder / "looks.npz",)) as pool:
            for future in as_completed([pool.submit(_write_one, plan, file) for plan, file in todo]):
                future.result()
                done += 1
                on_shard(done, len(plans))
    return files


def _kind(plan: Plan) -> str:
    kinds = (("-calm", plan.calm), ("-plain", plan.plain), ("-steady", plan.steady))
    return "".join(name for name, chosen in kinds if chosen)


_studio: list[Studio] = []


def _start_worker(bank: Path) -> None:
    torch.set_num_threads(1)
    _studio.append(open_studio(bank))


def _write_one(plan: Plan, file: Path) -> None:
    shard = make_shard(_studio[0], plan)
    partial = file.with_name(f".{file.name}")
    with partial.open("wb") as out:
        np.savez(out, **{name: getattr(shard, name) for name in Shard.__dataclass_fields__})
    partial.replace(file)  # a shard is whole or absent


def read_shards(files: list[Path]) -> Shard:
    """All shards as one, in memory (50 kB a picture)."""
    parts = list(_read(files))
    return Shard(*(np.concatenate([part[name] for part in parts]) for name in Shard.__dataclass_fields__))


def _read(files: list[Path]) -> Iterator[dict[str, np.ndarray]]:
    for file in files:
        with np.load(file, allow_pickle=False) as stored:
            part = {name: stored[name] for name in Shard.__dataclass_fields__}
        assert part["attributes"].shape[1] == len(ATTRIBUTES), f"{file} was made for other attributes"
        yield part
