"""WordNet's nouns as its files have them: synsets with their words, glosses and what stands above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.protocol.errors import NotAvailable

WORDNET = Path("/usr/share/wordnet")
_ABOVE, _INSTANCE = "@", "@i"


@dataclass(frozen=True)
class Synset:
    """One sense. file: number of its lexicographer file. above: offsets of hypernyms. instance: of one single thing."""

    offset: str
    file: int
    words: tuple[str, ...]
    gloss: str
    above: tuple[str, ...] = ()
    instance: bool = False


@dataclass(frozen=True)
class Nouns:
    """synsets: by offset. senses: word -> offsets, the most used first. uses: (word, number of the sense from 1) -> how
    often it stands in the tagged texts. others: word -> uses of its senses that are no nouns."""

    synsets: Mapping[str, Synset]
    senses: Mapping[str, tuple[str, ...]]
    uses: Mapping[tuple[str, int], int]
    others: Mapping[str, int]

    def ancestors(self, offset: str) -> frozenset[str]:
        """The synset itself and all above it."""
        found, open_ = set(), [offset]
        while open_:
            at = open_.pop()
            if at not in found:
                found.add(at)
                open_ += self.synsets[at].above
        return frozenset(found)


def check_there(folder: Path) -> None:
    """Raises NotAvailable where WordNet's files are not in a folder."""
    if not (folder / "index.noun").is_file():
        raise NotAvailable(f"There is no WordNet in {folder}.", "Install it: apt install wordnet-base")


def read_nouns(folder: Path = WORDNET) -> Nouns:
    """WordNet's nouns from its files in `folder`. Raises NotAvailable where they are not there."""
    check_there(folder)
    synsets = {synset.offset: synset for synset in map(_synset, lines(folder / "data.noun"))}
    senses = {}
    for line in lines(folder / "index.noun"):
        cells = line.split()
        senses[cells[0]] = tuple(cells[-int(cells[2]) :])
    uses: dict[tuple[str, int], int] = defaultdict(int)
    others: dict[str, int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text(encoding="ascii").splitlines():
        key, number, count = line.split()
        word, rest = key.split("%")
        if rest[0] == "1":
            uses[word, int(number)] += int(count)
        else:
            others[word] += int(count)
    return Nouns(synsets, senses, uses, others)


def _synset(line: str) -> Synset:
    facts, _, gloss = line.partition(" | ")
    cells = facts.split()
    count = int(cells[3], 16)
    words = tuple(cells[4 : 4 + 2 * count : 2])
    pointers = cells[5 + 2 * count :]
    kinds = list(zip(pointers[0::4], pointers[1::4], strict=False))
    above = tuple(offset for kind, offset in kinds if kind in (_ABOVE, _INSTANCE))
    instance = any(kind == _INSTANCE for kind, _ in kinds)
    return Synset(cells[0], int(cells[1]), words, gloss.split('; "')[0].strip(), above, instance)


def lines(path: Path) -> list[str]:
    """The lines of a file of WordNet, without its licence at the top."""
    return [line for line in path.read_text(encoding="ascii").splitlines() if not line.startswith("  ")]
