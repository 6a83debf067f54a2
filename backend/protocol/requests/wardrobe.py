"""What there is to wear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .fields import within


@dataclass(frozen=True, kw_only=True)
class WardrobeRequest:
    """Every piece of the wardrobe, those that the user added too, with a small picture."""

    picture_size: int = within(64, 0, 256)
    """Pixels of their sides; 0 leaves them out."""


@dataclass(frozen=True, kw_only=True)
class ChangeWardrobeRequest:
    """Add pieces that others made to the user's wardrobe, fetch a pack of them, or remove what was added."""

    action: Literal["add", "get", "remove"]
    what: str
    """to add: a .mhclo file, a folder or a pack (.zip) on the backend's machine; to get: the name of a pack; to remove:
    a piece, or a pack that was added"""
    name: str = ""
    """what one added piece shall be called; empty: as its file says"""
    slot: str = ""
    """one of SLOTS, where one added piece is worn; empty: as its file says"""
    licence: str = ""
    """under which the user has it, where its files do not say"""
    accept_licence: bool = False
    """whether the user takes the pack's licence; without it nothing is fetched"""
