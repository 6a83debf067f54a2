"""Which body models there are: one file and one entry each, and those that the user has added."""

from __future__ import annotations

from collections.abc import Callable

import torch

from backend.assets import own_models
from backend.body import anny, toy, toy_flame, toy_smpl
from backend.body.arm_length import with_arms
from backend.body.data import BodyData
from backend.body.published import load_published, published_body, published_names
from backend.protocol.errors import BadRequest

ADAPTERS: dict[str, Callable[[], BodyData]] = {
    "anny": anny.load,
    "toy": toy.load,
    "toy-smpl": toy_smpl.load,
    "toy-flame": toy_flame.load,
}


def load_body(name: str = "anny", device: str | torch.device = "cpu") -> BodyData:
    """The named body on a device. Raises BadRequest for an unknown name, BadFile or NotAvailable for a damaged file."""
    if name not in ADAPTERS and name not in own_models():
        known = ", ".join((*ADAPTERS, *published_names()))
        raise BadRequest(
            f"There is no body model {name!r}.", f"Use one of {known}. Add yours: galatea models add FOLDER"
        )
    with torch.inference_mode(False):
        body = with_arms(ADAPTERS[name]()) if name in ADAPTERS else published_body(load_published(name))
        return body if torch.device(device).type == "cpu" else body.to(device)
