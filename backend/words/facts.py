"""Heights, weights, body mass indices and girths that a prompt states: "190 cm", "six foot two", "150 kg", "BMI of 35".

They are met on the body itself, whatever an encoder makes of the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..protocol.measures import INCH, POUND, STONE
from .girths import stated_girths
from .number_words import NUMBERS
from .tokens import with_articles

_VALUES = {word: float(number) for word, number in NUMBERS.items()}
_WORD = "|".join(sorted((*_VALUES, "hundred", "thousand"), key=len, reverse=True))
_DIGITS = r"\d+(?:[.,]\d+)?"
_SPELT = rf"\b(?:an? (?=hundred|thousand))?(?:{_WORD})(?:[ -](?:and )?(?:{_WORD}|point))*\b"
_NUMBER = rf"(?:{_DIGITS}|{_SPELT})"
_GAP = r"[ -]?"
# "180 to 190 cm" means what lies between
_RANGE = rf"(?:(?:between )?(?P<from>{_DIGITS})(?: ?(?:-|–|to|and) ?))?"
_NOT_ANOTHER = (
    rf"(?!{_GAP}(?:kg|kilo|lb|pound|stone|st\b|years?|yrs?|y[ /]?o|bmi|inch|c?m\b|met|cent|feet|foot|ft|percent|%|\d))"
)
_METRE, _CENTI = r"(?:m|met(?:re|er)s?)", r"(?:cms?|centimet(?:re|er)s?)"
_FOOT, _INCH = r"(?:ft\.?|foot(?:er)?|feet|'|′)", r"(?:inch(?:es)?|in\b\.?|\"|''|″|”)"
_KILO = r"(?:kgs?|kilos?|kilogram(?:me)?s?)"
_LB, _STONE = r"(?:lbs?\.?|pound(?:er)?s?)", r"(?:stones?|st)"
_INDEX = r"(?:b\.?m\.?i\.?|body[ -]mass[ -]index)"
_END = r"(?![\w])"


@dataclass(frozen=True)
class Facts:
    """What the words state; None where they do not. height: metres. mass: kg. bmi: kg / m². girths: of waist, chest and
    hips, metres.

    places: characters of the prompt that state it. doubts: sentences on what contradicts itself.
    """

    height: float | None = None
    mass: float | None = None
    bmi: float | None = None
    girths: Mapping[str, float] = field(default_factory=dict)
    places: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return (self.height, self.mass, self.bmi) != (None, None, None) or bool(self.girths)


@dataclass(frozen=True)
class _Kind:
    fact: str
    pattern: re.Pattern[str]
    value: Callable[[re.Match[str]], float]


def _kind(fact: str, pattern: str, value: Callable[[re.Match[str]], float]) -> _Kind:
    return _Kind(fact, re.compile(pattern), value)


_ONE, _MORE = rf"(?P<one>{_NUMBER})", rf"(?P<more>{_NUMBER})"
_KINDS = (
    _kind("bmi", rf"{_INDEX}(?: (?:of|is|at|about|around|over|under|near))*[ :=]*{_ONE}{_END}", lambda m: _of(m)),
    _kind("bmi", rf"{_ONE}{_GAP}{_INDEX}{_END}", lambda m: _of(m)),
    _kind(
        "height",
        rf"{_ONE}{_GAP}{_METRE}(?:{_GAP}(?:and )?{_MORE}{_NOT_ANOTHER}(?:{_GAP}{_CENTI})?)?{_END}",
        lambda m: _of(m) + _cents(m),
    ),
    _kind("height", rf"{_RANGE}{_ONE}{_GAP}{_CENTI}{_END}", lambda m: _of(m) / 100),
    _kind("height", rf"{_ONE}{_GAP}(?:mm|millimet(?:re|er)s?){_END}", lambda m: _of(m) / 1000),
    _kind(
        "height",
        rf"{_ONE}{_GAP}{_FOOT}(?:{_GAP}(?:and )?(?:(?P<inches>{_NUMBER}){_GAP}{_INCH}|{_MORE}{_NOT_ANOTHER}))?{_END}",
        lambda m: (12 * _of(m) + (_number(m["more"] or m["inches"] or "0"))) * INCH,
    ),
    _kind("height", rf"{_ONE}{_GAP}{_INCH}(?= tall| high| in height|-tall)", lambda m: _of(m) * INCH),
    _kind("mass", rf"{_RANGE}{_ONE}{_GAP}{_KILO}{_END}", lambda m: _of(m)),
    _kind(
        "mass",
        rf"{_ONE}{_GAP}{_STONE}(?:{_GAP}(?:and )?{_MORE}(?:{_GAP}{_LB})?)?{_END}",
        lambda m: _of(m) * STONE + _number(m["more"] or "0") * POUND,
    ),
    _kind("mass", rf"{_RANGE}{_ONE}{_GAP}{_LB}{_END}", lambda m: _of(m) * POUND),
)
# of something else than the person: "lifting 150 kg", "lost 20 kg", "20 cm taller", "a 90 cm waist"
_PART = r"(?:waist|chest|hips?|bust|inseam|girth|biceps)"
_BEFORE = re.compile(
    r"(?:\b(?!weighing|standing|measuring|being|reaching)\w+ing|"
    rf"\b(?:lost|gained|gains|loses|lifts|carries|holds|pulls|presses|squats|not|never|isn't|than|by|{_PART}))"
    r"(?: (?:of|is|a|an|about|almost|over|up to|some|her|his|their))* $"
)
_AFTER = re.compile(
    r"^[ -]*(?:taller\b|shorter\b|heavier\b|lighter\b|over ?weight|underweight|more|less|bigger|smaller|long\b|wide|"
    rf"thick|deep|away|apart|(?:of )?(?:{_PART}|hair|arms?|legs?|neck|shoulders|thighs?|calves)\b|of (?:muscle|fat)\b)"
)
_PLAUSIBLE = {"height": (0.2, 20.0), "mass": (0.5, 2000.0), "bmi": (5.0, 200.0)}
_FEW_FEET = 2.5
_UNIT = {"height": "m", "mass": "kg", "bmi": "kg/m²"}
_NAMES = {"height": "height", "mass": "weight", "bmi": "body mass index"}


def stated_facts(prompt: str) -> Facts:
    """The facts of a prompt that speaks of one person."""
    found = list(_found(_plain(prompt)))
    values: dict[str, float] = {}
    doubts: list[str] = []
    for fact in _NAMES:
        said = [value for name, value, _ in found if name == fact]
        if said and max(said) - min(said) <= 0.02 * max(said):
            values[fact] = sum(said) / len(said)
        elif said:
            both = " and ".join(f"{value:.4g} {_UNIT[fact]}" for value in said)
            doubts.append(f"The words state more than one {_NAMES[fact]} ({both}), so none of them was met.")
    if len(values) == 3:
        index = values["mass"] / values["height"] ** 2
        stated = values.pop("bmi")
        if abs(index - stated) > 1.0:
            doubts.append(
                f"A height of {values['height']:.2f} m and {values['mass']:.0f} kg are a body mass index of "
                f"{index:.1f}, not {stated:.4g}, which was left aside."
            )
    around = stated_girths(_plain(prompt))
    places = {place for _, _, place in (*found, *around)}
    girths = {part: metres for part, metres, _ in around}
    return Facts(**values, girths=girths, places=tuple(sorted(places)), doubts=tuple(doubts))


def without_facts(prompt: str, facts: Facts) -> str:
    """The prompt without the words that state them, for an encoder that reads the rest."""
    out, last = "", 0
    for start, stop in facts.places:
        trailing = _TRAILING.match(prompt, stop)
        end = trailing.end() if trailing else stop
        # "a 190 cm man" keeps its article
        leading = _LEADING if _FOLLOWED.match(prompt, end) is None else _LEADING_NOUN
        out += leading.sub("", prompt[last:start]) + " "
        last = end
    out = " ".join((out + prompt[last:]).split())
    out = re.sub(r"\s+([,.;:])", r"\1", out)
    out = re.sub(r"([,;:])(?:\s*(?:and\b)?\s*[,;:])+", r"\1", out).strip(" ,;:-")
    out = re.sub(r"\b(an?)(?=$|[,;])", r"\1 person", out)
    return with_articles(re.sub(r"^(?:and|but)\b\s*|[\s,]*\b(?:and|with|of)$", "", out))


_LINKS = (
    r"and|or|who|is|that|with|of|the|at|about|around|almost|nearly|roughly|some|over|just|only|weighs?|weighing|stands?|"
    r"standing|measures?|measuring|height|weight|his|her|their|mass|body|has|having"
)
_LEADING = re.compile(rf"(?:[\s,]*\b(?:{_LINKS}|an?)\b)*[\s,:-]*$")
_LEADING_NOUN = re.compile(rf"(?:[\s,]*\b(?:{_LINKS})\b)*[\s,:-]*$")
_FOLLOWED = re.compile(r"[ -]*(?!and\b|with\b|who\b|but\b|in\b|that\b)\w")
_TRAILING = re.compile(r"[ -]*(?:(?:tall|high|heavy|in height|in weight|in mass)\b)")


def _plain(prompt: str) -> str:
    """Lower case, straight quotes; every character in its place."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in prompt)
    return lower.translate(str.maketrans("’‘“", "''\"")).replace("\t", " ")


def _found(text: str) -> Iterator[tuple[str, float, tuple[int, int]]]:
    """(fact, value, place) of what speaks of the person; a place counts once, for the first kind that finds it."""
    taken: list[tuple[int, int]] = []
    for kind in _KINDS:
        for match in kind.pattern.finditer(text):
            start, stop = match.span()
            if any(start < b and a < stop for a, b in taken) or _WITHIN_NUMBER.search(text[max(0, start - 2) : start]):
                continue
            value = kind.value(match)
            low, high = _PLAUSIBLE[kind.fact]
            feet = kind.fact == "height" and re.search(_FOOT, match.group()) and value < _FEW_FEET * 12 * INCH
            if not low <= value <= high or (feet and not _TRAILING.match(text, stop)):
                continue
            if _BEFORE.search(text[:start]) or _AFTER.search(text[stop:]):
                continue
            taken.append((start, stop))
            yield kind.fact, value, (start, stop)


_WITHIN_NUMBER = re.compile(r"[\w.,](?<!,)$|\d,$")


def _of(match: re.Match[str]) -> float:
    """The number, or the middle of a range."""
    value = _number(match["one"])
    low = match.groupdict().get("from")
    return 0.5 * (value + _number(low)) if low and 0.5 * value < _number(low) < value else value


def _cents(match: re.Match[str]) -> float:
    """ "one metre ninety", "1 m 90" """
    return _number(match["more"]) / 100 if match["more"] else 0.0


def _number(text: str) -> float:
    """ "1.90", "1,90", "one hundred and ninety", "one point nine" """
    text = text.strip()
    if text[0].isdigit():
        return float(text.replace(",", "."))
    whole, _, part = text.partition(" point ")
    total = group = 0.0
    for word in re.findall(r"[a-z]+", whole):
        if word == "hundred":
            group = max(group, 1.0) * 100
        elif word == "thousand":
            total, group = total + max(group, 1.0) * 1000, 0.0
        else:
            group += _VALUES.get(word, 0.0)
    digits = "".join(f"{_VALUES.get(word, 0.0):.0f}" for word in re.findall(r"[a-z]+", part))
    return total + group + (float(f"0.{digits}") if digits else 0.0)
