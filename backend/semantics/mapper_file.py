"""A mapper in one file: safetensors, with what the numbers mean as JSON in its head. Nothing in it is ever run."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from backend.protocol.codec import decode
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.files import whole_file

from .mapper import Card, Mapper
from .nets import score_net

KEY, VERSION = "galatea-mapper", 1
MOST_BYTES = 1 << 26
_DAMAGE = (BadRequest, SafetensorError, OSError, ValueError, TypeError, KeyError, RuntimeError, AttributeError)
_PER_WORD = ("mean", "deviation", "low", "high", "uncertainty")


def write_mapper(file: Path, mapper: Mapper) -> None:
    """Half precision, which is far finer than what the net knows."""
    head = json.dumps({"version": VERSION, **dataclasses.asdict(mapper.card)})
    tensors = {name: tensor.half().contiguous() for name, tensor in mapper.net.state_dict().items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as out:
        out.write(save(tensors, {KEY: head}))


def read_mapper(file: Path) -> Mapper:
    """Raises BadFile where it is missing, damaged, or no mapper of ours."""
    again = "Choose a file that `galatea semantics train` wrote, or train it again."
    if not file.is_file():
        raise BadFile(f"There is no mapper at {file}.", again)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
        with safe_open(file, "pt") as stored:
            head = (stored.metadata() or {}).get(KEY)
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        if head is None:
            raise ValueError("it holds something else")
        card = card_of(json.loads(head))
        net = score_net(tensors)
        sizes = (net.first.in_features, net.last.out_features)
        if sizes != (len(card.space.axes), len(card.scoring.words)):
            raise ValueError("its net is of other words or axes")
        if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
            raise ValueError("not all of its numbers are finite")
    except (
        BadRequest,
        SafetensorError,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        RuntimeError,
        AttributeError,
    ) as error:
        raise BadFile(f"{file.name} is no mapper: {error}.", again, repr(error)) from error
    return Mapper(card, net)


def card_of(plain: dict[str, Any]) -> Card:
    """Raises ValueError, KeyError or BadRequest where it is none."""
    if plain.pop("version") != VERSION:
        raise ValueError("another version of Galatea wrote it")
    card = decode(Card, plain, ())
    numbers = [getattr(card, name) for name in _PER_WORD]
    count = len(card.scoring.words)
    if not count or any(len(row) != count or not all(map(math.isfinite, row)) for row in numbers):
        raise ValueError("its numbers are not those of its words")
    if min(card.deviation) <= 0 or min((axis.spread for axis in card.space.axes), default=0) <= 0:
        raise ValueError("a deviation is not above 0")
    return card
