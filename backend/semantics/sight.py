"""What an encoder sees of a body's parameters, whatever the word: one net for all words, learned once.

Embeddings of pictures of many bodies differ along some tens of directions. A net foresees where a body's embedding lies
along each of them; the score of any word is a sum of these, so that a word needs a text and no pictures.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from backend.protocol.codec import decode
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.files import whole_file

from .mapper import Card, Mapper
from .nets import ScoreNet, score_net
from .scoring import Scoring
from .spaces import Space

KEY, VERSION = "galatea-sight", 1
_ENDS = (0.025, 0.975)
_NET, _ROWS = "net.", ("back", "mean", "seen", "missed")


@dataclass(frozen=True)
class SightCard:
    """All of a sight but its numbers."""

    licence: str
    space: Space
    encoder: str
    fingerprint: str
    """of the encoder's weights"""
    samples: int
    """bodies that the net learned from"""
    source: str = ""


@dataclass(frozen=True, eq=False)
class Sight:
    """K directions in which embeddings, of D numbers, of a space's bodies differ; N bodies that the net has not seen.

    net: steps along the axes -> how far along each direction, (K,), each of deviation 1; back: (K, D) one of each as
    embedding; mean: (D,) of the embeddings; seen: (N, K) where the bodies lie; missed: (K, K) how the net's errors on
    them go together
    """

    card: SightCard
    net: ScoreNet
    back: Tensor
    mean: Tensor
    seen: Tensor
    missed: Tensor

    def scores(self, directions: Tensor) -> Tensor:
        """(N, W) of the bodies, of words by their directions (W, D), as the encoder rates, before standardising."""
        return self.seen @ (self.back @ directions.T) + directions @ self.mean

    def mapper(self, word: str, scoring: Scoring, direction: Tensor) -> Mapper:
        """The slider of one word. scoring: of that word alone; direction: (D,) as `Scoring.directions` gives it."""
        rated = self.scores(direction[None])[:, 0]
        mean, deviation = float(rated.mean()), max(float(rated.std()), 1e-9)
        row = (self.back @ direction / deviation)[None]
        rest = (float(direction @ self.mean) - mean) / deviation
        axes, hidden = self.net.first.in_features, self.net.first.out_features
        net = ScoreNet(axes, 1, hidden)
        net.load_state_dict(
            {
                **self.net.state_dict(),
                "straight.weight": row @ self.net.straight.weight,
                "straight.bias": row @ self.net.straight.bias + rest,
                "last.weight": row @ self.net.last.weight,
            }
        )
        ends = torch.quantile((rated - mean) / deviation, torch.tensor(_ENDS)).tolist()
        missed = float((row @ self.missed @ row.T).clamp(min=0.0).sqrt())
        card = Card(
            name=word,
            licence=self.card.licence,
            space=self.card.space,
            scoring=scoring,
            mean=(mean,),
            deviation=(deviation,),
            low=(ends[0],),
            high=(ends[1],),
            uncertainty=(missed,),
            samples=self.card.samples,
            seed=0,
            source="a word that was asked for",
        )
        return Mapper(card, net.eval().requires_grad_(False))


def write_sight(file: Path, sight: Sight) -> None:
    head = json.dumps({"version": VERSION, **dataclasses.asdict(sight.card)})
    tensors = {f"{_NET}{name}": tensor for name, tensor in sight.net.state_dict().items()}
    tensors |= {name: getattr(sight, name) for name in _ROWS}
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as out:
        out.write(save({name: tensor.half().contiguous() for name, tensor in tensors.items()}, {KEY: head}))


def read_sight(file: Path) -> Sight:
    """Raises BadFile where it is missing, damaged or none."""
    try:
        with safe_open(file, "pt") as stored:
            plain = json.loads((stored.metadata() or {})[KEY])
            tensors = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118
        if plain.pop("version") != VERSION:
            raise ValueError("another version of Galatea wrote it")
        net = score_net({name.removeprefix(_NET): t for name, t in tensors.items() if name.startswith(_NET)})
        return Sight(decode(SightCard, plain, ()), net, *(tensors[name] for name in _ROWS))
    except (BadRequest, SafetensorError, OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise BadFile(
            f"{file.name} does not tell what an encoder sees of a body.", "Install Galatea again.", repr(error)
        ) from error
