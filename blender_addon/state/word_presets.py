# SPDX-License-Identifier: GPL-3.0-or-later
"""Where word sliders stand, saved by name in the user's folder, and as files that can be shared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import bpy

from .._shared.protocol.codec import closest
from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.protocol.word_values import check_words

MARK, VERSION = "galatea_words", 1
MOST_BYTES = 1 << 20


def folder() -> Path:
    return Path(bpy.utils.user_resource("DATAFILES", path="galatea/words"))


def names() -> tuple[str, ...]:
    """Of the presets that are there."""
    here = folder()
    return tuple(sorted(file.stem for file in here.glob("*.json"))) if here.is_dir() else ()


def save(name: str, body: str, values: dict[str, float], replace: bool = False) -> Path:
    """Raises BadRequest for a name that is none or taken, or no words, OSError where nothing can be written."""
    plain = _plain(name)
    if not plain:
        raise BadRequest("The preset has no name.", "Call it, for example, Hero.")
    taken = named(name)
    if taken and not replace:
        raise BadRequest(f"There is a preset {taken!r} already.", "Tick Replace, or give it another name.")
    here = folder()
    here.mkdir(parents=True, exist_ok=True)
    return write(here / f"{taken or plain}.json", plain, body, values)


def named(name: str) -> str:
    """The preset that a name would replace, however its letters are written; empty where there is none."""
    plain = _plain(name).casefold()
    return next((each for each in names() if each.casefold() == plain), "")


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w .'()-]", " ", name).split()).strip(".")


def write(file: Path, name: str, body: str, values: dict[str, float]) -> Path:
    if not values:
        raise BadRequest("No word slider is there to be saved.", "Add words first.")
    told = {name: round(value, 4) for name, value in values.items()}
    content = json.dumps({MARK: VERSION, "name": name, "body": body, "words": told}, indent=1, ensure_ascii=False)
    file.write_text(content + "\n", encoding="utf-8")
    return file


def read(file: Path) -> tuple[str, dict[str, float]]:
    """The body that it was made on, and where words stand. Raises BadFile where it is no preset."""
    hint = "Choose a file that Save as File wrote."
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        plain = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(plain, dict) or plain.get(MARK) != VERSION:
            raise ValueError("it says nothing of words")
        values = {str(name): float(value) for name, value in dict(plain["words"]).items()}
        check_words(values)
        return str(plain.get("body", "")), values
    except (OSError, ValueError, TypeError, KeyError, RecursionError, BadRequest) as error:
        raise BadFile(f"{file.name} holds no word sliders: {error}.", hint) from error


def find(name: str) -> Path:
    """The file of a preset. Raises BadRequest where there is none."""
    if name not in names():
        raise BadRequest(f"There is no preset {name!r}.", closest(name, names()) if names() else "Save one first.")
    return folder() / f"{name}.json"
