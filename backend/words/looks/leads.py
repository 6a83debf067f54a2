"""Words that lead to a thing and say what somebody does with it: wear, hold, take off, lack."""

from __future__ import annotations

import enum
from collections.abc import Sequence


class State(enum.Enum):
    """What the words say of a thing."""

    WEAR = enum.auto()
    HOLD = enum.auto()
    AWAY = enum.auto()
    """taken off, or lost"""
    NOT = enum.auto()


_WEARING = """in nothing but, wearing nothing but, in only, in just, only wearing, just wearing,
wearing, wears, wear, wore, worn, in, with, dressed in, dressed with, clad in, clothed in, decked out in,
sporting, sports, donning, dons, has, have, having, has got, under, beneath, behind, covered in, covered with,
all in, putting on, puts on, trying on, adjusting, straightening, buttoning, tying, tipping, rolling up, wrapped
in, dressed only in, wearing only, wearing just, wrapped up in, swathed in, draped in, topped with, topped by,
adorned with, decorated with, fixing, showing off, modelling, modeling, plus, smoothing, kitted out in, squeezed
into, outfitted in, sports a, rocking, garbed in, attired in, arrayed in, shod in, crowned with, equipped with,
fitted with, got up in"""
_HOLDING = """holding, holds, hold, carrying, carries, carry, wielding, waving, swinging, using, beside, near, next to,
buying, selling, washing, ironing, folding, mending, sewing, knitting, making, drawing, painting, looking at,
staring at, reaching for, pointing at, clutching, gripping, throwing, catching, polishing, cleaning, drying,
brushing, hanging, hanging up, packing, repairing, designing, leaning on, sitting on, sitting in, standing on,
standing in, standing by, lying on, riding, kicking, juggling, offering, giving, handing, stealing, looking for,
searching for, dragging, pushing, pulling, lifting, raising, balancing, presenting, admiring, choosing, dreaming
of, thinking of, shopping for, stitching, eating, with a bag of, dropping, tossing, picking up, collecting,
trying to find, asking for, afraid of, hunting for, playing"""
_AWAY = """taking off, takes off, take off, took off,
removing, removes, removed, shedding, losing, lost, missing, lacking,
lacks, pulling off, throwing off, stripping off, tearing off, slipping off, slipping out of, kicking off,
stripped of, getting out of, undressing from, discarding, has lost, has forgotten, forgot, forgetting, had to
give up, robbed of, deprived of, forgotten, kicks off, kicked off, lifting off, putting away, free of, freed of"""
_DENIED = """no, not, never, without, isn't,
doesn't, don't, aren't, hasn't, haven't, instead of, rather than, minus, nor,
neither, cannot wear, refuses to wear, hates wearing, not even, no longer, sans, wearing no, needs no, with no,
has no"""

LEADS: dict[tuple[str, ...], State] = {
    tuple(phrase.split()): state
    for state, text in (
        (State.WEAR, _WEARING),
        (State.HOLD, _HOLDING),
        (State.AWAY, _AWAY),
        (State.NOT, _DENIED),
    )
    for phrase in " ".join(text.split()).split(", ")
}
LONGEST = max(map(len, LEADS))
# leads behind which there is nothing but what is worn
CERTAIN = frozenset(
    phrase
    for phrase in LEADS
    if phrase[0] in ("wearing", "wears", "wear", "wore", "dressed", "clad", "clothed", "sporting", "donning", "dons")
    or phrase[:2] in (("putting", "on"), ("puts", "on"), ("trying", "on"), ("decked", "out"), ("garbed", "in"))
)
# leads behind which colours alone are those of everything that is worn
WHOLE = CERTAIN | {("in",), ("all", "in")}
# what somebody sits on or stands at, where an article follows: "on a bench", not "on her head"
_PLACES = frozenset(("on", "at", "by", "from", "through", "against", "into", "onto", "inside", "behind"))
_INDEFINITE = frozenset(("a", "an", "the", "some", "two", "three"))
# endings that make no object of what follows them
_ACTS = frozenset(("smiling", "laughing", "grinning", "crying", "frowning", "being", "king", "ring", "string"))
# behind a thing: "a hat in her hand", "a coat over his arm", "with his shirt off"
_BEHIND: tuple[tuple[tuple[frozenset[str], ...], State], ...] = tuple(
    (tuple(frozenset(cell.split("|")) for cell in phrase.split()), state)
    for phrase, state in (
        (
            "hanging|dangling|resting|lying on|from|at|around|round|over|down his|her|their|the "
            "chest|neck|breast|waist|belt|throat|shoulders|back|ears|hips",
            State.WEAR,
        ),
        ("in hand|hands", State.HOLD),
        ("in|under|over his|her|their|one|the hand|hands|arm|arms|shoulder|lap|fist|basket|bag", State.HOLD),
        ("over his|her|one left|right shoulder|arm", State.HOLD),
        ("in his|her left|right hand", State.HOLD),
        ("on the|a table|floor|chair|bed|wall|shelf|ground|hook|rack", State.HOLD),
        ("off", State.AWAY),
        ("removed", State.AWAY),
        ("taken off", State.AWAY),
        ("lying|hanging beside|near|behind|on", State.HOLD),
        ("missing", State.AWAY),
    )
)


def lead(words: Sequence[str], at: int) -> tuple[tuple[str, ...], State] | None:
    """The words that lead to a thing from there on, and what they say of it."""
    for length in range(LONGEST, 0, -1):
        phrase = tuple(words[at : at + length])
        if len(phrase) == length and phrase in LEADS:
            if phrase == ("behind",) and words[at + 1 : at + 2] and words[at + 1] in _INDEFINITE:
                return phrase, State.HOLD
            return phrase, LEADS[phrase]
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in _PLACES and after in _INDEFINITE:
        return (word,), State.HOLD
    owned = after in _INDEFINITE or after in ("his", "her", "their")
    if word.endswith("ing") and len(word) > 4 and word not in _ACTS and owned:
        return (word,), State.HOLD
    return None


def behind(words: Sequence[str], at: int) -> tuple[int, State] | None:
    """What the words behind a thing say of it: how many they are, and the state."""
    for pattern, state in _BEHIND:
        part = words[at : at + len(pattern)]
        if len(part) == len(pattern) and all(word in cell for word, cell in zip(part, pattern, strict=True)):
            return len(pattern), state
    return None
