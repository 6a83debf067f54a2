"""What a text says of a pose: posture, where each arm and leg is, head and trunk, fingers; and the words left over.

Names are those of `rigging`: postures, arm poses, legs, shapes of fingers. Sides are the person's own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from .pose_tokens import ARM, DEEDS, LEG, SIDE, Phrase, Word, phrases, stem_of, stems, words_of
from .pose_vocabulary import (
    ARM_STATES,
    AT,
    BEHIND,
    CHEST,
    COVER,
    CROSSED,
    FOLD,
    LEAN,
    LEG_STATES,
    LOOK,
    LOW,
    ON_LEGS,
    PLACES,
    POINT,
    RAISE,
    REACH,
    SIDES,
    TURN,
    USUAL_SIDE,
    WAYS,
    Angles,
    Direction,
)

_LONGEST = 7
_OF_ARMS, _OF_LEGS = frozenset(("arms", "arm", "finger", "fingers")), frozenset(("posture", "leg", "legs"))
_LITTLE = frozenset("on at up out off over under by from down together onto around through for".split())  # noqa: SIM905


@dataclass(frozen=True)
class PoseWords:
    """posture: "" where none is said. points: side -> (outwards, forward, up). understood: what was, as written.
    rest: words, lower case, that mean nothing here."""

    posture: str = ""
    mirrored: bool = False
    arms: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Direction] = field(default_factory=dict)
    legs: Mapping[str, str] = field(default_factory=dict)
    fingers: Mapping[str, str] = field(default_factory=dict)
    trunk: Angles = (0.0, 0.0, 0.0)
    head: Angles = (0.0, 0.0, 0.0)
    turn: float = 0.0
    understood: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not self.understood


def read_pose(text: str) -> PoseWords:
    """What a text says of a pose. Later words come before earlier ones where they differ."""
    return _Reading(words_of(text)).read()


class _Reading:
    """A text on its way: what has been understood so far."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.posture, self.leg_side, self.turn = "", "", 0.0
        self.weak_posture = self.weak_arms = ""
        self.arms: dict[str, str] = {}
        self.by_phrase: dict[str, str] = {}
        self.points: dict[str, Direction] = {}
        self.legs: dict[str, str] = {}
        self.fingers: dict[str, str] = {}
        self.trunk, self.head = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        self.understood: list[str] = []
        self.last_arm = "Right"

    def read(self) -> PoseWords:
        clauses = sorted({word.clause for word in self.words})
        for clause in clauses:
            self._clause([word for word in self.words if word.clause == clause and word.text != "and"])
        self._phrases()
        if self.weak_posture == "half squat" and self.posture == "lying on the back":
            self.legs = {**dict.fromkeys(SIDES, "knees up"), **self.legs}
        self.posture = self.posture or self.weak_posture
        if self.weak_arms and not self.by_phrase:
            self.by_phrase = dict.fromkeys(SIDES, self.weak_arms)
        if set(self.legs.values()) == {"crossed"} and self.posture in CROSSED:
            self.posture, self.legs = CROSSED[self.posture], {}
        if "hand on floor" in {**self.by_phrase, **self.arms}.values():
            self.posture = LOW.get(self.posture, self.posture)
        mirrored = bool(self.leg_side) and USUAL_SIDE.get(self.posture, self.leg_side) != self.leg_side
        arms = {**self.by_phrase, **self.arms}
        if all(arms.get(side) == "folded" for side in SIDES):
            arms["Left"] = "folded under"
        rest = [word.text for word in self.words if not word.used and word.stem not in _LITTLE]
        return PoseWords(
            self.posture,
            mirrored,
            arms,
            self.points,
            self.legs,
            self.fingers,
            tuple(self.trunk),  # pyright: ignore[reportArgumentType]
            tuple(self.head),  # pyright: ignore[reportArgumentType]
            self.turn,
            tuple(dict.fromkeys(self.understood)),
            tuple(dict.fromkeys(rest)),
        )

    def _clause(self, words: Sequence[Word]) -> None:
        """What limbs, looks and turns of one clause say; what only a phrase can tell is left to it."""
        if self._touch(words) or self._phrase_is_whole(words):
            return
        said = {word.stem for word in words}
        way = _way(words)
        if said & POINT:
            self._point(words, POINT, way or (0.0, 1.0, 0.0), "point")
        elif said & REACH and "toe" not in said:
            self._point(words, REACH, way or (0.0, 1.0, 0.1), "spread")
        elif said & LOOK and way and not said & (ARM | {"shoulder"}):
            self._look(words, way)
        elif "head" in said and (said & (TURN | LEAN)) and way:
            self._look(words, way) if said & TURN else self._tilt(words, way, self.head, 20.0)
        elif said & LEAN and way and (way[0] or (way[1] < 0.0 and not said & (ARM | LEG))):
            self._tilt(words, (way[0], 0.0 if way[0] else way[1], 0.0), self.trunk, 24.0)
        elif said & TURN and way and way[0] and not said & (ARM | LEG):
            self.turn += 40.0 * way[0]
            self._use(words, TURN | WAYS.keys())
        self._limbs(words)

    def _limbs(self, words: Sequence[Word]) -> None:
        for limbs, states, into in ((ARM, ARM_STATES, self.arms), (LEG, LEG_STATES, self.legs)):
            named = [word for word in words if word.stem in limbs and not word.used and word.stem != "thumb"]
            open_ = {word.stem for word in words if not word.used}
            if _lies_on_back(words):
                open_.discard("back")
            if not named or (limbs is LEG and open_ & ON_LEGS):
                continue
            if {word.stem for word in named} == {"elbow"} and into:  # "hands behind the head, elbows wide"
                self._use(words, ARM | stems("wide out bend spread"))
                continue
            for known, name in states:
                if open_ & known and not (name == "back" and "up" in open_):
                    for side in self._sides(named, limbs is ARM):
                        into[side] = _leg_name(name, named, open_) if limbs is LEG else name
                    every = frozenset[str]().union(*(each for each, _ in states))
                    self._use(words, every | limbs | {"hold", "head"})
                    break
            self._fingers(words, named)

    def _fingers(self, words: Sequence[Word], named: Sequence[Word]) -> None:
        said = {word.stem for word in words}
        shape = "fist" if "fist" in said else "flat" if "palm" in said else ""
        if shape:
            for side in self._sides(named, True):
                self.fingers[side] = shape
            self._use(words, stems("fist palm clench close open flat"))

    def _touch(self, words: Sequence[Word]) -> bool:
        """A hand is at a part of the body."""
        hands = [place for place, word in enumerate(words) if word.stem in ARM and not word.used]
        if self._covered(words):
            return True
        if not hands or any(word.stem in POINT for word in words):
            return False
        if any(word.stem in FOLD for word in words) and any(word.stem in CHEST for word in words):
            self._use(words, CHEST | stems("over across on in front"))  # "arms crossed over the chest" are folded
            return False
        done = False
        for at in hands:
            follows = words[at + 1 : at + 5]
            prep = next((n for n, word in enumerate(follows) if word.stem in AT), -1)
            if prep < 0 and at > 0 and words[at - 1].stem in AT and follows:
                prep = 0
            part = next((word for word in follows[max(prep, 0) :] if word.stem in PLACES), None)
            if prep < 0 or part is None:
                continue
            behind = any(word.stem == "behind" for word in follows)
            name = BEHIND.get(part.stem, "") if behind else PLACES[part.stem]
            if not name:
                continue
            for side in self._sides([words[at]], True):
                self.arms[side] = name
                self.fingers.setdefault(side, "flat" if name not in ("on the chin", "in pocket") else "relaxed")
            self._use(words[at : at + 5], AT | {words[at].stem, part.stem} | stems("front top"))
            done = True
        return done and all(word.used for word in words)

    def _covered(self, words: Sequence[Word]) -> bool:
        """What is covered is said before the hands, or without them."""
        at = next((n for n, word in enumerate(words) if word.stem in COVER), -1)
        part = next((word for word in words[at + 1 : at + 3] if word.stem in PLACES), None) if at >= 0 else None
        if part is None or part.stem in ARM:
            return False
        hands = [word for word in words if word.stem in ARM]
        for side in self._sides(hands, True) if hands else SIDES:
            self.arms[side] = PLACES[part.stem]
            self.fingers.setdefault(side, "flat")
        self._use([words[at], part, *hands], None)
        return all(word.used for word in words)

    def _point(self, words: Sequence[Word], verbs: frozenset[str], way: Direction, shape: str) -> None:
        named = [word for word in words if word.stem in ARM]
        if named:
            sides = self._sides(named, True)
        else:
            sides = ("Left",) if way[0] > 0.2 else ("Right",)
        for side in sides:
            own = 1.0 if side == "Left" else -1.0
            out = own * way[0]
            self.points[side] = (out if way[0] else 0.1, way[1] + (0.3 if out < 0 else 0.08 if way[0] else 0.0), way[2])
            self.fingers[side] = shape
            self.last_arm = side
        if way[0] and not self.head[2]:
            self.head[2] += 28.0 * way[0]
        self._use(words, verbs | WAYS.keys() | ARM | stems("out toward at straight extend something"))

    def _look(self, words: Sequence[Word], way: Direction) -> None:
        self.head[2] += 52.0 * way[0]
        if way[1] < 0.0 and not way[0]:
            self.head[2] += 60.0
            self.trunk[2] += 16.0
        if way[2]:
            self.head[0] += -30.0 if way[2] > 0.0 else 30.0
        self._use(words, LOOK | TURN | WAYS.keys() | stems("head toward at up eyes"))

    def _tilt(self, words: Sequence[Word], way: Direction, into: list[float], much: float) -> None:
        into[1] -= much * way[0]
        into[0] += (much if way[1] > 0.0 else -much) if way[1] else 0.0
        into[0] += -much if way[2] > 0.0 else (much if way[2] < 0.0 else 0.0)
        ways = stems("left right") if way[0] else WAYS.keys()
        self._use(words, LEAN | ways | stems("head toward side waist from"))

    def _sides(self, named: Sequence[Word], arms: bool) -> tuple[str, ...]:
        """Whose limbs these are."""
        told = [word.side for word in named if word.side]
        if any(side in SIDES for side in told):
            found = tuple(dict.fromkeys(side for side in told if side in SIDES))
        elif "Both" in told or (not told and any(word.plural for word in named)):
            return SIDES
        elif "Other" in told:
            found = ("Left" if self.last_arm == "Right" else "Right",)
        else:
            found = ("Right",)
        if arms:
            self.last_arm = found[-1]
        return found

    def _phrase_is_whole(self, words: Sequence[Word]) -> bool:
        """Whether a phrase of the table has all that is open in a clause."""
        open_ = tuple(word.key for word in words if not word.used)
        return open_ in phrases()

    def _phrases(self) -> None:
        at, found = 0, list[tuple[Phrase, list[Word]]]()
        while at < len(self.words):
            length = self._longest(at)
            if length:
                found.append((phrases()[self._key(at, length)], self.words[at : at + length]))
            at += max(length, 1)
        told = set()
        for phrase, words in found:
            if phrase.items in told:  # "an archer drawing a bow" says one thing twice
                self._use(words, None)
                continue
            told.add(phrase.items)
            others = {id(word) for _, taken in found if taken is not words for word in taken}
            self._apply(phrase, words, others)

    def _key(self, at: int, length: int) -> tuple[str, ...]:
        return tuple(word.key for word in self.words[at : at + length])

    def _longest(self, at: int) -> int:
        for length in range(min(_LONGEST, len(self.words) - at), 0, -1):
            part = self.words[at : at + length]
            free = not any(word.used and word.text != "and" for word in part)
            if length == 1 and part[0].thing:
                return 0
            if free and part[0].text != "and" and self._key(at, length) in phrases():
                return length
        return 0

    def _apply(self, phrase: Phrase, words: Sequence[Word], others: Collection[int]) -> None:
        """others: ids of the words of other phrases, whose limbs are theirs."""
        clause = [word for word in self.words if word.clause == words[0].clause and id(word) not in others]
        speaks = {what for what, _ in phrase.items}
        arm = [word for word in clause if word.stem in ARM and (word.side or not word.used) and speaks & _OF_ARMS]
        leg = [word for word in clause if word.side and word.stem in LEG | {SIDE} and speaks & _OF_LEGS]
        deeds = [word for word in words if word.text in DEEDS and word.side]
        arm, leg = [*arm, *deeds], [*leg, *deeds]
        told = [side for word in arm if (side := word.side) in SIDES]
        both = not told and any(word.side == "Both" or word.plural for word in arm if word not in words)
        own = told[0] if told else "Right"
        for what, value in phrase.items:
            if value.endswith("?"):  # only where nothing else is said of it
                self._unless_said(what, value[:-1])
            elif what == "posture":
                self.posture = value
                self.leg_side = next((word.side for word in leg if word.side in SIDES), self.leg_side)
            elif what in ("arms", "fingers"):
                sides = (own,) if told and len(told) < 2 else SIDES
                for side in sides:
                    (self.by_phrase if what == "arms" else self.fingers)[side] = value
            elif what in ("arm", "finger"):
                for side in SIDES if both else (own,):
                    (self.by_phrase if what == "arm" else self.fingers)[side] = value
                self.last_arm = own
            elif what == "other":
                self.by_phrase["Left" if own == "Right" else "Right"] = value
            elif what in ("leg", "legs"):
                told_legs = [word.side for word in leg if word.side in SIDES]
                for side in told_legs or (("Right",) if what == "leg" else SIDES):
                    self.legs[side] = value
            else:
                into = self.trunk if what == "trunk" else self.head
                mirrored = "arm" in speaks and own == "Left"
                for pair in value.split(","):
                    axis, _, degrees = pair.partition(":")
                    sign = -1.0 if mirrored and axis != "bend" else 1.0
                    into[("bend", "lean", "twist").index(axis)] += sign * float(degrees)
        self._use([*words, *arm, *leg], None)

    def _unless_said(self, what: str, value: str) -> None:
        if what == "posture":
            self.weak_posture = value
        else:
            self.weak_arms = value

    def _use(self, words: Sequence[Word], only: Collection[str] | None) -> None:
        """These words have been understood; only: those of these stems."""
        once = {id(word): word for word in words}.values()
        taken = [word for word in once if not word.used and (only is None or word.stem in only)]
        for word in taken:
            word.used = True
        if taken:
            sides = [f"{w.side.lower()} {w.text}" if w.side in SIDES else w.text for w in taken]
            self.understood.append(" ".join(sides))


def _lies_on_back(words: Sequence[Word]) -> bool:
    """ "on the back", which is no direction of limbs."""
    return any(one.text == "on" and other.stem == "back" for one, other in itertools.pairwise(words))


def _leg_name(name: str, named: Sequence[Word], said: set[str]) -> str:
    knee, foot = (any(word.stem == stem_of(part) for word in named) for part in ("knee", "foot"))
    if name == "raised" and knee:
        return "knee raised"
    if name == "raised" and foot:
        return "bent"
    if name == "forward" and foot and not said & RAISE:
        return "step"
    if name == "back" and said & RAISE:
        return "back raised"
    return name


def _way(words: Sequence[Word]) -> Direction | None:
    found = [WAYS[word.stem] for word in words if word.stem in WAYS and not word.side]
    if not found:
        return None
    left, forward, up = (sum(each) for each in zip(*found, strict=True))
    return float(left), float(forward), float(up)
