"""Where the weights of open_clip's models are published, with the checksum and licence that their hub names."""

from __future__ import annotations

import difflib
import json
import urllib.request

from backend.assets.download import Download, remote_sha256
from backend.protocol.errors import BadRequest, NotAvailable

from .encoder import _open_clip

HUB = "https://huggingface.co"
SAFE_WEIGHTS = "open_clip_model.safetensors"


def published(model: str, hub: str = HUB) -> Download:
    """The download of "NAME/PRETRAINED". Asks the hub for checksum, size and licence; fetches no weights.

    Raises BadRequest for a name that open_clip does not list, NotAvailable where the hub is out of reach.
    """
    clip = _open_clip()
    known = [f"{name}/{tag}" for name, tag in clip.list_pretrained()]
    if model not in known:
        near = difflib.get_close_matches(model, known, 3)
        raise BadRequest(
            f'open_clip lists no model "{model}".',
            f"Did you mean {', '.join(near)}?" if near else "Names look like ViT-B-32/openai.",
        )
    name, tag = model.split("/")
    repository, _, filename = (clip.get_pretrained_cfg(name, tag).get("hf_hub") or "").rpartition("/")
    if not repository:
        raise NotAvailable(
            f"{model} is published without a checksum.", f"Download it by hand and use --encoder {name}=FILE."
        )
    filename = filename or SAFE_WEIGHTS
    url = f"{hub}/{repository}/resolve/main/{filename}"
    sha256, size = remote_sha256(url)
    return Download(id=model, url=url, sha256=sha256, size=size, licence=_licence(hub, repository), filename=filename)


def _licence(hub: str, repository: str) -> str:
    try:
        with urllib.request.urlopen(f"{hub}/api/models/{repository}", timeout=60) as response:
            card = json.load(response).get("cardData") or {}
    except (OSError, ValueError) as error:
        raise NotAvailable(f"The licence of {repository} could not be read: {error}.", "Try again later.") from error
    return card.get("license") or f"not named by its publisher; see {hub}/{repository}"
