"""The towers of looks as a lesson begins with them, and as it leaves them in files that `load_looks` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from assets import asset
from backend.clip.encoder import EMBEDDED_MODEL, add_architecture, create_untrained, load_trained
from backend.clip.looks import CARD, LEARNED, LOOKS_MODEL, SIGHT, TOKENS, LooksEncoder, load_looks

FROZEN_STAGES = 2
_FIRST = 0.1
"""how long rows of axes begin that nothing has learned yet, beside random ones"""


def begun(base: Path, axes: Sequence[str], folder: Path, onward: bool) -> Any:
    """A model for these axes with the weights of the embedded encoder in the folder `base`, or, onward, with those of
    the towers of looks there; what stays as it is has no gradients. Its form is written to `folder`."""
    plain = json.loads(asset("encoder", f"{EMBEDDED_MODEL}.json").read_text(encoding="utf-8"))
    file = folder / f"{LOOKS_MODEL}.json"
    earlier = load_looks(base) if onward else None  # before the form of the new one takes its name
    file.write_text(json.dumps({**plain, "embed_dim": len(axes)}, indent=2) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    model = create_untrained(add_architecture(file))
    known = (earlier or load_trained(base)).model.state_dict()
    own = model.state_dict()
    same = {n: v.clone() for n, v in known.items() if n in own and own[n].shape == v.shape}
    model.load_state_dict(same, strict=False)
    with torch.no_grad():
        model.visual.head.proj.weight.mul_(_FIRST)
        model.visual.head.proj.bias.zero_()
        model.text_projection.mul_(_FIRST)
        if earlier is not None:
            _take_over(model, earlier, axes)
    for part in (model.visual.trunk.stem, *list(model.visual.trunk.stages)[:FROZEN_STAGES]):
        part.requires_grad_(False)
    model.logit_scale.requires_grad_(False)
    return model


def _take_over(model: Any, earlier: LooksEncoder, axes: Sequence[str]) -> None:
    """What led to an axis of the earlier towers leads to the one of the same name."""
    places = {name: place for place, name in enumerate(earlier.axes)}
    pairs = [(place, places[name]) for place, name in enumerate(axes) if name in places]
    new, old = (torch.tensor(side, dtype=torch.long) for side in zip(*pairs, strict=True))
    model.visual.head.proj.weight[new] = earlier.model.visual.head.proj.weight[old]
    model.visual.head.proj.bias[new] = earlier.model.visual.head.proj.bias[old]
    model.text_projection[:, new] = earlier.model.text_projection[:, old]


def write(model: Any, sight: np.ndarray, axes: Sequence[str], read: Tensor, folder: Path, target: Path) -> None:
    """The files of the towers. read: the tokens of the texts, whose vectors are kept; the others are those of the
    embedded encoder."""
    target.mkdir(parents=True, exist_ok=True)
    state = {n: v.half() if v.is_floating_point() else v for n, v in model.state_dict().items() if n != TOKENS}
    state[SIGHT] = torch.from_numpy(sight)
    state[LEARNED], state[TOKENS] = read.int(), model.state_dict()[TOKENS][read].half()
    partial = target / f".{LOOKS_MODEL}.partial"
    save_file({n: v.contiguous() for n, v in state.items()}, partial)
    partial.replace(target / f"{LOOKS_MODEL}.safetensors")
    shape = (folder / f"{LOOKS_MODEL}.json").read_text(encoding="utf-8")
    (target / f"{LOOKS_MODEL}.json").write_text(shape, encoding="utf-8")
    (target / CARD).write_text(json.dumps({"axes": list(axes)}, indent=1) + "\n", encoding="utf-8")
