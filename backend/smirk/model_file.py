"""SMIRK's nets in files: the published checkpoint, recognised by its tensors, and the form in which models are kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from .. import assets
from ..assets.made import keep_made
from ..assets.pickles.checkpoint import mentions, read_checkpoint
from ..assets.store import how_to_mend
from ..protocol.errors import BadFile, BadRequest
from .encoder import Encoder
from .generator import Generator
from .layout import Layout, read, written

KIND = "face_reader"
ENDING = ".safetensors"
NAME = "smirk"
LICENCE = "SMIRK's weights: no licence is stated by their makers, who learned from data for non-commercial research"
ENCODER, GENERATOR = "smirk_encoder.", "smirk_generator."
_HEADER = "galatea-face-reader"
_AGAIN = "Choose SMIRK_em1.pt as its makers give it, or what `galatea train smirk` wrote."


@dataclass(frozen=True, eq=False)
class Smirk:
    """generator: None where the file has none."""

    layout: Layout
    encoder: Encoder
    generator: Generator | None

    def to(self, device: str) -> Smirk:
        return Smirk(self.layout, self.encoder.to(device), self.generator and self.generator.to(device))


def is_checkpoint(path: Path) -> bool:
    """Whether the file holds SMIRK's nets, as published or as we write them. Raises OSError."""
    if path.suffix == ENDING:
        try:
            with safe_open(path, framework="numpy") as file:
                return _HEADER in (file.metadata() or {})
        except (SafetensorError, ValueError):
            return False
    return mentions(path, ENCODER.encode())


def read_smirk(path: Path) -> Smirk:
    """The nets of a published checkpoint, or of a file of ours, strictly: every tensor that a net has and no other.

    Nothing in the file is run. Raises BadFile in one sentence.
    """
    try:
        if path.suffix == ENDING:
            with safe_open(path, framework="pt") as file:
                layout = read((file.metadata() or {})[_HEADER])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        else:
            tensors = {name: torch.from_numpy(array) for name, array in read_checkpoint(path, _AGAIN).items()}
            layout = _layout_of(tensors, path.name)
    except (OSError, SafetensorError, ValueError, KeyError, BadRequest) as error:
        raise BadFile(f"{path.name} holds no nets that read faces.", _AGAIN, repr(error)) from error
    return smirk_of(layout, tensors, path.name)


def smirk_of(layout: Layout, tensors: Mapping[str, Tensor], name: str) -> Smirk:
    """Raises BadFile where the tensors are not those of the layout."""
    strange = [key for key in tensors if not key.startswith((ENCODER, GENERATOR))]
    if strange:
        raise BadFile(f"{name} has a tensor {strange[0][:60]!r}, which SMIRK has not.", _AGAIN)
    try:
        with torch.device("meta"):
            encoder = Encoder(layout)
            generator = Generator(layout) if layout.blocks else None
    except (RuntimeError, ValueError, TypeError) as error:
        raise BadFile(f"{name} tells of nets that cannot be made.", _AGAIN, repr(error)) from error
    _fill(encoder, {k.removeprefix(ENCODER): v for k, v in tensors.items() if k.startswith(ENCODER)}, name)
    painted = {k.removeprefix(GENERATOR): v for k, v in tensors.items() if k.startswith(GENERATOR)}
    if generator is not None:
        _fill(generator, painted, name)
    elif painted:
        raise BadFile(f"{name} has a generator that its layout does not tell of.", _AGAIN)
    return Smirk(layout, encoder.eval(), generator and generator.eval())


def tensors_of(smirk: Smirk) -> dict[str, Tensor]:
    """By their published names."""
    nets = ((ENCODER, smirk.encoder), (GENERATOR, smirk.generator))
    return {
        f"{prefix}{key}": value for prefix, net in nets if net is not None for key, value in net.state_dict().items()
    }


def write_smirk(smirk: Smirk, path: Path) -> None:
    """As safetensors with its layout. Raises OSError."""
    tensors = {name: value.detach().contiguous() for name, value in tensors_of(smirk).items()}
    save_file(tensors, path, {_HEADER: written(smirk.layout)})


def keep_smirk(smirk: Smirk, source: str, licence: str = "", replace: bool = False) -> tuple[str, bool]:
    """Keep the nets among the user's models: their name there, and whether they are others than were here.

    Raises BadRequest where others of the name are here and `replace` is not asked for, ResourceExhausted without room.
    """
    published = smirk.layout.body.startswith("flame")
    name = NAME if published else f"{NAME}-{smirk.layout.body}"
    told = licence or (LICENCE if published else "as of the pictures that they learned from")
    _, changed = keep_made(
        name, KIND, lambda path: write_smirk(smirk, path), ending=ENDING, licence=told, source=source, replace=replace
    )
    return name, changed


def load_smirk(name: str) -> Smirk:
    """Nets that were kept. Raises NotAvailable with the way to have them, BadFile where they are damaged."""
    found = assets.require(name, KIND)
    try:
        return read_smirk(found.path)
    except BadFile as error:
        raise BadFile(f"The kept file of {name} is damaged.", how_to_mend(name), error.message) from error


def _layout_of(tensors: Mapping[str, Tensor], name: str) -> Layout:
    """What the sizes of the last layers tell; the backbones are always those that were published."""
    heads = {}
    for part, layer in (("shape", "shape_layers"), ("expression", "expression_layers")):
        weight = tensors.get(f"{ENCODER}{part}_encoder.{layer}.0.weight")
        if weight is None or weight.dim() != 2:
            raise BadFile(f"{name} has no {part} encoder of SMIRK.", _AGAIN)
        heads[part] = len(weight)
    if heads["expression"] <= 5:
        raise BadFile(f"{name} has an expression encoder that gives {heads['expression']} numbers.", _AGAIN)
    layout = Layout(shapes=heads["shape"], expressions=heads["expression"] - 5)
    if not any(key.startswith(GENERATOR) for key in tensors):
        return dataclasses.replace(layout, blocks=0)
    return layout


def _fill(net: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    wanted = net.state_dict()
    lacks, more = wanted.keys() - tensors.keys(), tensors.keys() - wanted.keys()
    if lacks or more:
        what = f"lacks the tensor {min(lacks)}" if lacks else f"has a tensor {min(more)[:60]!r} too many"
        raise BadFile(f"{name} is no checkpoint of SMIRK: it {what}.", _AGAIN)
    for key, value in wanted.items():
        found = tensors[key]
        if found.shape != value.shape or found.is_floating_point() != value.is_floating_point():
            shapes = f"{tuple(found.shape)}, not {tuple(value.shape)}"
            raise BadFile(f"{name} is no checkpoint of SMIRK: {key} has the shape {shapes}.", _AGAIN)
        if found.is_floating_point() and not bool(np.isfinite(found.float().sum().item())):
            raise BadFile(f"{name} holds numbers that are not finite, in {key}.", _AGAIN)
    cast = {k: v.float() if v.is_floating_point() else v.long() for k, v in tensors.items()}
    net.load_state_dict(cast, strict=True, assign=True)
