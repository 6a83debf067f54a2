"""The models that the handshake tells of, read from their lists and records; nothing is loaded for that.

assets/models.json: {"models": {name: {"kind", "licence", "sell", "source", "files"}},
                     "bodies": {name: {"form", "metrics", "sliders": [{"name", "group", "minimum", …}, …]}}}

Those that were fetched or added are listed by their records in the user's data folder. An added body is described
there, in the form of an entry of "bodies".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assets import asset
from backend.assets import BODY, KINDS, ModelRecord, folder_of, own_models
from backend.assets.bundled import bundled_record, read_list
from backend.assets.mapper_words import told_by
from backend.assets.store import how_to_mend, recorded
from backend.protocol.codec import decode, load_json
from backend.protocol.errors import BadRequest, GalateaError
from backend.protocol.events import ModelInfo, SliderInfo

MAX_BODY_BYTES = 1 << 22
MAPPER = "mapper"
ALWAYS = {"anny": "body", "embedded": "encoder"}
"""What every installation has; told to be missing where the list itself cannot be read."""


def known_models(assets: Path | None = None) -> tuple[ModelInfo, ...]:
    """Every bundled model; one that is not whole is listed as not available, with what is wrong with it."""
    try:
        plain = read_list(assets)
    except (OSError, BadRequest) as error:
        return tuple(_broken(name, kind, error) for name, kind in ALWAYS.items())
    return tuple(_bundled(name, entry, plain, assets) for name, entry in plain["models"].items())


def users_models() -> tuple[ModelInfo, ...]:
    """The models that this user has fetched or added so far."""
    return tuple(_own(name) for name in own_models())


def _bundled(name: str, entry: Any, plain: dict[str, Any], assets: Path | None) -> ModelInfo:
    try:
        record = bundled_record(name, entry, assets)
        if record.kind == MAPPER:
            return _info(record, told=told_by((assets or asset()) / record.files[0].path))
        return _info(record, told=_body(plain["bodies"][name]) if record.kind == "body" else {})
    except (OSError, GalateaError, KeyError, TypeError) as error:
        kind = entry.get("kind") if isinstance(entry, dict) else None
        return _broken(name, kind if isinstance(kind, str) else ALWAYS.get(name, ""), error)


def _body(told: dict[str, Any]) -> dict[str, Any]:
    """What a body says of itself: fields of its ModelInfo."""
    return {
        "form": str(told.get("form", "person")),
        "metrics": {str(what): str(slider) for what, slider in dict(told.get("metrics", {})).items()},
        "sliders": tuple(decode(SliderInfo, slider, ()) for slider in told["sliders"]),
    }


def _own(name: str) -> ModelInfo:
    try:
        found = recorded(name)
    except (OSError, GalateaError) as error:
        return _broken(name, "", error)
    if found is None:
        message = f"Its files or its record are not whole. {how_to_mend(name)}"
        return ModelInfo(name=name, kind="", licence="", available=False, message=message)
    kind = KINDS.get(found.record.kind)
    if kind is None or not kind.used_by:
        return _info(
            found.record, message=f"It is kept, but nothing here asks for {found.record.kind} models of yours."
        )
    if found.record.kind == MAPPER:
        try:
            return _info(found.record, told=told_by(found.path))
        except (OSError, GalateaError):
            return _info(found.record, message=f"It is no mapper of Galatea. Run: galatea models remove {name}")
    if found.record.kind != "body":
        return _info(found.record)
    try:
        described = load_json((folder_of(name) / BODY).read_bytes(), MAX_BODY_BYTES, BODY)
        return _info(found.record, told=_body(described))
    except (OSError, BadRequest, KeyError, TypeError, AttributeError):
        return _info(found.record, message=f"It is not described. Run: galatea models add {found.record.source}")


def _info(record: ModelRecord, message: str = "", told: Mapping[str, Any] = MappingProxyType({})) -> ModelInfo:
    return ModelInfo(
        name=record.name,
        kind=record.kind,
        licence=record.licence,
        available=not message,
        message=message,
        origin=record.origin,
        source=record.source,
        size=record.size,
        selling=record.selling.sentence,
        **told,
    )


def _broken(name: str, kind: str, error: Exception) -> ModelInfo:
    message = f"Not usable ({type(error).__name__}: {error}). Run: galatea doctor"
    return ModelInfo(name=name, kind=kind, licence="", available=False, message=message)
