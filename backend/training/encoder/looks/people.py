"""Dressed people: a caption becomes a person, a look by the words' own path, and two pictures; in shards on disk."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData, load_body, parameter_vector
from backend.body.attributes import years_shown
from backend.figure.resolve import resolve
from backend.protocol.codec import decode, encode
from backend.protocol.requests import Look
from backend.protocol.requests.look import PATTERNS
from backend.training.encoder.looks.axes import described
from backend.training.encoder.looks.captions import Caption, draw_caption
from backend.training.encoder.looks.views import SIZE, clothes_of, look_surfaces, look_views, slots_shown
from backend.training.encoder.samples import sliders_of
from backend.wear.wardrobe import wardrobe
from backend.words import lexicon
from backend.words.colour_names import EYES, HAIR
from backend.words.colours import look_of
from backend.words.look import look_wished
from backend.words.look_vocabulary import colours
from backend.words.looks.decency import Traits
from backend.words.prompt import read_prompt
from backend.words.years import years_of_age

BODY = "anny"
SHARD, TEXT_SHARD = 64, 500
_SPOKEN = 0.5
_YEARS_PER_DEVIATION, MIDDLE_YEARS = 20.0, 40.0
_PLAIN_COLOURS = 0.4
_BODY_TYPES = (("weight", (-2.0, 0.0, 2.2, 0.3)), ("muscle", (-0.5, 0.0, -0.3, 2.5)))
"""attribute -> its middle for thin, any, fat and muscular"""

Report = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Somebody:
    """texts: what is true of them; values: (P,) sliders; look: resolved; person: PERSON of the axes."""

    texts: tuple[str, ...]
    values: Tensor
    look: Look
    person: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class People:
    """images: (N, 2, 96, 96, 4) uint8, colours over black and coverage, standing and head; or none. texts: of N,
    () where nothing was said. traits: N as of `described`."""

    texts: list[tuple[str, ...]]
    traits: list[Mapping[str, float]]
    images: np.ndarray


def somebody(body: BodyData, caption: Caption, rng: np.random.Generator) -> Somebody:
    """A person of whom a caption is true, and who looks as the words ask for."""
    said = lexicon.implied(caption.texts[0])
    female, years = caption.female, caption.years
    if abs(said.get("gender", 0.0)) > _SPOKEN:
        female = said["gender"] > 0
    if abs(said.get("age", 0.0)) > _SPOKEN:
        years = years_of_age(said["age"])
    return dressed(body, caption.texts, female, years, caption.build, rng)


def dressed(
    body: BodyData, texts: tuple[str, ...], female: bool, years: float, build: float, rng: np.random.Generator
) -> Somebody:
    """Somebody of that sex, age and build, dressed as the first of the texts says."""
    attributes = {"gender": float((1 if female else -1) * rng.uniform(1.2, 3))}
    for name, middles in _BODY_TYPES:
        attributes[name] = float(np.clip(rng.normal(middles[1 + int(build)], 0.9), -3, 3))
    for name in ("height", "proportions", "cupsize"):
        attributes[name] = float(np.clip(rng.normal(0, 0.9), -3, 3))
    sliders = sliders_of(body, attributes)
    age = body.metrics["age"]
    low, high = np.array(body.years).T[0].min(), np.array(body.years).T[0].max()
    sliders[age] = float(np.interp(np.clip(years, low, high), *np.array(body.years).T))
    origins = body.variation.origins
    sliders.update(zip(origins.values(), rng.dirichlet([0.5] * len(origins)).tolist(), strict=True))
    values = parameter_vector(body, sliders).reshape(-1)
    start = Look(
        skin_tone=float(rng.uniform(0, 1) ** 1.4),
        hair_colour=HAIR[str(rng.choice(list(HAIR)))],
        eye_colour=EYES[str(rng.choice(list(EYES)))],
    )
    text = texts[0]
    prompt, seed = read_prompt(text), int(rng.integers(2**31))
    start = look_of(prompt, start)[0]
    shown = years_shown(body, sliders[age])
    traits = Traits(float(values[body.parameter_index["gender"]]), shown)
    look = look_wished(prompt, text, start, wardrobe=_labels(), traits=traits, seed=seed).look
    look = resolve(look, body, values, seed)
    who = _person(attributes, shown, look)
    return Somebody(texts, values, look, who)


@functools.cache
def _labels() -> dict[str, str]:
    return {name: entry.label for name, entry in wardrobe().items()}


def recoloured(one: Somebody, body: BodyData, rng: np.random.Generator) -> Somebody:
    """The same person and pieces in other colours and patterns: what differs is that alone."""
    names = list(colours().values())
    worn = []
    for w in one.look.worn:
        if w.colour is not None and rng.random() < 1 - _PLAIN_COLOURS:
            w = dataclasses.replace(w, colour=names[int(rng.integers(len(names)))])
        if w.slot in ("top", "bottom", "one_piece", "outer") and rng.random() < 0.2:
            w = dataclasses.replace(w, pattern=str(rng.choice(PATTERNS)))
        worn.append(w)
    look = dataclasses.replace(
        one.look, worn=tuple(worn), skin_tone=float(rng.uniform(0, 1)), hair_colour=HAIR[str(rng.choice(list(HAIR)))]
    )
    gender = float(one.person["gender"])
    values = one.values.clone()
    attributes = {"gender": gender * 3.0}
    for name in ("weight", "muscle", "height"):
        attributes[name] = float(np.clip(rng.normal(0, 1.2), -3, 3))
    for name, value in sliders_of(body, attributes).items():
        if name != body.metrics["age"]:
            values[body.parameter_index[name]] = value
    years = one.person["age"] * _YEARS_PER_DEVIATION + MIDDLE_YEARS
    return Somebody((), values, look, _person(attributes, years, look))


def _person(attributes: Mapping[str, float], years: float, look: Look) -> dict[str, float]:
    return {
        "gender": attributes["gender"] / 3.0,
        "age": (years - MIDDLE_YEARS) / _YEARS_PER_DEVIATION,
        "child": float(years < 15),
        "old": float(years > 62),
        "weight": attributes["weight"],
        "muscle": attributes["muscle"],
        "skin_tone": look.skin_tone,
    }


def photographed(body: BodyData, one: Somebody, other: Somebody, rng: np.random.Generator) -> np.ndarray:
    """(2, 2, 96, 96, 4) uint8 of two who wear the same pieces, from about the front."""
    clothes = clothes_of(one.look, body)
    found = []
    for person in (one, other):
        surfaces = look_surfaces(body, person.values, person.look, clothes, int(rng.integers(1000)))
        turns, lifts = rng.normal(0, (11, 9)), rng.normal(0, (3, 4))
        found.append(look_views(surfaces, slots_shown(clothes), turns.tolist(), lifts.tolist()))
    return (torch.stack(found) * 255).round().to(torch.uint8).numpy()


def make_people(body: BodyData, seed: int, count: int, pictures: bool) -> tuple[list[Somebody], np.ndarray]:
    """Drawn from a seed: `count` of them, in pairs of the same clothes where there are pictures, as of `People`."""
    rng = np.random.default_rng([seed, int(pictures)])
    people: list[Somebody] = []
    images = []
    while len(people) < count:
        one = somebody(body, draw_caption(rng), rng)
        people.append(one)
        if pictures:
            people.append(recoloured(one, body, rng))
            images.append(photographed(body, one, people[-1], rng))
    stack = np.concatenate(images) if images else np.zeros((0, 2, SIZE, SIZE, 4), np.uint8)
    return people, stack


def write_people(
    folder: Path, seeds: range, workers: int, report: Report, *, pictures: bool, count: int = 0
) -> list[Path]:
    """The shards of these seeds, those that are not on disk yet made in `workers` processes."""
    folder.mkdir(parents=True, exist_ok=True)
    count = count or (SHARD if pictures else TEXT_SHARD)
    files = [folder / f"{'pictures' if pictures else 'texts'}-{seed}-{count}.npz" for seed in seeds]
    todo = [(seed, file) for seed, file in zip(seeds, files, strict=True) if not file.exists()]
    if todo:
        with ProcessPoolExecutor(workers, get_context("spawn"), _start) as pool:
            jobs = [pool.submit(_write_one, file, seed, count, pictures) for seed, file in todo]
            for done, job in enumerate(as_completed(jobs), len(files) - len(todo) + 1):
                job.result()
                report(done, len(files))
    return files


_body: list[BodyData] = []


def _start() -> None:
    torch.set_num_threads(1)
    _body.append(load_body(BODY))


def _write_one(file: Path, seed: int, count: int, pictures: bool) -> None:
    people, images = make_people(_body[0], seed, count, pictures)
    said = [[one.texts, encode(one.look)[0], one.person] for one in people]
    partial = file.with_name(f".{file.name}")
    with partial.open("wb") as out:
        np.savez(out, images=images, said=np.array(json.dumps(said)))
    partial.replace(file)


def read_people(files: list[Path]) -> People:
    """All shards as one."""
    texts: list[tuple[str, ...]] = []
    traits: list[Mapping[str, float]] = []
    images = []
    for file in files:
        with np.load(file, allow_pickle=False) as stored:
            for some, look, person in json.loads(str(stored["said"])):
                texts.append(tuple(some))
                traits.append(described(decode(Look, look, []), person))
            images.append(stored["images"])
    return People(texts, traits, np.concatenate(images))
