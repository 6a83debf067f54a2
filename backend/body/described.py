"""What a body says of itself in JSON: for lists that the server reads without loading a body."""

from __future__ import annotations

import dataclasses
from typing import Any

from backend.body.data import BodyData


def described(body: BodyData) -> dict[str, Any]:
    """Sliders with their ranges, its form, what of it numbers move."""
    return {
        "form": body.form,
        "metrics": dict(body.metrics),
        "sliders": [
            {name: value for name, value in dataclasses.asdict(parameter).items() if value != ""}
            for parameter in body.parameters
        ],
    }
