"""The models that the handshake tells of, from assets/models.json; nothing is loaded for that.

The file is a list of {"name", "kind": "body"|"encoder", "licence", "files": ["body.npz", …], "sliders": [{"name",
"group", "minimum", "maximum", "default", "label"}, …]}; files are relative to assets/. A model whose files are not all
there is listed as not available, with what to do about it under "hint".
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from backend.protocol.codec import decode, load_json
from backend.protocol.errors import BadRequest
from backend.protocol.events import ModelInfo, SliderInfo


def known_models() -> tuple[ModelInfo, ...]:
    """Every model of the catalogue; one entry that says what is wrong where there is no readable catalogue."""
    assets = resources.files("assets")
    try:
        entries = load_json(assets.joinpath("models.json").read_bytes(), limit=1 << 24)
        return tuple(_model(entry, assets) for entry in entries)
    except (OSError, BadRequest, KeyError, TypeError) as error:
        return (
            ModelInfo(
                name="none",
                kind="body",
                licence="",
                available=False,
                message=f"The list of models cannot be read ({type(error).__name__}: {error}). Install Galatea again.",
            ),
        )


def _model(entry: dict, assets: Traversable) -> ModelInfo:
    missing = [name for name in entry.get("files", ()) if not assets.joinpath(name).is_file()]
    hint = entry.get("hint", "Run: galatea doctor")
    return ModelInfo(
        name=entry["name"],
        kind=entry["kind"],
        licence=entry["licence"],
        available=not missing,
        message=f"Not installed: {', '.join(missing)}. {hint}" if missing else "",
        sliders=tuple(decode(SliderInfo, slider, ()) for slider in entry.get("sliders", ())),
    )
