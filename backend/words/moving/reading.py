"""Words become a script of movement: parts in order, each as a model of motion is told it; nothing is lost unsaid."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..lexicon import words as words_of_people
from ..pose_words import read_pose
from ..vectors import STOP_WORDS, word_vectors
from ..vocabulary import FUNCTION_WORDS
from .courses import (
    DIRECTIONS,
    MEASURES,
    MOST_TIMES,
    both_sides,
    course_of,
    limbs_of,
    metres_of,
    seconds_of,
    seconds_of_steps,
    times_of,
    weak_leg,
    without_measures,
    without_places,
)
from .done import Done, Word, actions_in, counted, words_in
from .impossible import taken_out
from .moods import face_of, moods
from .pieces import pieces
from .said_poses import STILL, Posing, left_over, posing, stays_low, without_poses
from .script import Course, Part, Script
from .tables import Action, actions, found_at, labels, manners, numbers_of_actions

NEAR = 0.55
"""how alike (cosine) a word must be to one of the training labels to be taken as it is"""
LONGEST = 60.0
"""seconds"""
_SLOWEST, _FASTEST = 0.4, 1.8
"""times as fast as usual"""
_WHOLE = frozenset((("bend", "pick up"), ("crouch", "pick up")))
"""actions that follow each other as one movement"""
_WALKS = frozenset("walk step pace wander".split())  # noqa: SIM905
"""first words of ways that somebody limps along who limped before"""
_RISES = frozenset(("stand up", "get up"))
_ONCE = 3.0
"""seconds up to which an action is one that is counted"""
_OF_ARMS = ("swing", "arms", "elbows", "spread")
"""what of a bearing is left out where arms have something to do"""
_BENT = ("head", "chest", "knees", "sway")
_OF_GAIT = ("limp", "weave")
"""what of a bearing makes another gait of a plain one: learned movements of such words stagger, stoop and stop"""
_FINGERS = (
    (re.compile(r"\bfists?\b|\bclenched\b"), "fist"),
    (re.compile(r"\bpoint\w*\b"), "point"),
    (re.compile(r"\b(grip|hold|carr|grab|grasp)\w*\b"), "grip"),
    (re.compile(r"\b(flat|open|outstretched|spread) (hands?|palms?|fingers)\b|\bpalms?\b"), "flat"),
)
_CLENCHED = re.compile(r"\b(angr|furious|enraged|raging)")
"""moods in which hands are fists where nothing is in them"""
_BODY = frozenset(
    """hand hands arm arms fist fists palm palms finger fingers thumb leg legs foot feet knee knees elbow elbows head
    body both open flat clenched outstretched hip shoulder ear ears eye eyes nose chest chin neck cheek thigh ankle toe
    toes belly""".split()  # noqa: SIM905
)
_SUBJECTS = frozenset(
    """man woman boy girl guy lady gentleman person people someone somebody he she they it figure character men women
    human adult male female avatar kid""".split()  # noqa: SIM905
)

_TRADES = frozenset(("guard", "star", "bat"))
"""who somebody is, where labels call something else so that is done"""


@dataclass(frozen=True)
class _Somebody:
    """What is said of who moves, before the first action: it counts for all parts that follow."""

    words: str = ""
    pace: float = 1.0
    face: Mapping[str, float] | None = None
    bearing: Mapping[str, float] = field(default_factory=dict)


def read_script(text: str, seconds: float = 0.0) -> Script:
    """seconds: of all of it; 0 as long as it usually takes. Raises ValueError, as a sentence to be read, where nothing
    of the text is a movement."""
    found: list[Part] = []
    unknown: dict[str, tuple[str, ...]] = {}
    somebody = _Somebody()
    text, notes = taken_out(" ".join(text.lower().replace("’", "'").split()))
    for piece in pieces(both_sides(text)):
        told_before = somebody
        part, times, somebody, missing = _read(piece, somebody)
        notes += _beyond(piece, part, times)
        if part is not None and found and somebody is told_before:
            part = _still_hurt(found[-1], part)
        unknown |= missing
        for each in _repeated(part, min(round(times), MOST_TIMES)) if part is not None else ():
            whole = _as_one(found[-1], each) if found else None
            if whole is not None:
                found[-1] = whole
            else:
                found.append(_still_low(found[-1], each) if found else each)
    if not found:
        near = [near for words in unknown.values() for near in words][:3]
        offered = f" Near are: {', '.join(near)}." if near else ""
        raise ValueError(" ".join(("The words name no movement that is known." + offered, *notes)))
    usual = sum(part.seconds for part in found)
    if not seconds and usual > LONGEST:
        notes += (f"What is said takes {usual:.0f} s, and a clip {LONGEST:.0f} s at most: each part is shorter.",)
    share = seconds / usual if seconds else min(1.0, LONGEST / usual)
    return Script(tuple(replace(part, seconds=part.seconds * share) for part in found), unknown, notes)


def _beyond(piece: str, part: Part | None, times: float) -> tuple[str, ...]:
    """What is told of numbers that are not met."""
    if part is None:
        return ()
    told: list[str] = []
    if times > MOST_TIMES:
        told.append(f'"{part.text}": one thing is done {MOST_TIMES} times at most.')
    far, usual = metres_of(piece), numbers_of_actions().get(part.action, {}).get("speed", 0.0)
    goes = usual * part.pace * part.seconds
    if far and usual and abs(goes - far) > 0.1 * far and seconds_of(piece):
        told.append(f'"{part.text}": in this time somebody gets {goes:.1f} m far.')
    course = course_of(piece, ("way",))
    if part.goes[0] and (course.turn or abs(math.sin(course.heading or 0.0)) > 0.1):
        told.append(f'"{part.text}": this goes straight ahead or back, to no side.')
    return tuple(told)


def _read(piece: str, somebody: _Somebody) -> tuple[Part | None, float, _Somebody, dict[str, tuple[str, ...]]]:
    words = words_in(without_measures(piece))
    done = actions_in(words)
    if not done:  # "takes two steps"
        words = words_in(without_measures(piece, steps=True))
        done = actions_in(words)
    often, numbered = counted(words, done)
    first = done[0].first if done else len(words)
    before = words[:first]
    if any(word.text in _SUBJECTS or word.noun for word in before) or (before and not somebody.words):
        somebody = _told_of(before)
    said, pace, bearing = _manner(words[first:])
    bearing = _together(somebody.bearing, bearing)
    kinds = [each.action.kind for each in done]
    if set(kinds) - {"way", "turn"}:
        bearing = {name: value for name, value in bearing.items() if name not in _OF_ARMS}
    weak, piece_without = weak_leg(piece) if bearing.get("limp") else ("", piece)
    kept, unknown = _others(words, done, numbered)
    times = often if often > 1.0 else times_of(piece)
    often = min(round(times), MOST_TIMES)
    main = next((each.action for each in done if each.action.kind == "way"), done[0].action if done else None)
    posed = posing(words, done, main, often, kept)
    if not done and not kept and posed is None:
        return None, 1.0, somebody, unknown
    if posed is not None:
        unknown = {word: unknown[word] for word in left_over(unknown, words)}
        piece_without = without_poses(words, done)
    pace *= somebody.pace
    numbers = numbers_of_actions().get(main.words, {}) if main else {}
    usual = max((each.action.seconds for each in done), default=4.0) / (pace if kinds[:1] != ["way"] else 1.0)
    pace, seconds = _time_of(piece, numbers.get("speed", 1.0), pace)
    seconds = seconds or usual * often
    course = course_of(piece_without, kinds)
    plainly = kinds == ["way"] and any(bearing.get(name) for name in _OF_GAIT)
    if plainly and not course.told:
        course = Course(heading=0.0, turn=0.0)
    if not course.told and set(kinds) == {"hand"}:
        course = Course(turn=0.0)
    named = " ".join(each.action.words for each in done if each.action is main or each.action.words != "stand")
    named = _sidelong(named, course)
    ways = words_in(without_places(piece_without))
    directions = " ".join(word.text for word in ways if word.text in DIRECTIONS - MEASURES)
    kept = [word for word in kept if not weak or word not in _BODY]
    told = (named, directions) if plainly else (somebody.words, named, said, directions, *kept)
    gestures = (each.action for each in done if each.action.kind == "hand" and each.action is not main)
    part = Part(
        text=piece.strip(),
        words=_once(*told),
        kind=main.kind if main else "body",
        seconds=seconds,
        course=course,
        pace=pace,
        limbs=limbs_of(piece_without, kinds[0] if kinds else ""),
        action=main.words if main else "",
        gesture=next((action.words for action in gestures if action.words not in STILL), ""),
        fingers=_fingers(piece, done),
        face={**(somebody.face or {}), **face_of(words)},
        bearing=bearing,
        weak=weak,
    )
    if posed is not None:
        part = _by_poses(part, posed, main, seconds_of(piece), _once(main.words if main else "stand", said))
    return part, times, somebody, unknown


def _time_of(piece: str, speed: float, pace: float) -> tuple[float, float]:
    """How fast and how long: by seconds, by a way, or by both. speed: metres a second at a pace of 1."""
    seconds, far = seconds_of(piece), metres_of(piece)
    if speed > 0.05 and not seconds and (steps := seconds_of_steps(piece, speed)):
        return pace, steps / pace
    if not far or speed <= 0.05:
        return pace, seconds
    if seconds:
        return min(max(far / seconds / speed, _SLOWEST), _FASTEST), seconds
    return pace, max(1.0, far / (speed * pace))


def _by_poses(part: Part, posed: Posing, main: Action | None, seconds: float, beneath: str) -> Part:
    """The part with its poses. beneath: what goes on meanwhile where the poses are all that is done."""
    fingers = {**part.fingers, **{side: shape for pose in posed.poses for side, shape in pose.fingers.items()}}
    ahead, up = posed.goes
    ahead *= 0.0 if part.course.stays else math.cos(part.course.heading or 0.0)
    part = replace(part, poses=posed.poses, beat=posed.beat, goes=(ahead, up), poses_once=posed.once)
    part = replace(part, whole=posed.whole, fingers=fingers)
    if main is not None and not main.poses and main.words not in STILL:
        return part
    part = replace(part, seconds=seconds or posed.seconds)
    if main is not None and main.words not in STILL:
        return part
    return replace(
        part, words=beneath, action=main.words if main else "stand", limbs=(), gesture="", course=Course(stays=True)
    )


def _sidelong(named: str, course: Course) -> str:
    """Steps to one side as a gait: labels call a step by itself so that is as wide as somebody can."""
    aside = course.heading is not None and abs(math.sin(course.heading)) > 0.9
    return f"walk sideways{named[4:]}" if aside and named.split()[0] in ("step", "walk") else named


def _once(*texts: str) -> str:
    """The words of texts, each once."""
    return " ".join(dict.fromkeys(" ".join(texts).split()))


def _as_one(first: Part, second: Part) -> Part | None:
    """Two parts that real clips show as one movement; None for others."""
    if (first.action, second.action) not in _WHOLE:
        return None
    words = " ".join(dict.fromkeys(f"{first.words} {second.words}".split()))
    text = f"{first.text}, {second.text}"
    return replace(first, text=text, words=words, seconds=first.seconds + second.seconds, poses=(), whole=False)


def _still_hurt(before: Part, part: Part) -> Part:
    """Who limps goes on doing so, and spares that leg where they stand; who runs or jumps then, does not."""
    goes = part.kind == "way" and part.action.partition(" ")[0] in _WALKS
    if not before.weak or part.weak or not (goes or part.kind == "hand"):
        return part
    limps = {"limp": 1.0} if goes else {}
    return replace(part, weak=before.weak, bearing={**part.bearing, **limps})


def _still_low(before: Part, part: Part) -> Part:
    """Who sits, kneels or lies stays so while hands or head do something, and stands up from there."""
    if before.whole and part.action in _RISES and not part.poses:
        upright = {"poses": (read_pose("standing"),), "whole": True, "beat": part.seconds}
        return replace(part, words="stand", action="stand", course=Course(stays=True), **upright)
    if not before.whole or part.kind != "hand":
        return part
    kept = [stays_low(before.poses[-1], pose) for pose in part.poses or (None,)]
    poses = tuple(pose for pose in kept if pose is not None)
    return replace(part, poses=poses, whole=True, beat=part.beat or part.seconds) if len(poses) == len(kept) else part


def _repeated(part: Part, times: int) -> list[Part]:
    """What is short is done again and again; what goes on, for longer."""
    if part.kind == "way" or part.seconds / times > _ONCE or (len(part.poses) > 1 and not part.poses_once):
        return [part]
    return [replace(part, seconds=part.seconds / times)] * times


def _told_of(words: Sequence[Word]) -> _Somebody:
    said, pace, bearing = _manner(words)
    nouns = [word.text for word in words if word.text not in STOP_WORDS | _TRADES and word.text in labels()]
    return _Somebody(" ".join([*said.split(), *nouns]), pace, face_of(words), bearing)


def _manner(words: Sequence[Word]) -> tuple[str, float, dict[str, float]]:
    """What is said of how somebody moves, as the labels say it, how fast that is, and how the body is borne."""
    plain, at, said, pace, bearing = [word.text for word in words], 0, [], 1.0, dict[str, float]()
    while at < len(plain):
        phrase, count = found_at(plain, at, manners())
        if count:
            manner = manners()[phrase]
            said.append(manner.words)
            very = 1.4 if at and plain[at - 1] in ("very", "extremely", "really") else 1.0
            pace *= manner.pace**very
            bearing = _together(bearing, manner.bearing)
        at += max(count, 1)
    return " ".join(said), min(max(pace, _SLOWEST), _FASTEST), bearing


def _together(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """Two bearings: what both bend, the one that bends it more; else what is said later. Who limps is as upright as
    that says."""
    more = {name: first[name] for name in _BENT if first.get(name, 0.0) > second.get(name, 0.0) > 0.0}
    limps = {name: each[name] for each in (first, second) if each.get("limp") for name in _BENT if name in each}
    return {**first, **second, **more, **limps}


def _others(
    words: Sequence[Word], done: Sequence[Done], numbered: Collection[int]
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Words beside those of the tables that labels know or stand near to, and those that cannot be placed.

    numbered: words that are known otherwise."""
    taken = {*numbered, *(at for each in done for at in each.places)}
    plain, kept, unknown = [word.text for word in words], [], {}
    felt = {place for _, first, count in moods(words) for place in range(first, first + count)}
    first, at = min(taken, default=0), 0
    while at < len(plain):
        word, (_, count) = plain[at], found_at(plain, at, manners())
        small = any(word in each for each in (STOP_WORDS, FUNCTION_WORDS, DIRECTIONS, _SUBJECTS, _BODY))
        if word in _BODY and word in labels():
            kept.append(word)
        if count or at in taken or small or word[0].isdigit():
            at += max(count, 1)
            continue
        at += 1
        near = word_vectors().nearest(word, among=labels())
        if word_vectors().known(word) in labels() or word in labels():
            kept.append(word)
        elif word_vectors().known(word) and near and near[0][1] >= NEAR:
            kept.append(near[0][0])
        elif at - 1 not in felt and not (at <= first and word in words_of_people()):
            unknown[word] = _offered(word)
    return kept, unknown


def _offered(word: str) -> tuple[str, ...]:
    """Words for actions that are near to one that is not known, in meaning or in spelling."""
    single: Collection[str] = {phrase[0] for phrase in actions() if len(phrase) == 1}
    return tuple(near for near, _ in word_vectors().nearest(word, among=single))


def _fingers(text: str, done: Sequence[Done]) -> dict[str, str]:
    """Side -> shape of its fingers: what is said, else what the action asks for."""
    shapes = [shape for pattern, shape in _FINGERS if pattern.search(text)]
    usual = next((each.action.fingers for each in reversed(done) if each.action.fingers != "relaxed"), "relaxed")
    free = usual == "relaxed" and not any(each.action.poses for each in done)
    shape = shapes[0] if shapes else "fist" if free and _CLENCHED.search(text) else usual
    sides = {limb.partition("_")[0].title() for limb in limbs_of(text, "hand") if limb.endswith("hand")}
    if shape == "point" and not sides:
        sides = {"Right"}
    return {side: shape if not sides or side in sides else "relaxed" for side in ("Left", "Right")}
