"""The tables of words for what is worn: pieces, colours, materials, roles, and what words near to them stand for.

A line holds several phrases, parted by commas. A phrase stands in one line of its table, but for roles.tsv, where the
first line of several counts: particular roles before general ones, nouns before adjectives.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assets import asset
from backend.assets.reading import read_lines
from backend.protocol.errors import BadFile

from ..protocol.requests import Colour
from .lexicon import tokens
from .look_items import Item, read_items

Phrase = tuple[str, ...]
ACCEPT, NEAR = 0.50, 0.28
"""How near a word stands to one of a table that is taken for it, and to one that is taken for it and told."""
SURE = 0.75
"""The same of roles that are not told: a sentence model takes a javelin thrower for a tailor at 0.7."""
# edges and other small parts of a garment that take its second colour
BORDERS = frozenset(
    """trim trims trimming border borders edge edges edging lining collar collars cuffs buttons piping lapels braid
    details accents hem hems fringe sleeves bands band patches embroidery facings stripe cord cords lacing laces
    stitching straps tassel tassels pockets soles yoke panels knots buckles tips pattern patterns""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Thing:
    """A word for something worn. known: whether the wardrobe has or will have it."""

    items: tuple[Item, ...]
    adjective: bool = False

    @property
    def known(self) -> bool:
        """Whether it is anything that can be worn or shown."""
        return bool(self.items)


@dataclass(frozen=True)
class Near:
    """The word of another table that one stands near, and how near, 0 to 1."""

    word: str
    score: float


@dataclass(frozen=True)
class Role:
    """name: the first of its words. outfits: (sex that it is for, "m", "f" or "" for both; phrases). None: dressed as
    anybody."""

    name: str
    outfits: tuple[tuple[str, str], ...]
    adjective: bool = False


@functools.cache
def colours() -> Mapping[Phrase, Colour]:
    """Words of colours.tsv -> sRGB, 0 to 1."""
    found: dict[Phrase, Colour] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        red, green, blue = (round(int(cells[0][at : at + 2], 16) / 255, 3) for at in (0, 2, 4))
        found.update(dict.fromkeys(phrases, (red, green, blue)))

    read_table("colours", read)
    return found


@functools.cache
def materials() -> Mapping[Phrase, Mapping[str, str]]:
    """Words of materials.tsv -> what they tell, such as {"fabric": "denim", "natural": "denim blue"}; {} where nothing
    is shown. "natural": as `natural_colours` reads it. "unshown": the word is of something that is seen, and no piece
    shows it."""
    found: dict[Phrase, Mapping[str, str]] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        told = dict(part.split("=") for part in cells[0].split() if part not in "-?")
        if cells[0] == "?":
            told["unshown"] = "yes"
        if cells[1:]:
            told["natural"] = cells[1]
            natural_colours(cells[1], "")
        found.update(dict.fromkeys(phrases, told))

    read_table("materials", read)
    return found


def natural_colours(told: str, slot: str) -> tuple[Colour, ...]:
    """The colours of "brown, outer bottom=black" in a slot: those named for it, else the first ones; "white+black" are
    two. Raises ValueError for what is no colour of colours.tsv."""
    found: dict[str, tuple[Colour, ...]] = {}
    for part in told.split(", "):
        slots, _, names = part.rpartition("=")
        keys = [tuple(name.split()) for name in names.split("+")]
        if unknown := [" ".join(key) for key in keys if key not in colours()]:
            raise ValueError(f"'{unknown[0]}' is no colour of colours.tsv")
        found |= dict.fromkeys(slots.split() or [""], tuple(colours()[key] for key in keys))
    return found.get(slot, found.get("", ()))


@functools.cache
def things() -> Mapping[Phrase, Thing]:
    """Words of pieces.tsv -> what is worn."""
    found: dict[Phrase, Thing] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        thing = Thing(read_items(cells[0], colours()), cells[1:] == ["adj"])
        found.update(dict.fromkeys(phrases, thing))

    read_table("pieces", read)
    return found


@functools.cache
def roles() -> Mapping[Phrase, Role]:
    """Words of roles.tsv -> role."""
    found: dict[Phrase, Role] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        outfits = []
        for outfit in cells[0].split(" / "):
            sex, colon, rest = outfit.partition(": ")
            outfits.append((sex, rest) if colon else ("", "" if outfit == "-" else outfit))
        role = Role(" ".join(phrases[0]), tuple(outfits), cells[1:] == ["adj"])
        for phrase in phrases:
            found.setdefault(phrase, role)

    read_table("roles", read)
    return found


@functools.cache
def near_pieces() -> Mapping[Phrase, Near]:
    """Words beside pieces.tsv -> the nearest of its words."""
    return _near("near_pieces")


@functools.cache
def near_roles() -> Mapping[Phrase, Near]:
    """Words beside roles.tsv -> the nearest of its words."""
    return _near("near_roles")


@functools.cache
def by_hand(name: str) -> Mapping[Phrase, Near]:
    """What near_by_hand.tsv says for the table "near_pieces" or "near_roles"."""
    found: dict[Phrase, Near] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        if cells[0] == name.removeprefix("near_"):
            found.update(dict.fromkeys(phrases, Near(cells[1], float(cells[2]))))

    read_table("near_by_hand", read)
    return found


def _near(name: str) -> Mapping[Phrase, Near]:
    found: dict[Phrase, Near] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        for phrase in phrases:
            found[phrase] = Near(cells[0], float(cells[1]))

    read_table(name, read)
    return found


def read_table(name: str, read: Callable[[list[Phrase], list[str]], None]) -> None:
    """Hand the phrases and other cells of each line of assets/lexicon/NAME.tsv over. Raises BadFile."""
    path = asset("lexicon", f"{name}.tsv")
    for number, line in enumerate(read_lines(path, "table of words"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        said, *cells = line.split("\t")
        phrases = [tuple(map(plain, tokens(phrase))) for phrase in said.split(",")]
        try:
            if not cells or not all(phrases):
                raise ValueError("a cell is empty")
            read(phrases, cells)
        except ValueError as error:
            raise BadFile(f"{path.name}, line {number}: {error}.", "Correct that line of the table.") from error


def plain(word: str) -> str:
    """A word without the ending of an owner: "wizard's" is "wizard"."""
    return word.removesuffix("'s").rstrip("'") or word


def all_words() -> Iterator[str]:
    """Every single word of the tables."""
    for table in (things(), colours(), materials(), roles(), near_pieces()):
        for phrase in table:
            yield from phrase
