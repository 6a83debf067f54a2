"""What a result of any capability must hold before anything is made of it. All checks raise BadRequest."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .changes import Change
from .models import ChangedModelsResult
from .requests.fields import range_of
from .requests.look import SLOTS
from .requests.variations import VariationsRequest
from .results import Avatar, AvatarResult, CheckExportResult, LiveShapeResult
from .sound import (
    MAX_NAMES,
    MAX_PARTS,
    MAX_TEXT,
    MAX_VERTICES,
    check_avatar,
    check_names,
    check_numbers,
    check_picture,
    check_points,
    check_report,
    check_text,
    hold,
)
from .sound_changes import check_change
from .variations import VariationsResult
from .wardrobe import ChangedWardrobeResult, Entry, WardrobeResult, WearThisResult
from .words import WordsResult

MAX_PIECES = 5000
_, MAX_PEOPLE = range_of(VariationsRequest, "count")
MAX_ICON_SIZE = 256


def check_result(result: Any) -> None:
    """One of table.results. Of a class that is not known here, the avatars and changes in its fields are looked at."""
    if isinstance(result, AvatarResult):
        check_avatar(result.avatar)
        check_picture("preview", result.preview)
        check_report(result.report)
        check_names("pictures", result.pictures, MAX_PARTS)
        for name, picture in result.pictures.items():
            check_picture(f"pictures.{name[:60]}", picture)
    elif isinstance(result, Change):
        check_change(result)
    elif isinstance(result, LiveShapeResult):
        check_points("vertices", result.vertices, MAX_VERTICES)
        for name in ("measurements", "sliders", "missed", "words"):
            check_numbers(name, getattr(result, name))
        for text in result.told:
            check_text("told", text)
        check_names("part_vertices", result.part_vertices, MAX_PARTS)
        for name, vertices in result.part_vertices.items():
            fits = vertices.ndim == 2 and vertices.shape[1] == 3 and vertices.dtype == np.float32
            hold(fits, f"part_vertices.{name[:60]} should be (V, 3) float32.")
            check_points(f"part_vertices.{name[:60]}", vertices, MAX_VERTICES)
    elif isinstance(result, WordsResult):
        check_numbers("words", {word.key: word.value for word in result.words})
        check_names("words", [word.word for word in result.words], MAX_NAMES)
        for text in (*(word.told for word in result.words), *result.refused.values()):
            check_text("told", text)
    elif isinstance(result, WardrobeResult):
        check_wardrobe(result)
    elif isinstance(result, WearThisResult):
        _check_entry(result.entry)
        hold(result.entry.slot in SLOTS, f"Nothing can be worn at {result.entry.slot[:60]!r}.")
        hold(min(result.vertices, result.covers) >= 0, "A piece has fewer than no vertices.")
    elif isinstance(result, ChangedWardrobeResult):
        _check_changed_wardrobe(result)
    elif isinstance(result, ChangedModelsResult):
        _check_changed_models(result)
    elif isinstance(result, VariationsResult):
        hold(len(result.people) <= MAX_PEOPLE, f"{len(result.people)} people are too many; at most {MAX_PEOPLE} are.")
        for sliders in result.people:
            check_numbers("people", sliders)
    elif isinstance(result, CheckExportResult):
        check_names("checks", result.checks, MAX_NAMES, longest=MAX_TEXT)
    elif dataclasses.is_dataclass(result):
        for field in dataclasses.fields(result):
            value = getattr(result, field.name)
            if isinstance(value, Avatar):
                check_avatar(value)
            elif dataclasses.is_dataclass(value):
                check_result(value)


def check_wardrobe(result: WardrobeResult) -> None:
    """No list that would freeze a panel, and a picture for each entry."""
    hold(len(result.entries) <= MAX_PIECES, f"{len(result.entries)} pieces are too many; at most {MAX_PIECES} are.")
    names = [entry.name for entry in result.entries]
    check_names("entries", names, MAX_PIECES)
    hold(len(set(names)) == len(names), "Two pieces of the wardrobe have the same name.")
    for entry in result.entries:
        _check_entry(entry)
    check_names("own", result.own, MAX_PIECES)
    hold(set(result.own) <= set(names), "The wardrobe names pieces of the user that are not in it.")
    hold(len(result.packs) <= MAX_NAMES, f"{len(result.packs)} packs are too many.")
    for pack in result.packs:
        check_names("packs", [pack.name], 1)
        for text in (pack.licence, pack.told, pack.source):
            check_text(f"packs.{pack.name}", text)
    many, height, width = result.pictures.shape[:3]
    hold(many in (0, len(names)), f"There are {many} pictures of {len(names)} pieces.")
    hold(max(height, width) <= MAX_ICON_SIZE, f"Pictures of {width} by {height} pixels are too large for icons.")


def _check_changed_wardrobe(result: ChangedWardrobeResult) -> None:
    hold(len(result.added) <= MAX_PIECES, f"{len(result.added)} pieces are too many; at most {MAX_PIECES} are.")
    for entry in result.added:
        _check_entry(entry)
    for names in (result.here_already, result.removed, *result.missing.values()):
        check_names("names", names, MAX_PIECES, longest=MAX_TEXT)
    check_names("left_out", result.left_out, MAX_PIECES, longest=MAX_TEXT)
    for why in result.left_out.values():
        check_text("left_out", why)


def _check_changed_models(result: ChangedModelsResult) -> None:
    hold(len(result.added) <= MAX_NAMES, f"{len(result.added)} models are too many; at most {MAX_NAMES} are.")
    for model in result.added:
        check_names("added", [model.name], 1)
        check_names("files", model.files, MAX_PIECES, longest=MAX_TEXT)
        for text in (model.licence, model.selling):
            check_text(model.name, text)
    for names in (result.here_already, result.removed):
        check_names("names", names, MAX_NAMES)
    check_names("left_out", result.left_out, MAX_PIECES, longest=MAX_TEXT)
    for why in result.left_out.values():
        check_text("left_out", why)


def _check_entry(entry: Entry) -> None:
    check_names(entry.name, [entry.label, entry.slot], MAX_NAMES)
    for texts in (entry.nouns, entry.tags, entry.also, entry.sizes):
        check_names(entry.name, texts, MAX_NAMES)
    hold(len(entry.colours) <= MAX_NAMES, f"{entry.name} has too many colours.")
