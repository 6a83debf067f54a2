"""Priors of poses and motions that others published, AvatarCLIP's among them, told apart by what their files hold.

VPoser (V02_05): a latent of 32 numbers becomes 21 joints of SMPL. Pose RealNVP: draws such latents for a CLIP feature.
Codebooks: latents of poses with their features, or of bodies with theirs, under the same name of a file. Motion VAE: a
token of 256 numbers becomes frames of 55 joints of SMPL-X. Nothing of a file is run.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from backend.assets.pickles.checkpoint import MOST_BYTES, read_checkpoint
from backend.protocol.errors import BadFile

from ..features import Skeleton

Kind = Literal["vposer", "pose-realnvp", "motion-vae", "pose-codebook", "shape-codebook"]
KINDS: tuple[Kind, ...] = ("vposer", "pose-realnvp", "motion-vae", "pose-codebook", "shape-codebook")
LATENT, BODY_JOINTS, TEXT = 32, 21, 512
_AGAIN = "Choose VPoser's snapshot, or pose_realnvp.pth, motion_vae.pth or codebook.pth of AvatarCLIP."
_JOINTS = (
    "lThigh", "rThigh", "spine1", "lShin", "rShin", "spine2", "lFoot", "rFoot", "chest", "", "", "neck", "lCollar",
    "rCollar", "head", "lShldr", "rShldr", "lForeArm", "rForeArm", "lHand", "rHand",
)  # fmt: skip
"""of SMPL's joints 1 to 21, which of ours each is; toes are none"""
_UP = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""Y up, facing +Z -> Z up, facing -Y"""


@dataclass(frozen=True, eq=False)
class Codebook:
    """latents: (N, L); features: (N, D) of the encoder that they were made with, None where there are none."""

    latents: Tensor
    features: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Published:
    """What a file holds. tensors: by the names without the prefixes of training."""

    kind: Kind
    tensors: Mapping[str, Tensor]


class VPoser:
    """The decoder: latents (B, 32) -> (B, 21, 3, 3), relative to the parents, Y up."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        names = sorted({int(name.split(".")[1]) for name in tensors if name.startswith("decoder_net.")})
        self.layers = [(tensors[f"decoder_net.{n}.weight"], tensors[f"decoder_net.{n}.bias"]) for n in names]

    def __call__(self, latents: Tensor) -> Tensor:
        found = latents
        for place, (weight, bias) in enumerate(self.layers):
            found = nn.functional.linear(found, weight, bias)
            if place + 1 < len(self.layers):
                found = nn.functional.leaky_relu(found)
        # two columns of a matrix, row by row
        columns = found.unflatten(-1, (BODY_JOINTS, 3, 2))
        x = nn.functional.normalize(columns[..., 0], dim=-1)
        y = nn.functional.normalize(columns[..., 1] - (x * columns[..., 1]).sum(-1, keepdim=True) * x, dim=-1)
        return torch.stack([x, y, torch.linalg.cross(x, y)], -1)


class PoseRealNVP:
    """Noise (B, 32) and a text's feature (B, 512) -> latents (B, 32)."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self.mask = tensors["mask"].float()
        self.nets = [
            tuple(
                [(tensors[f"{net}.{block}.{n}.weight"], tensors[f"{net}.{block}.{n}.bias"]) for n in (0, 2, 4)]
                for net in ("s", "t")
            )
            for block in range(len(self.mask))
        ]

    def __call__(self, noise: Tensor, text: Tensor) -> Tensor:
        found = noise
        for mask, (scale, shift) in zip(self.mask, self.nets, strict=True):
            kept = found * mask
            both = torch.cat([kept, text.expand(len(noise), -1)], -1)
            s, t = torch.tanh(_through(scale, both)) * (1 - mask), _through(shift, both) * (1 - mask)
            found = kept + (1 - mask) * (found * torch.exp(s) + t)
        return found


class MotionVae:
    """Tokens (B, 256) -> (B, T, 55, 3, 3) of SMPL-X, Y up: the decoder of a transformer (Petrovich et al. 2021)."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        final = next(name for name in tensors if name.startswith("decoder.final") and name.endswith("weight"))
        self.final = nn.Linear(tensors[final].shape[1], tensors[final].shape[0])
        self.final.load_state_dict({"weight": tensors[final], "bias": tensors[final.replace("weight", "bias")]})
        width = self.final.in_features
        places = next(tensors[name] for name in ("decoder.pos_encoder.pe", "pos_encoder.pe") if name in tensors)
        self.places = places.reshape(-1, width)
        prefix = "decoder.seqTransDecoder."
        own = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
        layers = len({name.split(".")[1] for name in own})
        layer = nn.TransformerDecoderLayer(width, 4, own["layers.0.linear1.weight"].shape[0], 0.0, "gelu")
        self.decoder = nn.TransformerDecoder(layer, layers)
        self.decoder.load_state_dict(own)
        for net in (self.final, self.decoder):
            net.eval().requires_grad_(False)

    def __call__(self, tokens: Tensor, frames: int = 60) -> Tensor:
        asked = self.places[:frames, None].expand(-1, len(tokens), -1)
        six = self.final(self.decoder(asked, tokens[None])).transpose(0, 1).unflatten(-1, (-1, 6))
        # two rows of a matrix, as PyTorch3D has them
        x = nn.functional.normalize(six[..., :3], dim=-1)
        y = nn.functional.normalize(six[..., 3:] - (x * six[..., 3:]).sum(-1, keepdim=True) * x, dim=-1)
        return torch.stack([x, y, torch.linalg.cross(x, y)], -2)


def read_published(path: Path) -> Published:
    """Raises BadFile in one sentence for a file that holds none of KINDS, or damaged tensors."""
    tensors = _tensors(path)
    kind = _kind(tensors)
    if kind is None:
        raise BadFile(f"{path.name} is no prior of poses or motions that is known.", _AGAIN)
    for name, value in tensors.items():
        if not bool(torch.isfinite(value).all()):
            raise BadFile(f"{path.name} holds numbers that are not finite, in {name[:60]}.", _AGAIN)
    found = Published(kind, tensors)
    try:
        _check(found)
    except (KeyError, ValueError, RuntimeError, StopIteration) as error:
        raise BadFile(f"{path.name} looks like a {kind}, but its tensors do not fit.", _AGAIN, repr(error)) from error
    return found


def is_published(path: Path) -> bool:
    """Whether a file is one of KINDS."""
    try:
        return _kind(_tensors(path)) is not None
    except BadFile:
        return False


def rotations_of_smpl(skeleton: Skeleton, body: Tensor) -> Tensor:
    """(B, 21, 3, 3) of SMPL's joints, Y up -> (B, J, 3, 3) of our skeleton, hips upright."""
    turned = _UP @ body @ _UP.T
    found = torch.eye(3).repeat(len(body), len(skeleton.names), 1, 1)
    spine = turned[:, _JOINTS.index("spine1")] @ turned[:, _JOINTS.index("spine2")]
    places = [skeleton.at("abdomen"), *(skeleton.at(name) for name in _JOINTS if name and "spine" not in name)]
    rows = [spine, *(turned[:, at] for at, name in enumerate(_JOINTS) if name and "spine" not in name)]
    order = dict(zip(places, rows, strict=True))
    return torch.stack([order.get(at, found[:, at]) for at in range(len(skeleton.names))], 1)


def codebook_of(tensors: Mapping[str, Tensor]) -> Codebook:
    return Codebook(tensors["codebook"], tensors.get("codebook_embedding"))


def _through(layers: list[tuple[Tensor, Tensor]], x: Tensor) -> Tensor:
    for place, (weight, bias) in enumerate(layers):
        x = nn.functional.linear(x, weight, bias)
        if place + 1 < len(layers):
            x = nn.functional.leaky_relu(x)
    return x


def _tensors(path: Path) -> dict[str, Tensor]:
    """By their names without the prefixes of training; a dict whose key is a tensor as "latents" and "features"."""
    try:
        plain = {name: torch.from_numpy(array) for name, array in read_checkpoint(path, _AGAIN).items()}
    except BadFile:
        plain = _keyed_by_tensor(path)
    return {name.removeprefix("vp_model."): value.float() for name, value in plain.items()}


def _keyed_by_tensor(path: Path) -> dict[str, Tensor]:
    """AvatarCLIP's codebook of shapes is a dict with one pair: latents -> features."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        held = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, pickle.UnpicklingError) as error:
        raise BadFile(f"{path.name} is no checkpoint that can be read.", _AGAIN, repr(error)) from error
    pairs = list(held.items()) if isinstance(held, dict) else []
    if len(pairs) != 1 or not all(isinstance(each, Tensor) for each in pairs[0]):
        raise BadFile(f"{path.name} holds no tensors of a prior.", _AGAIN)
    return {"latents": pairs[0][0], "features": pairs[0][1]}


def _kind(tensors: Mapping[str, Tensor]) -> Kind | None:
    names = tensors.keys()
    if {"latents", "features"} <= names:
        return "shape-codebook"
    if "codebook" in names:
        return "pose-codebook"
    if any(name.startswith("decoder_net.") for name in names):
        return "vposer"
    if "mask" in names and any(name.startswith("s.0.") for name in names):
        return "pose-realnvp"
    if any(name.startswith("decoder.seqTransDecoder.") for name in names):
        return "motion-vae"
    return None


def _check(found: Published) -> None:
    """Run it once with nothing. Raises KeyError, ValueError, RuntimeError, StopIteration."""
    tensors = found.tensors
    if found.kind == "vposer":
        VPoser(tensors)(torch.zeros(1, LATENT))
    elif found.kind == "pose-realnvp":
        PoseRealNVP(tensors)(torch.zeros(1, LATENT), torch.zeros(1, TEXT))
    elif found.kind == "motion-vae":
        made = MotionVae(tensors)
        made(torch.zeros(1, made.final.in_features), 4)
    else:
        first, second = ("codebook", "codebook_embedding") if found.kind == "pose-codebook" else ("latents", "features")
        features = tensors.get(second)
        if tensors[first].dim() != 2 or (features is not None and len(features) != len(tensors[first])):
            raise ValueError("latents and features are not as many")
        if found.kind == "pose-codebook" and tensors[first].shape[1] != LATENT:
            raise ValueError(f"latents of {tensors[first].shape[1]} numbers")
