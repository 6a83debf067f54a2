"""From words to a mapper in one go: every step as its own command does it, in one folder; what is done stays done."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import nn

from backend.body import BodyData, load_body
from backend.clip import Encoder
from backend.protocol.batch.names import from_words
from backend.protocol.errors import BadRequest
from backend.protocol.files import whole_file
from backend.semantics.known import ENDING
from backend.semantics.mapper import Mapper
from backend.semantics.mapper_file import read_mapper, write_mapper
from backend.semantics.scoring import checked, scoring_of
from backend.semantics.spaces import Space, space_of

from . import choose as choosing
from .evaluate import BODIES, by_sliders, evaluated, movements
from .executor import Executor
from .fitting import USUAL, Course
from .moved import moved_bodies
from .pictures import heat_picture, matrix_picture
from .rate import Rated, rate, rated_words, write_ratings
from .sample import COUNT, SIZE, photographer_of, plan_of, sample, usual_space
from .shards import PLAN, Plan, check_same, png, read_plan
from .together import Means
from .train import Lesson, lesson_of, train_mapper, train_published, train_raw

BODY, MOVED = "anny", "moved"
WORDS, MAPPER, EVALUATION, TRAINING = "words.json", f"mapper{ENDING}", "evaluation.json", "training.pt"
Report = Callable[[str, int, int], None]
"""what is being done, how much of it is done, of how much"""


@dataclass(frozen=True)
class Order:
    """What is wanted."""

    folder: Path
    """of data and results"""
    body: str = ""
    """that of the samples where there are some; else BODY"""
    space: str = ""
    """that of the samples where there are some; else what words about the body are usually about"""
    words: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    count: int = COUNT
    size: int = 0
    """pixels; that of the samples where there are some; else SIZE"""
    textured: bool | None = None
    """as the samples where there are some; else they are"""
    seed: int = 0
    workers: int = 1
    """processes here that make and rate pictures"""
    ray: str = ""
    """address of a Ray cluster that does it instead"""
    load: Callable[[], Encoder] | None = None
    """gives other processes the encoder, as `rate` wants it"""
    images: bool = False
    most: int = choosing.MOST
    fewest: int = choosing.FEWEST
    correlation: float = choosing.CORRELATION
    course: Course = USUAL
    processes: int = 1
    """that train together; 0: one for each graphics card"""
    compare: bool = False
    """train the published design as well, on the same bodies, and measure it beside ours"""
    bodies: int = BODIES
    moved: int = 0
    """bodies as the sliders of a first net make them, from which a second one learns as well"""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def executor(self) -> Executor:
        return Executor(self.workers, self.ray)

    @property
    def means(self) -> Means:
        return Means(self.processes, self.folder / TRAINING)


def plan_asked_for(order: Order) -> Plan:
    """What is not said is as in the samples that are there. Raises BadRequest where they are others than is said."""
    if not (order.data / PLAN).exists():
        body = load_body(order.body or BODY)
        space, textured = order.space or usual_space(body), order.textured is not False
        return plan_of(body, space, order.size or SIZE, textured, order.seed)
    there = read_plan(order.data)
    said = {"body": order.body or None, "space": order.space or None, "size": order.size or None}
    said["textured"] = order.textured
    check_same(there, dataclasses.replace(there, **{k: v for k, v in said.items() if v is not None}), order.data)
    now = plan_of(load_body(there.body), there.space, there.size, there.textured, there.seed, there.shard)
    check_same(there, now, order.data)
    return now


def do_sample(order: Order, report: Report) -> int:
    plan = dataclasses.replace(plan_asked_for(order), seed=order.seed)
    told = lambda done, total: report("bodies", done, total)  # noqa: E731
    return sample(order.data, plan, order.count, told, order.executor, order.images)


def do_rate(order: Order, encoder: Encoder, report: Report) -> Rated:
    """Rates all words that are given, and writes the table."""
    read_plan(order.data)
    plan_asked_for(order)
    rated = rate(
        order.data, encoder, lambda done, total: report("shards rated", done, total), order.executor, order.load
    )
    if order.words:
        write_ratings(order.data, rated, scoring_of(encoder, order.words), encoder)
    return rated


def do_choose(order: Order, encoder: Encoder, report: Report) -> choosing.Choice:
    """Writes which words are kept, why, and a picture of how they go together. Without words: of those rated last."""
    scoring = scoring_of(encoder, order.words or rated_words(order.data))
    rated = do_rate(order, encoder, report)
    scores = rated.scores(scoring, encoder)
    choice = choosing.choose(
        scoring.words, scores, rated.embeddings[:, 0], keep=order.keep, most=order.most,
        fewest=order.fewest, correlation=order.correlation, seed=order.seed,
    )  # fmt: skip
    _write(
        order.folder / WORDS,
        _json({"words": list(choice.words), "all": [dataclasses.asdict(v) for v in choice.verdicts]}),
    )
    _write(order.folder / "words.md", choice.report().encode())
    _write(order.folder / "correlation.png", png(matrix_picture(scoring.words, choice.correlation)))
    return choice


def chosen_words(order: Order) -> tuple[str, ...]:
    """Those that `choose` wrote, else those of the order, else those rated last. Raises BadRequest where there are none
    of them, and where the order has words that `choose` never saw."""
    file = order.folder / WORDS
    if not file.exists():
        return checked(order.words or rated_words(order.data))
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        found, seen = [str(word) for word in plain["words"]], {str(one["word"]) for one in plain["all"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest(f"{file} names no words.", "Run: galatea semantics choose", repr(error)) from error
    strange = [word for word in checked(order.words) if word not in seen] if order.words else []
    if strange:
        raise BadRequest(
            f"{file} was chosen from other words, without {', '.join(strange)}.",
            "Run with the same words first: galatea semantics choose; or leave out --words.",
        )
    return checked(found)


def lesson(order: Order, encoder: Encoder, words: Sequence[str], report: Report) -> tuple[BodyData, Space, Lesson]:
    """Of the words that training and evaluation are about."""
    scoring = scoring_of(encoder, words)
    rated = do_rate(dataclasses.replace(order, words=()), encoder, report)
    body = load_body(rated.plan.body)
    space = space_of(body, rated.plan.space)
    if space.names != rated.plan.axes:
        raise BadRequest(f"The samples in {order.data} are of other axes.", "Make them again in another folder.")
    return body, space, lesson_of(rated, space, scoring, encoder, order.seed)


def _first(order: Order, taught: Lesson, train: Callable[[], Mapper]) -> Mapper:
    """The net whose sliders the next one learns from; kept, so that it is trained once."""
    file = order.folder / MOVED / f"first{ENDING}"
    if file.exists():
        kept = read_mapper(file)
        if kept.card.scoring == taught.scoring and kept.card.samples == len(taught.shown[0]):
            return kept
    mapper = train()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_mapper(file, mapper)
    return mapper


def _with_moved(order: Order, encoder: Encoder, taught: Lesson, mapper: Mapper, report: Report) -> Lesson:
    told = lambda done, total: report("bodies moved by sliders", done, total)  # noqa: E731
    at_work = photographer_of(read_plan(order.data))
    values, seen = moved_bodies(order.folder / MOVED, mapper, at_work, encoder, order.moved, order.seed, told)
    return taught.with_moved(values, seen, encoder)


def do_train(order: Order, encoder: Encoder, report: Report) -> Mapper:
    _, _, taught = lesson(order, encoder, chosen_words(order), report)
    course = dataclasses.replace(order.course, seed=order.seed)
    name = order.folder.resolve().name
    told = lambda done, total, error: report(f"epochs (error {error:.3f})", done, total)  # noqa: E731
    if order.moved:
        first = _first(order, taught, lambda: train_mapper(taught, name, course, told, order.means))
        taught = _with_moved(order, encoder, taught, first, report)
    mapper = train_mapper(taught, name, course, told, order.means)
    source = f"galatea semantics make --body {mapper.space.body} --space {mapper.space.name} --seed {order.seed}"
    plan = read_plan(order.data)
    card = dataclasses.replace(mapper.card, source=source, size=plan.size, textured=plan.textured)
    mapper = Mapper(card, mapper.net)
    write_mapper(order.folder / MAPPER, mapper)
    return mapper


def do_evaluate(order: Order, encoder: Encoder, mapper: Mapper, report: Report) -> dict[str, Any]:
    """Writes the numbers, heat maps of every word, and a picture of what each slider does to the other words."""
    mapper.check(load_body(read_plan(order.data).body))
    mapper.card.scoring.directions(encoder)  # says so before an encoder that did not rate sees all pictures
    _, _, taught = lesson(order, encoder, mapper.words, report)
    if order.moved:
        taught = _with_moved(order, encoder, taught, mapper, report)
    at_work = photographer_of(read_plan(order.data))
    nets: dict[str, nn.Module] = {}
    if order.compare:
        nets["published"] = train_published(
            taught, report=lambda d, t, e: report("epochs of the published design", d, t), means=order.means
        )
        nets["published_raw"] = train_raw(taught, means=order.means)
    told = evaluated(mapper, taught, at_work, encoder, nets, lambda d, t: report("sliders", d, t), order.bodies,
                     order.folder)  # fmt: skip
    _write(order.folder / EVALUATION, _json(told))
    for design in ("ours", "refined", *nets):
        if design in told:
            picture = matrix_picture(mapper.words, np.array(told[design]["effects"]))
            _write(order.folder / f"cross-talk-{design}.png", png(picture))
    for word, moved in zip(mapper.words, movements(by_sliders(mapper, at_work.body), mapper, at_work), strict=True):
        file = order.folder / "heat" / f"{from_words(word)}.png"
        file.parent.mkdir(exist_ok=True)
        Image.fromarray(heat_picture(at_work, moved)).save(file)
    brief = {k: told["ours"][k] for k in ("monotonic_share", "cross_talk_mean")} | {"bodies": told["bodies"]}
    write_mapper(order.folder / MAPPER, Mapper(dataclasses.replace(mapper.card, evaluation=brief), mapper.net))
    return told


def make(order: Order, encoder: Encoder, report: Report) -> tuple[choosing.Choice, dict[str, Any]]:
    """All five steps. What the words cannot be is said before anything is made."""
    scoring_of(encoder, order.words)
    do_sample(order, report)
    choice = do_choose(order, encoder, report)
    mapper = do_train(order, encoder, report)
    return choice, do_evaluate(order, encoder, mapper, report)


def _json(plain: Any) -> bytes:
    return json.dumps(plain, indent=2).encode() + b"\n"


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file, flush=False) as out:
        out.write(content)
