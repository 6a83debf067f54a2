# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each avatar's last export: the file, what a reader found in it, and whether it is still the avatar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import bpy

from . import properties


def of(uid: str, context: bpy.types.Context | None = None) -> properties.GalateaReport | None:
    """The report of an avatar's last export; None where there was none since the file was opened."""
    return properties.panel(context).reports.get(uid)


def drop(uid: str) -> None:
    """Another export begins."""
    reports = properties.panel().reports
    if (place := reports.find(uid)) >= 0:
        reports.remove(place)


def begin(uid: str, file: str, notes: Iterable[str]) -> None:
    """A file is written; `notes`: what of the scene it does not hold."""
    drop(uid)
    report = properties.panel().reports.add()
    report.name, report.file, report.notes = uid, file, "\n".join(notes)


def fill(uid: str, checks: Mapping[str, str]) -> None:
    """A reader found this in it, or in another of its files."""
    if (report := of(uid)) is None:
        return
    for name, outcome in checks.items():
        item = report.checks.add()
        item.name, item.found = name, outcome


def outdate(uid: str) -> None:
    """The avatar is another since."""
    if (report := of(uid)) is not None:
        report.outdated = True
