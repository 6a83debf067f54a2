"""`galatea models`: what is bundled, what was fetched, and fetching more, licence first."""

from __future__ import annotations

import sys
from typing import Literal

import tyro

from .. import assets
from ..protocol.errors import BadRequest
from ..server.catalogue import fetched_encoders


def models(
    action: tyro.conf.Positional[Literal["list", "get", "remove"]] = "list",
    model: tyro.conf.Positional[str] = "",
    accept_licence: bool = False,
    yes: bool = False,
) -> int:
    """List models, fetch one from its publisher, or remove a fetched one.

    Args:
        action: What to do.
        model: An open_clip model as NAME/PRETRAINED, for example ViT-B-32/openai.
        accept_licence: Say yes to the model's licence without being asked.
        yes: Remove without being asked.
    """
    if action == "list":
        print(f"{'embedded':<44} bundled")
        for encoder in fetched_encoders():
            print(f"{encoder.name:<44} {encoder.licence or encoder.message}")
        return 0
    if not model:
        raise BadRequest("Which model?", "Name it, for example: galatea models get ViT-B-32/openai")
    if action == "remove":
        size = sum(path.stat().st_size for path in assets.files_of(model))
        if not (yes or _agreed(f"Remove {model} ({size >> 20} MB)?", "--yes to remove it")):
            print(f"{model} was not removed", file=sys.stderr)
            return 1
        assets.remove(model)
        print(f"removed {model}")
        return 0
    from ..clip.published import published

    item = published(model)
    path = assets.fetch(item, lambda download: accept_licence or _ask(download), _show)
    print(f"\n{path}")
    return 0


def _ask(item: assets.Download) -> bool:
    print(f"{item.id} is published under: {item.licence}")
    print(f"It comes from {item.url}" + (f" ({item.size >> 20} MB)." if item.size else "."))
    return _agreed("Download it and accept its licence?", "--accept-licence to accept it")


def _agreed(question: str, option: str) -> bool:
    if not sys.stdin.isatty():
        print(f"Pass {option} without being asked.", file=sys.stderr)
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _show(done: int, total: int) -> None:
    print(f"\r{done >> 20} of {total >> 20} MB", end="", file=sys.stderr, flush=True)
