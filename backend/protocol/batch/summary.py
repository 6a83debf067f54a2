"""What became of a batch: summary.csv for people and tables, summary.json for programs."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import GalateaError
from ..files import whole_file
from ..measures import MEASURES
from .lines import BadLine
from .plan import Person, title_of
from .record import write_json

MADE, KEPT, FAILED, REFUSED, LEFT = "made", "kept", "failed", "refused", "left"
"""now; in an earlier run; tried and not made; a line that is wrong; not begun"""


@dataclass(frozen=True)
class Row:
    """One person, or a line that is none."""

    line: int
    state: str
    name: str = ""
    type: str = ""
    prompt: str = ""
    seed: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """seconds, measurements, timings_s, checks, warnings, unknown_words and files, where they are known"""
    error: str = ""
    hint: str = ""


def row_of(person: Person, kind: str, state: str, facts: Mapping[str, Any], error: GalateaError | None = None) -> Row:
    figure = getattr(person.request, "figure", None)
    return Row(
        line=person.line,
        state=state,
        name=person.name,
        type=kind,
        prompt=title_of(person.request),
        seed=figure.seed if figure else None,
        facts=facts,
        error=error.message if error else "",
        hint=error.hint if error else "",
    )


def row_of_line(bad: BadLine) -> Row:
    return Row(line=bad.number, state=REFUSED, error=bad.message, hint=bad.hint)


def failed_checks(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in facts.get("checks", {}).items() if text != "ok"}


def write_summary(out: Path, rows: Sequence[Row], seconds: float, version: str) -> None:
    """Raises OSError where the disk does not take it."""
    counts = Counter(row.state for row in rows)
    summary = {
        "galatea": version,
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(seconds, 1),
        "counts": {state: counts[state] for state in (MADE, KEPT, FAILED, REFUSED, LEFT)},
        "people": [_plain(row) for row in rows],
    }
    write_json(out / "summary.json", summary)
    with whole_file(out / "summary.csv") as file:
        file.write(_table(rows).encode("utf-8-sig", "replace"))  # with its mark, or Excel takes it for Latin


def _plain(row: Row) -> dict[str, Any]:
    told = {
        "line": row.line,
        "name": row.name,
        "state": row.state,
        "type": row.type,
        "prompt": row.prompt,
        "seed": row.seed,
        **row.facts,
        "error": row.error,
        "hint": row.hint,
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _table(rows: Sequence[Row]) -> str:
    measured = list(dict.fromkeys(name for row in rows for name in row.facts.get("measurements", {})))
    text = io.StringIO()
    writer = csv.writer(text)
    units = [f"{name} ({MEASURES[name].unit})" if name in MEASURES else name for name in measured]
    fixed = ["line", "name", "state", "type", "prompt", "seed", "seconds"]
    writer.writerow([*fixed, *units, "checks", "files", "warnings", "unknown words", "error", "what to do"])
    for row in rows:
        facts = row.facts
        checks = failed_checks(facts)
        writer.writerow(
            [
                *(row.line, row.name, row.state, row.type, row.prompt, row.seed, facts.get("seconds", "")),
                *(facts.get("measurements", {}).get(name, "") for name in measured),
                "; ".join(f"{name}: {said}" for name, said in checks.items()) or ("ok" if facts.get("checks") else ""),
                *("; ".join(facts.get(name, ())) for name in ("files", "warnings", "unknown_words")),
                *(row.error, row.hint),
            ]
        )
    return text.getvalue()
