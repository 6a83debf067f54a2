"""Makes assets/lexicon/things.tsv: which English nouns name somebody, or a thing and of what kind.

The kinds are WordNet's lexicographer files. A word counts by its most used sense: one that is mostly a verb or an
adjective, or often somebody ("model", "star"), is left out. What is an object or a verb ("harpoon", "whip") is a kind
of its own: the reader of a prompt sees by the words around it which of the two is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from assets import asset
from backend.words.wordnet import WORDNET, check_there, lines

from ..words.lexicon import words
from ..words.tokens import OBJECT_OR_VERB
from ..words.vocabulary import FUNCTION_WORDS

# WordNet's lexicographer files of nouns, in their order (lexnames(5WN)), from number 3 on
_FILES = ("tops", "act", "animal", "artifact", "attribute", "body", "cognition", "communication", "event", "feeling",
          "food", "group", "location", "motive", "object", "person", "phenomenon", "plant", "possession", "process",
          "quantity", "relation", "shape", "state", "substance", "time")  # fmt: skip
KINDS = {
    "person": "person", "animal": "animal", "artifact": "object", "plant": "plant", "food": "food",
    "location": "place", "object": "object",
    "substance": "object", "phenomenon": "idea", "time": "idea", "event": "idea", "cognition": "idea", "group": "idea",
    "possession": "idea", "quantity": "idea", "process": "idea", "communication": "idea", "act": "idea",
    "shape": "idea", "relation": "idea", "pertains": "idea",
}  # fmt: skip
_PERTAINYMS = 1
_POS = {"noun": "1", "verb": "2", "adj": "3", "adv": "4"}
# a sense that is somebody, a part of the body or a quality counts from this part of the most used sense's uses
_OTHER = 0.2
HEADER = "# word\tcategory; made by `galatea bake things` from WordNet 3.0 (see NOTICE) and the encoder's vocabulary"


def bake(folder: Path = WORDNET) -> Path:
    """Write the table from WordNet's files in `folder`; the path of the table."""
    check_there(folder)
    vocabulary = asset("encoder", "vocabulary.txt").read_text(encoding="utf-8").split()
    known = set(words())
    kinds = {word: KINDS[kind] for word, kind in _kinds(folder) if kind in KINDS}
    kinds = {word: OBJECT_OR_VERB for word in _or_verbs(folder) if word not in known} | kinds
    wanted = sorted(word for word in {*vocabulary, *known} - FUNCTION_WORDS if word in kinds)
    table = asset("lexicon", "things.tsv")
    rows = [HEADER, *(f"{word}\t{kinds[word]}" for word in wanted)]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return table


def _kinds(folder: Path) -> Iterator[tuple[str, str]]:
    """(word, lexicographer file) of the words that are mostly nouns, by their most used sense."""
    for word, found in _senses(folder).items():
        most, kind = max(found, key=lambda sense: sense[0])
        rivals = {other for used, other in found if used > _OTHER * most or most == 0}
        doing = word.endswith("ing") and KINDS.get(kind) == "idea"
        others = {"verb", "body"} if kind == "person" else {"verb", "body", "adj", "person"}
        somebody = "person" in rivals and kind != "person"
        if not doing and not somebody and (most > 0 or not others & rivals):
            yield word, kind


def _or_verbs(folder: Path) -> Iterator[str]:
    """The words whose most used noun is an object, which are verbs as well, and no part of a body, quality, person."""
    for word, found in _senses(folder).items():
        nouns = [sense for sense in found if sense[1] not in ("verb", "adj", "adv")]
        most, kind = max(nouns, key=lambda sense: sense[0], default=(0, ""))
        others = {other for _, other in found}
        somebody = any(other == "person" and used >= _OTHER * most for used, other in found)
        if kind == "artifact" and "verb" in others and not others & {"body", "adj"} and not somebody:
            yield word


@cache
def _senses(folder: Path) -> dict[str, list[tuple[int, str]]]:
    """Of every word its senses, the most usual of each part of speech first: how often each is used, and its kind."""
    uses = _uses(folder)
    senses: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for part in _POS:
        file_of = {line.split(" ", 2)[0]: int(line.split(" ", 2)[1]) for line in lines(folder / f"data.{part}")}
        for line in lines(folder / f"index.{part}"):
            cells = line.split()
            offsets = cells[-int(cells[2]) :]
            for number, offset in enumerate(offsets, 1):
                # adjectives as "nitric", of or about a thing, have a file of their own
                pertains = part == "adj" and file_of[offset] == _PERTAINYMS
                kind = _FILES[file_of[offset] - 3] if part == "noun" else "pertains" if pertains else part
                senses[cells[0]].append((uses.get((cells[0], _POS[part], number), 0), kind))
    return senses


def _uses(folder: Path) -> dict[tuple[str, str, int], int]:
    """(word, part of speech, number of the sense) -> how often it stands in WordNet's tagged texts."""
    found: dict[tuple[str, str, int], int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text(encoding="ascii").splitlines():
        key, number, count = line.split()
        word, rest = key.split("%")
        found[word, "3" if rest[0] == "5" else rest[0], int(number)] += int(count)
    return found


def main() -> None:
    print(bake())


if __name__ == "__main__":
    main()
