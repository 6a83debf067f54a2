"""A trained model of motion as one safetensors file, in half precision."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from backend.protocol.errors import BadRequest

from .features import Skeleton
from .generate import MotionModel
from .nets import Flow, MotionVae

_PARTS = ("spread", "mean", "scale", "told_mean", "told_scale")


def save_model(model: MotionModel, path: Path) -> None:
    """Writes the file, whole or not at all."""
    tensors = {name: getattr(model, name) for name in _PARTS}
    tensors |= {"offsets": model.skeleton.offsets, "toes": model.skeleton.toes}
    for prefix, net in (("vae.", model.vae), ("flow.", model.flow)):
        tensors |= {prefix + name: value.half() for name, value in net.state_dict().items()}
    about = {"names": list(model.skeleton.names), "parents": list(model.skeleton.parents)}
    partial = path.with_suffix(".partial")
    save_file({n: t.contiguous() for n, t in tensors.items()}, partial, {"skeleton": json.dumps(about)})
    partial.replace(path)


def load_model(path: Path, device: str = "cpu") -> MotionModel:
    """Raises BadRequest for a file that is no such model."""
    try:
        with safe_open(path, "pt") as file:
            tensors: dict[str, Tensor] = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["skeleton"])
        skeleton = Skeleton(tuple(about["names"]), tuple(about["parents"]), tensors["offsets"], tensors["toes"])
        vae, flow = (_part(tensors, prefix) for prefix in ("vae.", "flow."))
        width = vae["into.0.weight"].shape[0]
        words, numbers = flow["words.0.weight"].shape[1] - 1, flow["numbers.0.weight"].shape[1] // 2
        layers = len({name.split(".")[1] for name in flow if name.startswith("layers.")})
        nets = MotionVae(width), Flow(words, numbers, flow["places"].shape[1], layers)
        for net, weights in zip(nets, (vae, flow), strict=True):
            net.load_state_dict(weights)
        made = MotionModel(skeleton, nets[0].eval(), nets[1].eval(), *(tensors[name] for name in _PARTS))
        return made.to(device)
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as e:
        raise BadRequest(f"{path} is no model of motion: {e}", "Train one: galatea train motion --data DIR") from e


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
