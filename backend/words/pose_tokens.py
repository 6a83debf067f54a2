"""A text about a pose as tokens: stems, whose side a limb is, where clauses end, and the table of phrases."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assets import asset
from backend.assets.reading import read_lines
from backend.protocol.errors import BadFile

from .lexicon import stem

_LETTER_POSE = re.compile(r"\b([aty])-pose\b|\b([ty]) pose\b")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[,;.:!?/()]")
_IRREGULAR = {
    "sat": "sit", "seated": "sit", "lying": "lie", "laying": "lie", "lay": "lie", "lies": "lie", "stood": "stand",
    "knelt": "kneel", "ran": "run", "hung": "hang", "bent": "bend", "held": "hold", "threw": "throw", "thrown": "throw",
    "fell": "fall", "fallen": "fall", "flew": "fly", "flown": "fly", "flies": "fly", "swung": "swing", "feet": "foot",
    "shook": "shake", "drank": "drink", "ate": "eat", "slept": "sleep", "spreading": "spread",
    "leapt": "leap", "crept": "creep", "wept": "weep", "shot": "shoot", "shooting": "shoot", "rode": "ride",
    "swam": "swim", "dove": "dive", "drove": "drive", "sang": "sing", "won": "win", "tying": "tie", "bicep": "biceps",
    "facing": "face", "faces": "face", "faced": "face", "aside": "aside", "lotus": "lotus", "raises": "raise",
    "upwards": "up", "upward": "up", "skywards": "sky", "skyward": "sky", "downwards": "down", "downward": "down",
    "forwards": "forward", "backwards": "back", "backward": "back", "sideways": "sideways", "towards": "toward",
    "carry": "haul", "carrying": "haul", "carries": "haul", "carried": "haul",
    "crosslegged": "cross legged", "legged": "legged", "tiptoes": "tiptoe", "hips": "hip", "us": "us",
}  # fmt: skip
_DROPPED = frozenset(
    """a an the his her their its my your own is are was be being been of with as like very really slightly person man
    woman figure character someone he she they it him them in to into who that which some human body pose posing poses
    just so two three several his hers ones one's while's boy girl lady guy""".split()  # noqa: SIM905
)
_OF_POSES = frozenset(
    """in into like as do does doing did make makes making perform performs performing strike strikes striking
    practise practising practice practicing""".split()  # noqa: SIM905
)
"""after these a noun is what is done: "doing a handstand"""
_BREAKS = frozenset((",", ";", ".", ":", "!", "?", "/", "(", ")", "while", "then", "but", "and", "plus", "whilst"))
ARM = frozenset("arm hand elbow forearm wrist palm fist finger thumb".split())  # noqa: SIM905
LEG = frozenset("leg foot kne thigh shin ankl heel".split())  # noqa: SIM905
SIDE = "sid"
"""stems"""
DEEDS = frozenset("punch jab uppercut hook kick".split())  # noqa: SIM905
"""what is done with a side of its own, as they are written: the left hand's punch is a left punch"""
_SIDES = {
    "left": "Left",
    "right": "Right",
    "both": "Both",
    "two": "Both",
    "one": "One",
    "other": "Other",
    "each": "Both",
}
ITEMS = ("posture", "arms", "arm", "other", "legs", "leg", "fingers", "finger", "trunk", "head")


@dataclass
class Word:
    """side: of a limb: "Left", "Right", "Both", "One", "Other" or ""; clause: number of the clause; plural: "arms";
    thing: something is done with it, as with "a box" in "a foot on a box", which is not who boxes."""

    text: str
    stem: str
    clause: int
    side: str = ""
    plural: bool = False
    thing: bool = False
    used: bool = field(default=False, compare=False)

    @property
    def key(self) -> str:
        """As phrases have it: several limbs are another word than one."""
        return f"{self.stem}s" if self.plural else self.stem


@dataclass(frozen=True)
class Phrase:
    """A line of the table. items: (what, value) in their order."""

    text: str
    items: tuple[tuple[str, str], ...]


def stems(text: str) -> frozenset[str]:
    """Those of the words of a text."""
    return frozenset(map(stem_of, text.split()))


def stem_of(word: str) -> str:
    """ "sitting" -> "sit", "feet" -> "foot"."""
    word = _IRREGULAR.get(word, word)
    for ending, least in (("ing", 2), ("ed", 3)):  # shorter words than those of the lexicon: "waved"
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= least and re.search("[aeiou]", rest) and not rest.endswith("e"):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "ls"
            return rest[:-1] if doubled or (len(rest) > 3 and rest[-1] in "iy") else rest
    return stem(word) if len(word) > 3 else word


def words_of(text: str) -> list[Word]:
    """The words of a text that count, with the sides of limbs taken to the limbs."""
    found: list[Word] = []
    clause, side = 0, ""
    tokens = _WORD.findall(_LETTER_POSE.sub(r"\1\2pose", text.lower().replace("’", "'")))
    for place, token in enumerate(tokens):
        if token in _BREAKS:
            clause, side = clause + (token != "and" or not found or clause == found[-1].clause), ""
            if token == "and":
                found.append(Word("and", "and", clause, used=True))
            continue
        if token in _SIDES and _leads_to_limb(tokens, place):
            side = _SIDES[token]
            continue
        if token in _DROPPED:
            continue
        for part in _IRREGULAR.get(str(token), str(token)).split():
            own = stem_of(part)
            limb = own in ARM | LEG or (bool(side) and (own == SIDE or part in DEEDS))
            plural = (token.endswith("s") and not token.endswith("ss")) or token == "feet"
            found.append(Word(token, own, clause, side if limb else "", plural and limb, _is_thing(tokens, place)))
            side = "" if limb else side
    return found


def _is_thing(tokens: list[str], place: int) -> bool:
    """Whether a word has an article, and before it what speaks of something, as "on" and "carrying" do."""
    if place < 2 or tokens[place - 1] not in ("a", "an", "the"):
        return False
    return tokens[place - 2] not in _BREAKS | _OF_POSES | _DROPPED


def _leads_to_limb(tokens: list[str], place: int) -> bool:
    """Whether "left" and its kin speak of a limb within the next two words, or of the side that one lies on."""
    for step, token in enumerate(tokens[place + 1 : place + 3]):
        if token in _BREAKS or token in _SIDES:
            return False
        own = stem_of(token)
        if own in ARM | LEG or (token in DEEDS and step == 0):
            return True
        if own == SIDE and step == 0:
            return "on" in tokens[:place][-2:]
    return tokens[place] == "other" or (tokens[place] == "both" and place + 1 < len(tokens))


@functools.cache
def phrases() -> Mapping[tuple[str, ...], Phrase]:
    """assets/motion/poses.tsv by the stems of its phrases. Raises BadFile with the line that is wrong."""
    path = asset("motion", "poses.tsv")
    rows: dict[tuple[str, ...], Phrase] = {}
    for number, line in enumerate(read_lines(path, "table of poses"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        text, _, told = line.partition("\t")
        key = tuple(word.key for word in words_of(text))
        pairs = (item.replace("_", " ").partition("=") for item in told.split())
        items = tuple((what, value) for what, _, value in pairs)
        if not key or key in rows or not items or any(what not in ITEMS or not value for what, value in items):
            raise BadFile(f"{path.name}, line {number}: '{text}' is there already, or says nothing.", "Correct it.")
        rows[key] = Phrase(text, items)
    return rows
