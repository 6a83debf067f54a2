"""What commands ask before they fetch or delete, and how they show that something is on its way."""

from __future__ import annotations

import sys
from typing import Any


def accepted(item: Any) -> bool:
    """Whether the user takes a download under its licence."""
    from ..assets.licences import selling

    print(f"{item.id} is published under: {item.licence}")
    print(selling(item.licence).sentence)
    print(f"It comes from {item.url}" + (f" ({item.size >> 20} MB)." if item.size else "."))
    return agreed("Download it and accept its licence?", "--accept-licence to accept it")


def agreed(question: str, option: str) -> bool:
    if not sys.stdin.isatty():
        print(f"Pass {option} without being asked.", file=sys.stderr)
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def progress(done: int, total: int) -> None:
    print(f"\r{done >> 20} of {total >> 20} MB", end="", file=sys.stderr, flush=True)


def silent(done: int, total: int) -> None:
    pass


def megabytes(size: int) -> str:
    if size < 2**20 // 10:
        return f"{-(-size // 2**10)} kB" if size else ""
    return f"{size / 2**20:.1f} MB"
