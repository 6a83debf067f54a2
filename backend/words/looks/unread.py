"""What the words beside a thing tell of it that no table has, which the user is told: of "dented armour" the first."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import INTENSIFIERS
from ..look_vocabulary import Thing, roles
from ..tables import table
from ..tokens import ANYBODY, ARTICLES, BODY_PARTS, PEOPLE, UNITS
from ..vocabulary import FUNCTION_WORDS
from .leads import lead
from .phrases import LINKS

_OF_PAIRS = frozenset(("shoes", "hands", "legs", "ears"))
_ONE = frozenset(("one", "single"))
# behind a thing these say where it has been moved to, which no piece shows
MOVED = frozenset(
    """pulled pushed slung thrown tilted flipped turned hanging dangling loosened undone draped tucked slipping
    askew crooked peeled folded unzipped""".split()  # noqa: SIM905
)
_MOST_BEHIND = 6
# behind a thing, where "waist" follows, these say that its upper half hangs down
_DOWN = frozenset(("rolled", "tied", "knotted", "open", "down", "undone"))
_WAIST = frozenset(("waist", "hips", "middle"))
# behind the name of a thing these are what it has left on the skin
_TRACES = frozenset(("tan", "tans", "mark", "marks", "line", "lines", "imprint", "imprints"))
# said of things, and nothing that is seen of them
PLAIN = frozenset(
    """favourite favorite own signature usual typical authentic proper good best comfortable professional official
    ceremonial humble charming exquisite gorgeous handsome striking bold quirky eccentric iconic basic everyday ordinary
    regular standard generic delicate dainty subtle dramatic boho bohemian fashionable dressy opulent lavish sumptuous
    majestic imposing rich poor lightweight soft stiff rigid flexible insulated windproof breathable protective tactical
    medical hospital school college university wedding bridal funeral mourning ritual sacred holy magical maternity
    perfect festival chunky draped handmade woven strappy""".split()  # noqa: SIM905
)
_CARRY = FUNCTION_WORDS - ARTICLES - LINKS - {"with", "in"} | INTENSIFIERS.keys() | _ONE | UNITS | PLAIN
_ENDS = ARTICLES | LINKS | ANYBODY | PEOPLE | BODY_PARTS


def unread_before(words: Sequence[str], first: int, at: int, read: Sequence[int]) -> tuple[str, ...]:
    """The words from `first` up to the thing at `at` that say something of it and are at none of the places `read`.

    Words for somebody, their people, era or style are not of the thing, nor are words that carry the sentence.
    """
    found: list[str] = []
    for here in range(at - 1, first - 1, -1):
        word = words[here]
        if here in read or word in _CARRY or word.endswith("ly") or word.isdecimal():
            continue
        if word in _ENDS or not word[0].isalnum() or lead(words, here) is not None or _of_somebody(word):
            break
        found.append(word)
    return tuple(reversed(found))


def one_of_a_pair(words: Sequence[str], first: int, at: int, thing: Thing) -> str:
    """ "one" or "single" where the words from `first` to the thing say that of one which is worn in pairs, else "".

    "one arm bare" is not of a thing, nor is "one" before what is no pair.
    """
    if not thing.items or thing.items[0].slot not in _OF_PAIRS:
        return ""
    return next((word for word in words[first:at] if word in _ONE), "")


def unread_behind(words: Sequence[str], at: int) -> tuple[int, str]:
    """Where the words end that say how a thing before them is moved aside, and these: "pulled under the chin"."""
    down = words[at : at + 1] and words[at] in _DOWN and not _WAIST.isdisjoint(words[at + 1 : at + _MOST_BEHIND])
    if at >= len(words) or not (words[at] in MOVED or down):
        return at, ""
    stop = at + 1
    while stop < min(len(words), at + _MOST_BEHIND) and words[stop][0].isalnum() and words[stop] not in LINKS:
        stop += 1
    return stop, " ".join(words[at:stop])


def trace_of(words: Sequence[str], at: int) -> int:
    """How many words behind a thing say that it has only left its shape on the skin: "a goggles tan", "glove marks"."""
    stop = at
    while stop < len(words) and words[stop] in _TRACES:
        stop += 1
    return stop - at


def _of_somebody(word: str) -> bool:
    return (word,) in roles() or (word,) in table("origins", 6)
