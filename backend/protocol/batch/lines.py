"""A file of people: one JSON object or text a line (.jsonl), a table (.csv), or one prompt a line (.txt).

Empty lines and those that begin with # say nothing. A line that cannot be read costs itself alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..codec import closest, load_json
from ..errors import BadFile, BadRequest, GalateaError
from .fields import known_names, parsed, placed, request_class, request_classes, whole_name

MAX_FILE_BYTES = 256 * 1024 * 1024
NAME = "name"
"""the column or field that says what a person's folder is called"""
TYPE = "type"
USUAL_TYPE = "avatar"
_JSON = 'Write {"prompt": "a tall man"} or "a tall man"; a file with one prompt a line is named .txt.'
_UTF8 = "Save the file as UTF-8."


@dataclass(frozen=True)
class Line:
    """What one line asks for, not yet checked."""

    number: int
    """from 1 on, as editors count"""
    fields: dict[str, Any]
    """of the request, its name under "type" """
    name: str = ""


@dataclass(frozen=True)
class BadLine:
    number: int
    message: str
    hint: str = ""

    @staticmethod
    def of(number: int, error: GalateaError) -> BadLine:
        return BadLine(number, error.message, error.hint)


def read_lines(file: Path) -> list[Line | BadLine]:
    """Every line that says something. Raises BadFile where the file cannot be read or no line does."""
    if file.is_dir():
        raise BadFile(f"{file} is a folder.", "Give a file with one person a line: .jsonl, .csv or .txt.")
    readers = {".jsonl": _from_json, ".ndjson": _from_json, ".csv": _from_table, ".tsv": _from_table, ".txt": _prompts}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise BadFile(f"{file} has an ending that says nothing of what is in it.", "Name it .jsonl, .csv or .txt.")
    found = list(reader(_text(file)))
    if not found:
        raise BadFile(f"No line of {file} says anything.", "Write one person a line.")
    return found


def _text(file: Path) -> str:
    """Bytes that are no text become halves of surrogate pairs, so that they cost their line alone."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadFile(f"{file} cannot be read: {error.strerror}.", "Check its name.") from error
    if len(data) > MAX_FILE_BYTES:
        raise BadFile(f"{file} has more than {MAX_FILE_BYTES >> 20} MB.", "Split it.")
    encoding = json.detect_encoding(data)
    return data.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers; only line feeds and carriage returns end a line."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield number, line


def _broken(text: str) -> bool:
    return any(0xD800 <= ord(character) < 0xE000 for character in text) if not text.isascii() else False


def _prompts(text: str) -> Iterator[Line | BadLine]:
    for number, line in _rows(text):
        yield BadLine(number, "The line is not UTF-8.", _UTF8) if _broken(line) else _prompt(number, line)


def _prompt(number: int, prompt: str) -> Line:
    return Line(number, {TYPE: USUAL_TYPE, "prompt": prompt})


def _from_json(text: str) -> Iterator[Line | BadLine]:
    for number, line in _rows(text):
        if _broken(line):
            yield BadLine(number, "The line is not UTF-8.", _UTF8)
            continue
        try:
            plain = load_json(line.encode(), what="line")
        except BadRequest as error:
            yield BadLine(number, error.message, error.hint or _JSON)
            continue
        if isinstance(plain, str):
            yield _prompt(number, plain)
        elif isinstance(plain, dict):
            yield _named(number, plain)
        else:
            yield BadLine(number, "The line is neither an object nor a text.", _JSON)


def _named(number: int, plain: dict[str, Any]) -> Line | BadLine:
    """With its name taken out, unless a request of its kind has a field of that name itself."""
    plain = {TYPE: USUAL_TYPE, **plain}
    try:
        cls = request_class(plain[TYPE])
    except BadRequest as error:
        return BadLine.of(number, error)
    if whole_name(cls, NAME) is not None:
        return Line(number, plain, plain[NAME] if isinstance(plain.get(NAME), str) else "")
    name = plain.pop(NAME, "")
    if not isinstance(name, str | int | float) or isinstance(name, bool):
        return BadLine(number, "The name is no text.", 'Write "name": "Ada".')
    return Line(number, plain, str(name).strip())


def _from_table(text: str) -> Iterator[Line | BadLine]:
    """Raises BadFile for a column that no request has."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    head = next((line for _, line in _rows(text.removeprefix("\ufeff"))), "")
    delimiter = max(",;\t", key=head.count)
    limit = csv.field_size_limit(MAX_FILE_BYTES)
    try:
        columns: list[str] = []
        for number, row in _table(lines, delimiter):
            if isinstance(row, str):
                yield BadLine(number, f"The line cannot be read: {row}.", "Look at its quotes.")
            elif any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
                if columns:
                    yield _of_row(number, columns, row)
                else:
                    columns = [cell.strip() for cell in row]
                    _check_columns(columns)
    finally:
        csv.field_size_limit(limit)


def _table(lines: io.StringIO, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of its first line; for one that cannot be read, why."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, str(error)


def _check_columns(columns: list[str]) -> None:
    for place, column in enumerate(columns):
        if column in columns[:place]:
            raise BadFile(f"Two columns are named {column[:60]!r}.", "Rename one.")
        if column not in (NAME, TYPE) and all(whole_name(cls, column) is None for cls in request_classes()):
            known = (NAME, TYPE, *known_names())
            raise BadFile(f"No request has a field {column[:60]!r}, as a column is named.", closest(column[:60], known))


def _of_row(number: int, columns: list[str], row: list[str]) -> Line | BadLine:
    if any(map(_broken, row)):
        return BadLine(number, "The line is not UTF-8.", _UTF8)
    if len(row) > len(columns):
        return BadLine(number, f"There are {len(row)} cells and {len(columns)} columns.", 'Put "a, b" in quotes.')
    cells = {column: cell for column, cell in zip(columns, row, strict=False) if cell.strip()}
    kind, name = cells.pop(TYPE, USUAL_TYPE).strip(), cells.pop(NAME, "").strip()
    plain: dict[str, Any] = {TYPE: kind}
    try:
        cls = request_class(kind)
        for column, cell in cells.items():
            whole = whole_name(cls, column)
            if whole is None:
                raise BadRequest(f'A request of type "{kind}" has no field {column!r}.', "Leave the cell empty.")
            placed(plain, whole, parsed(cls, whole, cell))
    except BadRequest as error:
        return BadLine.of(number, error)
    return Line(number, plain, name)
