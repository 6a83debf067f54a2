"""`galatea semantics`: from words to sliders of any body: sample, rate, choose, train, evaluate, or all at once."""

from __future__ import annotations

import math
import shlex
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import tyro

from ..protocol.errors import BadRequest

STEPS = ("make", "sample", "rate", "choose", "train", "evaluate")
_DESIGNS = {
    "ours": "Live, by the net",
    "refined": "At rest, by pictures",
    "published": "The published design",
}
"""of an evaluation -> how it is told"""
_GUESS = 0.5
"""under this part of its variance foreseen, a slider guesses"""
EVERY = 5.0
"""seconds between two lines of progress where nobody watches"""


def semantics(
    step: tyro.conf.Positional[Literal["make", "sample", "rate", "choose", "train", "evaluate"]],
    out: Path,
    words: tuple[str, ...] = (),
    words_from: Path | None = None,
    keep: tuple[str, ...] = (),
    body: str = "",
    space: str = "",
    encoder: str = "embedded",
    count: int = 6000,
    size: int = 0,
    plain: bool = False,
    seed: int = 0,
    workers: int = 0,
    ray: str = "",
    images: bool = False,
    most: int = 20,
    fewest: int = 1,
    correlation: float = 0.6,
    epochs: int = 60,
    taught: int = 20000,
    rate: float = 3e-3,
    processes: int = 0,
    moved: int = 0,
    compare: bool = False,
    bodies: int = 12,
) -> int:
    """Make sliders that are named by words, from pictures that an encoder rates. Stopped, it goes on where it was.

    Args:
        step: "make" does all of them. "sample": bodies at random and their pictures; a larger --count appends. "rate":
            every word by the encoder. "choose": which words can be sliders beside one another. "train": the mapper.
            "evaluate": what it is worth, on bodies that it has not seen.
        out: Folder of the mapper and of all that it is made from.
        words: What the sliders shall be called, for example --words fat muscular "long legs". "choose" and "train" take
            those of the step before where none are said.
        words_from: A text file with a word on each line, beside or instead of --words.
        keep: Words that choosing must not drop.
        body: Body whose parameters the sliders move; anny where the folder has no samples yet, else theirs.
        space: What words move: body, face or expression; the body of a person and the face of a head unless said, or
            what the samples of the folder are of.
        encoder: Who rates: embedded, NAME/PRETRAINED of open_clip (as ViT-B-32-quickgelu/openai), or NAME=FILE.
        count: Bodies in all; they are made by the hundred.
        size: Pixels of a picture; 112 where the folder has no samples yet, else theirs.
        plain: One grey material in place of skin, hair and cloth.
        seed: Everything random starts from it.
        workers: Processes that make and rate pictures; one for each core by default.
        ray: Address of a Ray cluster whose machines make and rate pictures instead; the same comes out. "auto": the
            cluster that is here, or one for the time of the work.
        images: Pictures as single files as well.
        most: Words that choosing takes at most.
        fewest: Words that choosing takes at least.
        correlation: How much two words may go together, 0 to 1.
        epochs: Passes over the bodies in training.
        taught: Bodies beside those that were rated, which a Gaussian process rates for the net; 0: none.
        rate: Step of the training.
        processes: Processes that train together, as many as there are graphics cards by default.
        moved: Bodies as the sliders of a first net make them, from which the net that counts learns as well.
        compare: Train the published design on the same bodies too, and measure it beside ours.
        bodies: Held-out bodies on which sliders are tried.
    """
    from ..semantics.mapper_file import read_mapper
    from ..semantics.scoring import checked
    from ..server.machine import usable_cores
    from ..training.semantics import make as steps
    from ..training.semantics.fitting import USUAL

    if ray and workers:
        raise BadRequest("--ray brings its own workers.", "Leave out --workers.")
    if not 0.0 < rate < math.inf:
        raise BadRequest(f"The step of the training is {rate:g}.", "Choose one above 0, for example --rate 0.003")
    if not 0.0 <= correlation <= 1.0:
        raise BadRequest(f"Words cannot go together by {correlation:g}.", "Choose a --correlation from 0 to 1.")
    if seed < 0:
        raise BadRequest(f"The seed is {seed}.", "Choose 0 or more.")
    load = EncoderNamed(encoder)
    wanted = (*words, *_read(words_from))
    if wanted or step == "make":
        checked(wanted)  # before an encoder is loaded
    order = steps.Order(
        folder=out, body=body, space=space, words=wanted, keep=keep, count=count, size=_positive(size, "pixels", 0),
        textured=False if plain else None, seed=seed, ray=ray,
        workers=_positive(workers, "workers", 0) or usable_cores(),
        load=load, images=images, most=most, fewest=fewest, correlation=correlation,
        course=replace(
            USUAL, epochs=_positive(epochs, "epochs"), taught=_positive(taught, "bodies taught", 0), rate=rate
        ),
        processes=_positive(processes, "processes", 0), compare=compare,
        moved=_positive(moved, "bodies moved", 0),
        bodies=_positive(bodies, "bodies"),
    )  # fmt: skip
    told = Progress()
    if step == "sample":
        print(f"{steps.do_sample(order, told)} bodies in {order.data}")
        return 0
    eyes = load()
    if step == "make":
        choice, found = steps.make(order, eyes, told)
        _say_choice(choice)
        return _say_found(found, out)
    if step == "rate":
        print(f"{len(steps.do_rate(order, eyes, told).values)} bodies rated in {order.data}")
    elif step == "choose":
        _say_choice(steps.do_choose(order, eyes, told))
    elif step == "train":
        mapper = steps.do_train(order, eyes, told)
        sure = dict(zip(mapper.words, mapper.card.uncertainty, strict=True))
        print("\n".join(f"{word:<24} {max(0.0, 1 - off * off):4.0%} explained" for word, off in sure.items()))
        print(out / steps.MAPPER)
    else:
        return _say_found(steps.do_evaluate(order, eyes, read_mapper(out / steps.MAPPER), told), out)
    return 0


class Progress:
    """Lines on stderr: what, how much, and how long it will still take."""

    def __init__(self) -> None:
        self._what, self._began, self._first, self._told = "", 0.0, 0, 0.0
        self._over: set[str] = set()

    def __call__(self, what: str, done: int, total: int) -> None:
        now, kind = time.monotonic(), what.split(" (")[0]
        if kind != self._what:
            self._what, self._began, self._first, self._told = kind, now, done, 0.0
        last, watched = done >= total, sys.stderr.isatty()
        if last and done == self._first and what in self._over:
            return  # a step that finds the work of the one before done
        if last:
            self._over.add(what)
        if not (last or now - self._told > (0.2 if watched else EVERY)):
            return
        self._told = now
        made = done - self._first
        left = "" if last or made <= 0 else f", {_spoken((now - self._began) / made * (total - done))} left"
        line = f"{done} of {total} {what}{left}"
        end = "\n" if last or not watched else ""
        print(f"\r{line:<70}" if watched else line, end=end, file=sys.stderr, flush=True)


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _say_choice(choice: Any) -> None:
    for verdict in choice.verdicts:
        print(f"{'+' if verdict.kept else '-'} {verdict.word:<24} {verdict.why}")
    if not all(verdict.kept for verdict in choice.verdicts):
        print("What was dropped can be kept with --keep, or with a higher --correlation.")


def _say_found(found: dict[str, Any], out: Path) -> int:
    from ..training.semantics.make import MAPPER

    for design, what in _DESIGNS.items():
        if design in found:
            told = found[design]
            line = f"{what}: {told['monotonic_share']:.0%} of the sliders raise their word at every step"
            if len(found["words"]) > 1:
                line += f"; the other words move {told['cross_talk_mean']:.2f} for 1 of theirs"
            print(line)
    for word, part in found["explained"].items():
        if part < _GUESS:
            print(f'"{word}" is a guess: {max(0.0, part):.0%} of it is foreseen. More bodies (--count) may help.')
    print(f"Try the sliders:  galatea sliders --mapper {shlex.quote(str(out / MAPPER))}")
    return 0


def _read(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"The words in {file} cannot be read: {error}.", "Name a text file, a word on each line."
        ) from error
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _positive(number: int, what: str, least: int = 1) -> int:
    if number < least:
        raise BadRequest(f"The number of {what} is {number}.", f"Choose {least} or more.")
    return number


@dataclass(frozen=True)
class EncoderNamed:
    """Loads the encoder that --encoder names, here or in another process."""

    name: str

    def __call__(self) -> Any:
        from ..assets import require
        from ..clip import load_encoder

        if "/" in self.name and "=" not in self.name:
            here = require(self.name, "encoder")
            return load_encoder(self.name, weights=here.path, licence=here.record.licence)
        return load_encoder(self.name)
