"""The user's own models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class ChangeModelsRequest:
    """Add published bodies that the user has (SMPL, SMPL-X, FLAME, SMAL, ICT), or remove one that was added."""

    action: Literal["add", "remove"]
    what: str
    """to add: a file or folder on the backend's machine, as its publisher gave it; to remove: the name of a model"""
    licence: str = ""
    """under which the user has it, where that is another than its publisher's usual"""
    replace: bool = False
    """whether another of the same name, which was added before, goes"""
