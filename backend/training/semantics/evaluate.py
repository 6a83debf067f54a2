"""What a mapper is worth, in pictures of bodies that it did not learn from: its own sliders and the published ones.

Every word's slider is moved from -1 to 1 on held-out bodies; each result is rendered and rated again by the encoder, so
that what is counted is what is seen and not what the net believes.

monotonic   the rated word rises at every step of its slider, in the mean over the bodies; never_falls: or stays
cross-talk  how far the other words move in the mean, for one standard deviation of the word whose slider is moved
coverage    the part of all vertices that some word moves by more than `THRESHOLD` of its own largest movement, and
overlap     how much of these parts is the same: 1 - size of their union / sum of their sizes; both as published
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from backend.body import BodyData
from backend.clip import Encoder
from backend.figure.photographer import Photographer, eye_of, with_values
from backend.protocol.errors import BadFile
from backend.protocol.files import whole_file
from backend.semantics.find_words import Word
from backend.semantics.mapper import Mapper
from backend.semantics.scoring import embedded, scores
from backend.semantics.word_sliders import Eyes, WordSliders, axis_values

from .train import Lesson

VALUES = (-1.0, -0.5, 0.0, 0.5, 1.0)
BODIES = 12
THRESHOLD = 0.5
ASIDE = 0.007
"""metres: what is counted is seen in other pictures than those that sliders may have looked at"""
UNREST = 0.06
"""deviations by which an encoder rates the same body otherwise in another picture"""
Move = Callable[[Tensor, Tensor, str, float], Tensor]
"""values (A,) of a body, its scores (W,) as rated, a word, and where its slider stands -> values (A,)"""
Report = Callable[[int, int], None]


def by_sliders(mapper: Mapper, body: BodyData, eyes: Eyes | None = None) -> Move:
    """Ours: the slider that people move, by the solve of `WordSliders`. eyes: as it comes to rest, when the encoder has
    looked; without them as it follows the hand."""
    space, name = mapper.space, mapper.card.name
    sliders = WordSliders(body, tuple(Word(word, word, name, space.name) for word in mapper.words), (mapper,))

    def move(start: Tensor, rated: Tensor, word: str, value: float) -> Tensor:
        parameters = with_values(body, space, start[None])[0]
        return axis_values(body, space, sliders.moved(parameters, {word: value}, eyes=eyes))

    return move


def by_published(mapper: Mapper, net: nn.Module) -> Move:
    """The published design: one score is changed, the others stay as rated, and the net makes a new body of them."""

    def move(start: Tensor, rated: Tensor, word: str, value: float) -> Tensor:
        wanted = rated.clone()
        wanted[mapper.words.index(word)] = mapper.goal(rated, word, value)
        return published_values(mapper, net, wanted, start)

    return move


def published_values(mapper: Mapper, net: nn.Module, wanted: Tensor, start: Tensor) -> Tensor:
    """(A,) what the net makes of standardised scores (W,), within the limits; axes that do not move as in `start`."""
    space = mapper.space
    moves = space.column("moves").bool()
    low, high, default, spread = (space.column(name) for name in ("low", "high", "default", "spread"))
    values = start.clone()
    values[moves] = (net(wanted[None])[0] * spread[moves] + default[moves]).clamp(low[moves], high[moves])
    return values


@dataclass(frozen=True, eq=False)
class Swept:
    """R of W words on K bodies at V values of the slider."""

    rated: np.ndarray
    """(W moved, K, V, W) standardised ratings of the pictures"""

    def monotonic(self) -> np.ndarray:
        """(W,) bool."""
        own = np.stack([self.rated[k, :, :, k] for k in range(len(self.rated))])
        return (np.diff(own.mean(1), axis=1) > 0).all(1)

    def never_falls(self) -> np.ndarray:
        """(W,) bool: as `monotonic`, but that a step may stand still, as where a face is at rest and cannot be less
        surprised: none falls by more than the encoder's own unrest, and the ends are apart."""
        own = np.stack([self.rated[k, :, :, k] for k in range(len(self.rated))])
        return (np.diff(own.mean(1), axis=1) > -UNREST).all(1) & (self.reach() > 1.0)

    def monotonic_bodies(self) -> np.ndarray:
        """(W,) the part of the single bodies on which the word rises at every step."""
        own = np.stack([self.rated[k, :, :, k] for k in range(len(self.rated))])
        return (np.diff(own, axis=2) > 0).all(2).mean(1)

    def reach(self) -> np.ndarray:
        """(W,) standard deviations from one end of the slider to the other."""
        return np.array([(self.rated[k, :, -1, k] - self.rated[k, :, 0, k]).mean() for k in range(len(self.rated))])

    def effects(self) -> np.ndarray:
        """(W moved, W) how far a word moves in the mean, signed by the slider, for one of the moved one."""
        middle = self.rated.shape[2] // 2
        ends = self.rated[:, :, [0, -1]] - self.rated[:, :, [middle]]
        own = np.array([np.abs(ends[k, :, :, k]).mean() for k in range(len(ends))])
        found = np.abs(ends).mean((1, 2)) / own[:, None]
        return found * np.sign(ends[:, :, 1].mean(1) - ends[:, :, 0].mean(1))

    def cross_talk(self) -> np.ndarray:
        """(W,)"""
        size = np.abs(self.effects())
        others = ~np.eye(len(size), dtype=bool)
        return np.array([row[mask].mean() if mask.any() else 0.0 for row, mask in zip(size, others, strict=True)])


def swept(
    move: Move,
    mapper: Mapper,
    at_work: Photographer,
    encoder: Encoder,
    starts: Tensor,
    report: Report,
    keep: Path | None = None,
    mark: str = "",
) -> Swept:
    """starts: (K, A) values of bodies. keep: a file for the words that are done, from which a sweep goes on that was
    stopped; mark: of all that decides what comes out."""
    directions = mapper.card.scoring.directions(encoder)

    def rated(values: Tensor) -> Tensor:
        seen = embedded(encoder, at_work.pictures(at_work.vertices(values)))
        return mapper.standardised(torch.from_numpy(scores(seen, directions)))

    before = rated(starts)
    found = _kept(keep, mark)
    for done, word in enumerate(mapper.words[len(found) :], len(found)):
        report(done, len(mapper.words))
        moved = [move(s, r, word, v) for s, r in zip(starts, before, strict=True) for v in VALUES]
        found.append(rated(torch.stack(moved)).reshape(len(starts), len(VALUES), -1).numpy())
        if keep:
            with whole_file(keep, flush=False) as out:
                np.savez(out, rated=np.stack(found), mark=np.array(mark))
    report(len(mapper.words), len(mapper.words))
    return Swept(np.stack(found))


def _kept(file: Path | None, mark: str) -> list[np.ndarray]:
    """What is kept of a sweep; nothing where it was another one."""
    if file is None or not file.exists():
        return []
    try:
        with np.load(file, allow_pickle=False) as stored:
            return list(stored["rated"]) if str(stored["mark"]) == mark else []
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadFile(f"{file.name} holds no sweep.", "Delete it; it is made again.", repr(error)) from error


def _mark(mapper: Mapper, net: nn.Module | None, starts: Tensor, design: str) -> str:
    digest = hashlib.sha256("\0".join((design, *mapper.words)).encode())
    tensors = [*mapper.net.state_dict().values(), *(net.state_dict().values() if net else ()), starts]
    for tensor in tensors:
        digest.update(tensor.detach().contiguous().numpy().tobytes())
    return digest.hexdigest()


def errors(mapper: Mapper, lesson: Lesson, nets: Mapping[str, nn.Module], at_work: Photographer) -> dict[str, Any]:
    """How near the body found from the scores alone is to the one that was rated, of held-out bodies: in spreads of the
    axes (root mean square) and in millimetres (mean over all vertices), beside the default body."""
    space = mapper.space
    steps, rated = (rows[: 8 * BODIES] for rows in lesson.rows(2))
    moves, spread, default = space.column("moves").bool(), space.column("spread"), space.column("default")
    truth = steps * spread + default
    base = torch.where(moves, default, truth)
    ways = {"default": base, "ours": torch.stack([_found(mapper, s, b) for s, b in zip(rated, base, strict=True)])}
    for name, net in nets.items():
        ways[name] = torch.stack([published_values(mapper, net, s, b) for s, b in zip(rated, base, strict=True)])
    real = at_work.vertices(truth)
    told: dict[str, Any] = {}
    for name, values in ways.items():
        off = ((values - truth) / spread)[:, moves]
        distance = (at_work.vertices(values) - real).norm(dim=2).mean()
        told[name] = {
            "coefficients": round(float(off.square().mean().sqrt()), 3),
            "vertices_mm": round(float(distance) * 1000, 2),
        }
    return told


def _found(mapper: Mapper, rated: Tensor, base: Tensor) -> Tensor:
    return mapper.parameters(dict(zip(mapper.words, rated.tolist(), strict=True)), base)


def alone(scores: Tensor) -> list[float]:
    """The part of each word's deviation, 0 to 1, that the other words do not tell: a word near 0 is, to this encoder, a
    mixture of the others, and cannot move while all of them stay. scores: (N, W) standardised."""
    found = []
    for k in range(scores.shape[1]):
        others = torch.cat([scores[:, :k], scores[:, k + 1 :], torch.ones(len(scores), 1)], 1)
        told = others @ torch.linalg.lstsq(others, scores[:, k : k + 1]).solution
        found.append(float((scores[:, k : k + 1] - told).std() / scores[:, k].std()))
    return found


def movements(move: Move, mapper: Mapper, at_work: Photographer) -> np.ndarray:
    """(W, V) metres that each vertex moves from one end of a word's slider to the other, on the default body."""
    start = mapper.space.column("default")
    now = mapper.scores(start)
    found = []
    for word in mapper.words:
        less, more = at_work.vertices(torch.stack([move(start, now, word, v) for v in (-1.0, 1.0)]))
        found.append((more - less).norm(dim=1).numpy())
    return np.stack(found)


def coverage(moved: np.ndarray, threshold: float = THRESHOLD) -> tuple[float, float]:
    """Coverage and overlap of movements (W, V)."""
    touched = moved > threshold * moved.max(1, keepdims=True).clip(1e-9)
    union = touched.any(0).sum()
    return float(union / touched.shape[1]), float(1.0 - union / max(1, touched.sum()))


def evaluated(
    mapper: Mapper,
    lesson: Lesson,
    at_work: Photographer,
    encoder: Encoder,
    nets: Mapping[str, nn.Module] | None = None,
    report: Report = lambda done, total: None,
    bodies: int = BODIES,
    keep: Path | None = None,
) -> dict[str, Any]:
    """All numbers of a mapper, and beside them those of `nets` of the published design, trained on the same bodies, by
    their names. keep: a folder for what is done of it."""
    nets = nets or {}
    starts = (lesson.rows(2)[0][:bodies]) * mapper.space.column("spread") + mapper.space.column("default")
    designs = {"ours": by_sliders(mapper, at_work.body)}
    designs |= {name: by_published(mapper, net) for name, net in nets.items()}
    directions = mapper.card.scoring.directions(encoder)
    at_rest = by_sliders(mapper, at_work.body, lambda known: eye_of(known, directions, at_work, encoder))
    designs["refined"] = at_rest  # last, because it takes longest
    apart = dataclasses.replace(at_work, aside=ASIDE)
    told: dict[str, Any] = {
        "mapper": mapper.card.name,
        "body": mapper.space.body,
        "space": mapper.space.name,
        "encoder": mapper.card.scoring.encoder,
        "words": list(mapper.words),
        "samples": mapper.card.samples,
        "bodies": len(starts),
        "held_out": errors(mapper, lesson, nets, at_work),
        "alone": _row(mapper, alone(lesson.rows(0)[1])),
        "explained": _row(mapper, [1.0 - u * u for u in mapper.card.uncertainty]),
    }
    for number, (name, move) in enumerate(designs.items()):
        file, mark = keep / f"swept-{name}.npz" if keep else None, _mark(mapper, nets.get(name), starts, name)
        done = lambda d, t, n=number: report(n * t + d, len(designs) * t)  # noqa: E731
        seen = swept(move, mapper, apart, encoder, starts, done, file, mark)
        moved = movements(move, mapper, at_work)
        covered, shared = coverage(moved)
        told[name] = {
            "monotonic_share": round(float(seen.monotonic().mean()), 3),
            "never_falls_share": round(float(seen.never_falls().mean()), 3),
            "cross_talk_mean": round(float(seen.cross_talk().mean()), 4),
            "coverage": round(covered, 3),
            "overlap": round(shared, 3),
            "monotonic": _row(mapper, seen.monotonic().tolist()),
            "monotonic_bodies": _row(mapper, seen.monotonic_bodies()),
            "reach": _row(mapper, seen.reach()),
            "cross_talk": _row(mapper, seen.cross_talk()),
            "effects": [[round(float(v), 3) for v in row] for row in seen.effects()],
        }
    return told


def _row(mapper: Mapper, values: Any) -> dict[str, Any]:
    return {
        word: value if isinstance(value, bool) else round(float(value), 3)
        for word, value in zip(mapper.words, values, strict=True)
    }
