"""Bodies at random with their pictures, in shards each of its own seed: appended, resumed, always the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import torch

from backend.body import BodyData, load_body, rest_shape
from backend.figure.photographer import Photographer, photographer, views_of, with_values
from backend.protocol.errors import BadRequest
from backend.protocol.files import whole_file
from backend.semantics.spaces import SPACES, Space, space_of

from .draw import drawn
from .executor import HERE, Executor
from .lips import lips_cross, lips_of
from .shards import Plan, Samples, is_whole, packed, shard_file, unpack, write_plan

COUNT, SIZE, SHARD = 6000, 112, 100
_TRIES = 40
Report = Callable[[int, int], None]


def plan_of(
    body: BodyData, space: str, size: int = SIZE, textured: bool = True, seed: int = 0, shard: int = SHARD
) -> Plan:
    """Raises BadRequest where the body has no such space."""
    chosen = space_of(body, space)
    return Plan(body.name, chosen.name, views_of(chosen, body), size, textured, seed, shard, chosen.names)


def usual_space(body: BodyData) -> str:
    """What words are about when nothing is said: the body of a person, the face of a head."""
    return SPACES[0] if body.form == "person" else SPACES[1]


def sample(
    folder: Path,
    plan: Plan,
    count: int,
    report: Report = lambda done, total: None,
    executor: Executor = HERE,
    images: bool = False,
) -> int:
    """Have `count` bodies in `folder`, in whole shards; those that are there stay. Returns how many there are.

    images: single files as well, in `folder`/images. Raises BadRequest where the folder holds samples of another plan.
    """
    if count < 1:
        raise BadRequest(f"There cannot be {count} samples.", "Ask for at least 1.")
    body = load_body(plan.body)
    photographer(body, space_of(body, plan.space), plan.size, False)  # says what is wrong before anything is written
    write_plan(folder, plan)
    numbers = range(math.ceil(count / plan.shard))
    todo = [n for n in numbers if not is_whole(shard_file(folder, n), plan)]
    done = len(numbers) - len(todo)
    report(done * plan.shard, len(numbers) * plan.shard)
    for number, content in executor.each(partial(shard_content, plan), todo, int):
        with whole_file(shard_file(folder, number), flush=False) as out:
            out.write(content)
        done += 1
        report(done * plan.shard, len(numbers) * plan.shard)
        if images:
            unpack(shard_file(folder, number), folder / "images")
    return len(numbers) * plan.shard


@lru_cache(maxsize=1)
def photographer_of(plan: Plan) -> Photographer:
    body = load_body(plan.body)
    return photographer(body, space_of(body, plan.space), plan.size, plan.textured, plan.views)


def shard_content(plan: Plan, number: int) -> bytes:
    """One shard as its file holds it, made by whichever process; the same plan and number give the same."""
    return packed(plan, make_shard(photographer_of(plan), plan, number), number * plan.shard)


def make_shard(at_work: Photographer, plan: Plan, number: int) -> Samples:
    """The samples of one shard; the same plan and number give the same."""
    values, vertices = plausible(at_work.body, at_work.space, plan.shard, np.random.default_rng([plan.seed, number]))
    return Samples(values, at_work.pictures(vertices))


@torch.no_grad()
def plausible(body: BodyData, space: Space, count: int, rng: np.random.Generator) -> tuple[np.ndarray, torch.Tensor]:
    """Values (count, A) and vertices (count, V, 3) of bodies whose lips do not cross.

    Raises BadRequest where hardly any body of the space is so.
    """
    lips = lips_of(body) if space.name != "body" else None
    values, shapes, found = [], [], 0
    for _ in range(_TRIES):
        some = drawn(space, count, rng)
        vertices = torch.cat(
            [_vertices(body, space, torch.from_numpy(part)) for part in np.array_split(some, max(1, count // 16))]
        )
        good = ~lips_cross(lips, vertices)
        values.append(some[good.numpy()])
        shapes.append(vertices[good])
        found += int(good.sum())
        if found >= count:
            return np.concatenate(values)[:count], torch.cat(shapes)[:count]
    raise BadRequest(
        f"The lips of nearly all random faces of {body.name} cross.", "Use another space of parameters, such as body."
    )


def _vertices(body: BodyData, space: Space, values: torch.Tensor) -> torch.Tensor:
    return rest_shape(body, with_values(body, space, values))
