"""Where poses are drawn from: the bundled model, or priors that the user added; and how these are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from backend import assets
from backend.assets.made import keep_made
from backend.assets.store import recorded
from backend.protocol.errors import BadFile, BadRequest, NotAvailable

from ..features import Skeleton
from .model import PoseModel, told_of
from .nets import LATENT
from .published import (
    TEXT,
    Codebook,
    Kind,
    PoseRealNVP,
    Published,
    VPoser,
    codebook_of,
    rotations_of_smpl,
)

KIND = "motion_prior"
_HEADER, _ENDING = "galatea-motion-prior", ".safetensors"
LICENCES: dict[Kind, str] = {
    "vposer": "VPoser: SMPL-X model licence, non-commercial scientific research",
    "pose-realnvp": "AvatarCLIP: S-Lab License 1.0, non-commercial",
    "motion-vae": "AvatarCLIP: S-Lab License 1.0, non-commercial",
    "pose-codebook": "AvatarCLIP: S-Lab License 1.0, non-commercial",
    "shape-codebook": "AvatarCLIP: S-Lab License 1.0, non-commercial",
}
WHAT: dict[Kind, str] = {
    "vposer": "a prior of SMPL's poses, 32 numbers",
    "pose-realnvp": "draws poses of VPoser for a text's feature",
    "motion-vae": "a token becomes a motion",
    "pose-codebook": "poses of VPoser with their features",
    "shape-codebook": "bodies with their features",
}


class PoseSource(Protocol):
    """Sizes: B poses of J joints of the model's skeleton."""

    @property
    def latent(self) -> int:
        """numbers of a latent"""
        ...

    @property
    def codes(self) -> Codebook | None: ...

    def decode(self, latents: Tensor) -> Tensor:
        """(B, latent) -> (B, J, 3, 3); differentiable."""
        ...

    def drawn(self, count: int, prompt: str, text: Tensor, generator: torch.Generator) -> Tensor:
        """(count, latent) for a prompt; text: (D,) the encoder's embedding of it. Raises BadRequest where it has no
        flow for that."""
        ...


class OwnSource:
    """The bundled model."""

    latent = LATENT

    def __init__(self, model: PoseModel) -> None:
        self.model, self.codes = model, Codebook(model.codes)

    def decode(self, latents: Tensor) -> Tensor:
        return self.model.prior.decode(latents)

    def drawn(self, count: int, prompt: str, text: Tensor, generator: torch.Generator) -> Tensor:
        noise = torch.randn(count, LATENT, generator=generator)
        return self.model.flow.sample(noise, told_of(prompt).expand(count, -1))


@dataclass(frozen=True, eq=False)
class PublishedSource:
    """VPoser of the user's, with the flow and the codebook that are there beside it."""

    vposer: VPoser
    skeleton: Skeleton
    flow: PoseRealNVP | None = None
    codes: Codebook | None = None
    latent: int = LATENT

    def decode(self, latents: Tensor) -> Tensor:
        return rotations_of_smpl(self.skeleton, self.vposer(latents))

    def drawn(self, count: int, prompt: str, text: Tensor, generator: torch.Generator) -> Tensor:
        if self.flow is None:
            raise BadRequest("There is no pose RealNVP beside this prior.", "galatea models add pose_realnvp.pth")
        if text.shape[-1] != TEXT:
            raise BadRequest(
                f"The pose RealNVP is for an encoder of {TEXT} numbers, this one has {text.shape[-1]}.",
                "Give --encoder ViT-B-32/openai, with which it was trained.",
            )
        return self.flow(torch.randn(count, LATENT, generator=generator), text[None])


def source_of(name: str, model: PoseModel) -> PoseSource:
    """The bundled model for no name. Raises NotAvailable, BadRequest, BadFile."""
    if not name:
        return OwnSource(model)
    found = load_kept(name)
    if found.kind in ("motion-vae", "shape-codebook"):
        raise BadRequest(
            f"{name} holds no poses: {WHAT[found.kind]}.", "Give the name of VPoser or a codebook of poses."
        )
    beside: dict[str, Published] = {found.kind: found}
    for kind in ("vposer", "pose-realnvp", "pose-codebook"):
        if kind not in beside and (recorded(kind) is not None):
            beside[kind] = load_kept(kind)
    if "vposer" not in beside:
        raise NotAvailable(f"{name} gives latents of VPoser, which is not here.", "galatea models add V02_05")
    flow, codes = beside.get("pose-realnvp"), beside.get("pose-codebook")
    return PublishedSource(
        VPoser(beside["vposer"].tensors),
        model.skeleton,
        None if flow is None else PoseRealNVP(flow.tensors),
        None if codes is None else codebook_of(codes.tensors),
    )


def keep_published(found: Published, source: str, licence: str = "", replace: bool = False) -> tuple[Kind, bool]:
    """Keep a prior among the user's models, under the name of its kind; whether it is another than was here.

    Raises BadRequest where another of the name is here and `replace` is not asked for, ResourceExhausted without room.
    """

    def write(path: Path) -> None:
        tensors = {name: value.contiguous() for name, value in found.tensors.items()}
        save_file(tensors, path, {_HEADER: found.kind})

    told = licence or LICENCES[found.kind]
    _, changed = keep_made(found.kind, KIND, write, ending=_ENDING, licence=told, source=source, replace=replace)
    return found.kind, changed


def load_kept(name: str) -> Published:
    """Raises NotAvailable with the way to have it, BadFile where it is damaged or no such prior."""
    path = assets.require(name, KIND).path
    try:
        with safe_open(path, framework="pt") as file:
            kind = (file.metadata() or {})[_HEADER]
            tensors = {each: file.get_tensor(each) for each in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError) as error:
        raise BadFile(f"{name} is no prior of poses.", "Add it again: galatea models add FILE", repr(error)) from error
    return Published(kind, tensors)
