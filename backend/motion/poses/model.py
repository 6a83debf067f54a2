"""A trained model of poses as one safetensors file in half precision, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from assets import asset
from backend.protocol.errors import BadFile, NotAvailable
from backend.words.vectors import WordVectors, content_words, word_vectors

from ..features import Skeleton
from ..joint_turns import vector_of
from .nets import CUES, PoseFlow, PosePrior, PoseRanker, seen_of

FILE = ("motion", "poses.safetensors")
_NETS = ("prior", "flow", "ranker")


@dataclass(frozen=True, eq=False)
class PoseModel:
    """Sizes: J joints of the skeleton, N poses of the codebook."""

    skeleton: Skeleton
    prior: PosePrior
    flow: PoseFlow
    ranker: PoseRanker
    codes: Tensor
    """(N, 32) latents: the codebook"""
    words: tuple[str, ...]
    """that stood in the labels it learned from"""

    def ranks(self, told: Tensor, rotations: Tensor) -> Tensor:
        """(N,) how well poses (N, J, 3, 3) fit one text (K + cues,), -1 to 1."""
        with torch.no_grad():
            return self.ranker.of_poses(seen_of(self.skeleton, rotations)) @ self.ranker.of_texts(told[None])[0]

    def placed(self, word: str, vectors: WordVectors, least: float = 0.55) -> bool:
        """Whether a word is near enough to one that it learned from."""
        base = vectors.known(word)
        if not base:
            return False
        if base in {vectors.known(each) for each in self.words}:
            return True
        near = vectors.nearest(word, self.words, 1)
        return bool(near) and near[0][1] >= least


def told_of(text: str, vectors: WordVectors | None = None) -> Tensor:
    """(K + cues,) what the nets are told of a text."""
    vectors = vectors or word_vectors()
    said = set(content_words(text))
    cues = np.array([cue in said for cue in CUES], np.float32)
    return torch.from_numpy(np.concatenate([vectors.mean(text), cues]))


def apart(poses: Tensor, order: Sequence[int], most: int, least: float = 0.07) -> list[int]:
    """Of poses as turns (N, D) radians, the first of an order that differ from those already taken by more than `least`
    radians on average: AvatarCLIP's rule (Hong et al. 2022, section 4.2)."""
    taken: list[int] = []
    for at in order:
        if all(float((poses[at] - poses[other]).abs().mean()) > least for other in taken):
            taken.append(at)
        if len(taken) == most:
            break
    return taken


def turns_of(rotations: Tensor) -> Tensor:
    """(N, J, 3, 3) -> (N, J · 3) axis times angle, radians."""
    return vector_of(rotations).flatten(-2)


def save_pose_model(model: PoseModel, path: Path) -> None:
    """Writes the file, whole or not at all."""
    tensors = {"offsets": model.skeleton.offsets, "toes": model.skeleton.toes, "codes": model.codes.half()}
    for prefix in _NETS:
        tensors |= {f"{prefix}.{name}": value.half() for name, value in getattr(model, prefix).state_dict().items()}
    about = {"names": list(model.skeleton.names), "parents": list(model.skeleton.parents), "words": list(model.words)}
    partial = path.with_suffix(".partial")
    save_file({n: t.contiguous() for n, t in tensors.items()}, partial, {"about": json.dumps(about)})
    partial.replace(path)


def load_pose_model(path: Path | None = None) -> PoseModel:
    """The bundled model, or that of a file. Raises NotAvailable, BadFile."""
    path = path or asset(*FILE)
    if not path.exists():
        raise NotAvailable(f"There is no model of poses at {path}.", "Train one: galatea train poses --data DIR")
    try:
        with safe_open(path, "pt") as file:
            tensors: dict[str, Tensor] = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["about"])
        skeleton = Skeleton(tuple(about["names"]), tuple(about["parents"]), tensors["offsets"], tensors["toes"])
        part = {prefix: _part(tensors, prefix) for prefix in _NETS}
        count = len(skeleton.names)
        told = part["ranker"]["text.0.weight"].shape[1]
        prior = PosePrior(count, part["prior"]["into.0.weight"].shape[0])
        flow = PoseFlow(told, part["flow"]["scale.0.0.weight"].shape[0])
        ranker = PoseRanker(told - len(CUES), count, part["ranker"]["text.0.weight"].shape[0])
        for net, name in ((prior, "prior"), (flow, "flow"), (ranker, "ranker")):
            net.load_state_dict(part[name])
            net.eval().requires_grad_(False)
        return PoseModel(skeleton, prior, flow, ranker, tensors["codes"], tuple(about["words"]))
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise BadFile(
            f"{path.name} is no model of poses: {error}", "Train one: galatea train poses --data DIR"
        ) from error


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(f"{prefix}."): value for name, value in tensors.items() if name.startswith(f"{prefix}.")}
