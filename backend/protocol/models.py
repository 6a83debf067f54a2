"""What became of the user's own models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .results import left_out_empty


@dataclass(frozen=True, kw_only=True)
class AddedModel:
    name: str
    """as requests call it: "smpl-female" """
    licence: str
    selling: str
    """a sentence: whether what is made with it may be sold"""
    files: tuple[str, ...]
    """names of those that it was read from"""


@dataclass(frozen=True, kw_only=True)
class ChangedModelsResult:
    """Answer to ChangeModelsRequest. The models are in the next Welcome, which a new Hello asks for."""

    added: tuple[AddedModel, ...] = ()
    here_already: tuple[str, ...] = ()
    """names of models that were here as they are"""
    left_out: Mapping[str, str] = left_out_empty(dict)
    """name of a file that looked like a model's -> why it is none"""
    removed: tuple[str, ...] = ()
