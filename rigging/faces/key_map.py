"""Which key of a face is driven by what of a take: recognised by names, shown, edited, saved as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .face_take import FaceTake
from .flavours import ALIASES, FLAVOURS, FaceFlavour
from .names import ARKIT, SIDES, arkit_name, compared

FORMAT = "galatea face map 1"
FEW = 20
"""with fewer of ARKit's keys found, coarse tables are tried too"""
MOST_SHARE = 10.0
YOURS = "a map of yours"
_NOISE = ("div2", "hd", "001", "002")
_CENTRAL = {compared(name): name for name in ARKIT if not name.endswith(SIDES)}


@dataclass(frozen=True)
class FaceMap:
    keys: Mapping[str, Mapping[str, float]]
    """key of the mesh -> key of the take -> share of it"""
    told_by: str
    """the flavour of names, or "a map of yours" """
    absent: tuple[str, ...] = ()
    """keys of a given map that the mesh does not have"""

    def idle(self, names: Iterable[str]) -> list[str]:
        """Keys of a mesh that nothing drives."""
        return [name for name in names if name not in self.keys]

    def unused(self, names: Iterable[str]) -> list[str]:
        """Keys of a take that drive nothing."""
        used = {source for sources in self.keys.values() for source in sources}
        return [name for name in names if name not in used]

    def plain(self, mesh_keys: Sequence[str] = ()) -> dict[str, Any]:
        """As a JSON file holds it, to be edited: with keys that nothing drives as empty entries."""
        keys = {name: dict(self.keys.get(name, {})) for name in (*self.keys, *mesh_keys)}
        return {"format": FORMAT, "told_by": self.told_by, "keys": keys}


def face_map(mesh_keys: Sequence[str], given: Mapping[str, Mapping[str, float]] | None = None) -> FaceMap:
    """The map of a mesh with these shape keys, for takes with ARKit's; a `given` one (`from_json`) comes first, and
    what it leaves empty stands still."""
    if given is not None:
        known = {name: dict(sources) for name, sources in given.items() if name in mesh_keys and sources}
        absent = tuple(name for name, sources in given.items() if sources and name not in mesh_keys)
        rest = [name for name in mesh_keys if name not in given]
        covered = {source for sources in known.values() for source in sources}
        return FaceMap({**known, **_by_spelling(rest, covered)}, YOURS, absent)
    fine = [(flavour, _by_flavour(mesh_keys, flavour)) for flavour in FLAVOURS if not flavour.coarse]
    best = max(fine, key=lambda each: _covered(each[1]))
    if _covered(best[1]) < FEW:
        coarse = [(flavour, _by_flavour(mesh_keys, flavour)) for flavour in FLAVOURS if flavour.coarse]
        best = max((best, *coarse), key=lambda each: _covered(each[1]))
    return FaceMap(best[1], best[0].name if best[1] else "nothing")


def driven(face: FaceMap, take: FaceTake) -> tuple[tuple[str, ...], np.ndarray]:
    """Keys of the mesh and their values (N, M) in a take; keys of which the take has no source are left out."""
    places = {name: place for place, name in enumerate(take.names)}
    names = tuple(name for name, sources in face.keys.items() if any(source in places for source in sources))
    matrix = np.zeros((len(take.names), len(names)))
    for column, name in enumerate(names):
        for source, share in face.keys[name].items():
            if source in places:
                matrix[places[source], column] = share
    return names, take.values @ matrix


def from_json(text: str) -> dict[str, dict[str, float]]:
    """The keys of a map that was saved. Raises ValueError, as a sentence to be read."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from error
    keys = plain.get("keys") if isinstance(plain, dict) else None
    if not isinstance(keys, dict):
        raise ValueError('it has no "keys"')
    out: dict[str, dict[str, float]] = {}
    for name, sources in keys.items():
        sources = {sources: 1.0} if isinstance(sources, str) and sources else sources or {}
        if not isinstance(sources, dict):
            raise ValueError(f'"{name}" should name keys of ARKit with their share, as {{"jawOpen": 1.0}}')
        for source, share in sources.items():
            number = share if isinstance(share, (int, float)) and not isinstance(share, bool) else math.nan
            if not abs(number) <= MOST_SHARE:
                raise ValueError(f'the share of "{source}" in "{name}" is {share!r}, not a number up to {MOST_SHARE:g}')
        out[name] = {arkit_name(source) or source: float(share) for source, share in sources.items()}
    return out


def sources_text(sources: Mapping[str, float]) -> str:
    """What drives a key, as a line that can be edited: "eyeBlinkLeft*0.5 + eyeBlinkRight*0.5"."""
    parts = [source if share == 1.0 else f"{source}*{share:g}" for source, share in sources.items()]
    return " + ".join(parts)


def read_sources(line: str) -> dict[str, float]:
    """The other way round. Raises ValueError, as a sentence to be read."""
    out: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in line.split("+"))):
        source, mark, told = (text.strip() for text in part.partition("*"))
        try:
            share = float(told) if mark else 1.0
        except ValueError:
            share = math.nan
        if not abs(share) <= MOST_SHARE or not source:
            raise ValueError(f"{part!r} should be a key of ARKit, or one times a number, as jawOpen*0.5")
        out[arkit_name(source) or source] = share
    return out


def spellings(name: str) -> list[str]:
    """What a key may be called, as it is compared: its name, and that without what programs put before and behind."""
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    while len(parts) > 1 and parts[-1].lower() in _NOISE:
        parts.pop()
    ends = ["".join(parts[start:]).lower() for start in range(len(parts))]
    # a single letter is a key only by itself: the A of Layer_A is no vowel
    return [end for number, end in enumerate(ends) if number == 0 or len(end) > 2]


def _by_flavour(mesh_keys: Sequence[str], flavour: FaceFlavour) -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] = {}
    for name in mesh_keys:
        own = next((flavour.keys[form] for form in spellings(name) if form in flavour.keys), None)
        if own is not None:
            known[name] = dict(own)
    rest = [name for name in mesh_keys if name not in known]
    if not flavour.coarse:
        known |= _by_spelling(rest, set())
    known |= _aliases(rest, known)
    single = {next(iter(sources)) for sources in known.values() if len(sources) == 1}
    # both eyes in one key stand still where each has its own
    return {
        name: known[name]
        for name in mesh_keys
        if name in known and (len(known[name]) == 1 or any(s > 0.0 and k not in single for k, s in known[name].items()))
    }


def _by_spelling(mesh_keys: Iterable[str], covered: set[str]) -> dict[str, dict[str, float]]:
    """Keys that are ARKit's, however spelled; one side of a key that ARKit has once; both sides in one of a key that it
    has twice, where the sides are not there. What is `covered` already is left alone."""
    out: dict[str, dict[str, float]] = {}
    for name in mesh_keys:
        found = next((key for form in spellings(name) if (key := arkit_name(form) or _one_side(form))), None)
        if found and found not in covered:
            out[name] = {found: 1.0}
    have = covered | {source for sources in out.values() for source in sources}
    for name in mesh_keys:
        sides = [arkit_name(form + side) for form in spellings(name)[:1] for side in SIDES]
        both = [side for side in sides if side and not side.startswith(("jaw", "mouthLeft", "mouthRight"))]
        if name not in out and len(both) == len(SIDES) and not have & set(both):
            out[name] = dict.fromkeys(both, 0.5)
    return out


def _aliases(mesh_keys: Iterable[str], known: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    have = {source for sources in known.values() for source in sources}
    out: dict[str, dict[str, float]] = {}
    for name in mesh_keys:
        own = next((ALIASES.keys[form] for form in spellings(name) if form in ALIASES.keys), None)
        if name not in known and own is not None and not have & set(own):
            out[name] = dict(own)
    return out


def _one_side(form: str) -> str | None:
    """The key of ARKit's middle of which this is one side or quarter: `browInnerUp_L`, `MouthFunnelUpperLeft`."""
    stem = re.sub(r"(left|right|l|r)$", "", form)
    for key in (stem, re.sub(r"(upper|lower|up|down)$", "", stem)):
        if stem != form and key in _CENTRAL:
            return _CENTRAL[key]
    return None


def _covered(keys: Mapping[str, Mapping[str, float]]) -> int:
    return len({source for sources in keys.values() for source in sources})
