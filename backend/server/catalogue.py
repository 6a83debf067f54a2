"""The models that the handshake tells of, read from their lists in assets; nothing is loaded for that.

assets/models.json:          {"bodies": {name: {"licence": …, "sliders": [{"name", "group", "minimum", …}, …]}}}
assets/NAME/body.npz:        the body itself
assets/encoder/encoder.json: {"licence": …} of the embedded encoder

Encoders that were fetched are listed by their records in the user's data folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from backend.assets import fetched_models, require
from backend.protocol.codec import decode, load_json
from backend.protocol.errors import BadRequest, GalateaError
from backend.protocol.events import ModelInfo, SliderInfo


def known_models(assets: Traversable | None = None) -> tuple[ModelInfo, ...]:
    """Every model in `assets`; one that is not whole is listed as not available, with what is wrong with it."""
    assets = assets or resources.files("assets")
    return (*_bodies(assets), _encoder(assets))


def fetched_encoders() -> tuple[ModelInfo, ...]:
    """The encoders that this user has fetched so far, each with the licence that was accepted for it."""
    return tuple(_fetched(name) for name in fetched_models())


def _fetched(name: str) -> ModelInfo:
    try:
        found = require(name)
        if not found.path.is_file():
            raise FileNotFoundError(f"{found.path} is missing")
        return ModelInfo(name=name, kind="encoder", licence=str(found.licence), available=True)
    except (OSError, GalateaError, KeyError, TypeError, ValueError) as error:
        cause = f"{type(error).__name__}: {error}"
        hint = f"Run: galatea models remove {name}, then: galatea models get {name}"
        return ModelInfo(
            name=name, kind="encoder", licence="", available=False, message=f"Not usable ({cause}). {hint}"
        )


def _bodies(assets: Traversable) -> Iterator[ModelInfo]:
    try:
        bodies = dict(_read(assets, "models.json")["bodies"])
    except (OSError, BadRequest, KeyError, TypeError, ValueError) as error:
        yield _broken("anny", "body", error)
        return
    for name, body in bodies.items():
        try:
            sliders = tuple(decode(SliderInfo, slider, ()) for slider in body["sliders"])
            if not assets.joinpath(name, "body.npz").is_file():
                raise FileNotFoundError(f"assets/{name}/body.npz is missing")
            yield ModelInfo(name=name, kind="body", licence=body["licence"], available=True, sliders=sliders)
        except (OSError, BadRequest, KeyError, TypeError) as error:
            yield _broken(name, "body", error)


def _encoder(assets: Traversable) -> ModelInfo:
    try:
        facts = _read(assets, "encoder/encoder.json")
        return ModelInfo(name="embedded", kind="encoder", licence=facts["licence"], available=True)
    except (OSError, BadRequest, KeyError, TypeError) as error:
        return _broken("embedded", "encoder", error)


def _read(assets: Traversable, name: str) -> Any:
    return load_json(assets.joinpath(name).read_bytes(), limit=1 << 24)


def _broken(name: str, kind: str, error: Exception) -> ModelInfo:
    message = f"Not usable ({type(error).__name__}: {error}). Run: galatea doctor"
    return ModelInfo(name=name, kind=kind, licence="", available=False, message=message)
