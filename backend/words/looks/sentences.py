"""What the user is told of words for looks: what is only near, what there is none of, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Told:
    """Collects what is to be said. wardrobe: names of pieces -> labels. Pairs are what was said and what it is shown
    as."""

    wardrobe: Mapping[str, str]
    near_pieces: list[tuple[str, str]] = field(default_factory=list)
    near_roles: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """what a role would wear and the wardrobe has not"""
    unknown: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    """what another named thing takes the place of"""
    locked: list[str] = field(default_factory=list)
    """what something locked leaves no room for"""
    hidden: list[str] = field(default_factory=list)
    """what other named things cover"""
    pierced: list[str] = field(default_factory=list)
    """capes that a wide skirt comes through"""
    details: list[str] = field(default_factory=list)
    """of what is worn, what no piece shows"""
    nobody: list[str] = field(default_factory=list)
    decency: list[str] = field(default_factory=list)


def told_of(telling: Told) -> list[str]:
    """The sentences, each once."""
    told = [f"'{said}' is shown as {_a(telling.wardrobe[piece])}." for said, piece in telling.near_pieces]
    told += [f"'{said}' is dressed as {_a(role)}." for said, role in telling.near_roles]
    told += telling.decency
    for things, sentence in (
        (telling.missing, "The wardrobe has nothing for these yet, so they are not worn: {}."),
        (telling.lacking, "Who is described would also wear this, which the wardrobe has not yet: {}."),
        (telling.unknown, "Galatea does not know how these look, so they are not worn: {}."),
        (telling.held, "Galatea cannot show yet what somebody holds: {}."),
        (telling.crowded, "One thing alone is worn in each place, and another is named there: {}."),
        (telling.locked, "What is locked leaves no room for these, so they are not worn: {}."),
        (telling.hidden, "What is worn over these hides them: {}."),
        (telling.pierced, "A skirt as wide as this comes through what hangs over it: {}. Leave one of them out."),
        (telling.details, "These details are not shown yet: {}."),
        (telling.nobody, "Galatea does not know what these wear, so they are dressed as anybody: {}."),
    ):
        if things:
            told.append(sentence.format(_listed(things)))
    return list(dict.fromkeys(told))


def _listed(things: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(things))


def _a(label: str) -> str:
    """A label in the middle of a sentence, with its article where it is no plural."""
    label = label if label[1:2].isupper() or label[1:2] == "-" else label[:1].lower() + label[1:]
    if label.endswith("hair") or (label.endswith("s") and not label.endswith("ss")):
        return label
    return f"an {label}" if label[:1] in "aeiou" else f"a {label}"
