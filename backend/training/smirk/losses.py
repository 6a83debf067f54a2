"""What SMIRK's training goes down, with its weights; the parts that need weights of others are left out without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss, mse_loss

from backend.assets.pickles.checkpoint import read_checkpoint
from backend.clip.torchvision_compat import import_torchvision
from backend.protocol.errors import BadFile

LANDMARKS, MICA, STRONG_FIRST = 100.0, 10.0, 1e-2
PHOTO, VGG, EMOTION, STRONG, JAW = 10.0, 10.0, 1.0, 1e-3, 1e-2
_SLICES = (4, 9, 16, 23)
"""of VGG16's layers: behind which a map is compared"""
_AGAIN = "Give torchvision's own file of weights, or take it out of the folder."
Compare = Callable[[Tensor, Tensor], Tensor]


def landmark_loss(found: Tensor, wanted: Tensor) -> Tensor:
    """() mean square of places (B, L, 2) in -1..1, of those that are known."""
    known = torch.isfinite(wanted)
    return ((found - wanted.nan_to_num()) ** 2 * known).sum() / known.sum().clamp(min=1)


def shape_loss(found: Tensor, wanted: Tensor) -> Tensor | None:
    """() against what MICA says of the shape (B, S); None where it said nothing."""
    known = torch.isfinite(wanted).all(dim=1)
    return mse_loss(found[known], wanted[known]) if bool(known.any()) else None


photo_loss: Compare = l1_loss


def perceptual_loss(file: Path) -> Compare:
    """How unlike two batches of pictures look to VGG16: L1 between its maps at four depths. Raises BadFile."""
    import_torchvision()
    from torchvision.models import vgg16

    net = vgg16(weights=None)
    _fill(net, file)
    layers = nn.Sequential(*list(net.features.children())[: _SLICES[-1]]).eval().requires_grad_(False)

    def compared(found: Tensor, wanted: Tensor) -> Tensor:
        total, a, b = found.new_zeros(()), found, wanted
        for number, layer in enumerate(layers, 1):
            a, b = layer(a), layer(b)
            if number in _SLICES:
                total = total + l1_loss(a, b)
        return total

    return compared


def emotion_loss(file: Path) -> Compare:
    """How unlike the feelings are that a ResNet50 (as EMOCA's) reads from two batches. Raises BadFile."""
    import_torchvision()
    from torchvision.models import resnet50

    net = resnet50(weights=None)
    net.fc = nn.Identity()  # pyright: ignore[reportAttributeAccessIssue]
    _fill(net, file)
    net.eval().requires_grad_(False)
    return lambda found, wanted: mse_loss(net(found), net(wanted))


def _fill(net: nn.Module, file: Path) -> None:
    """From a checkpoint whose names may begin with something of their own and which may have more than is needed."""
    read = {name: torch.from_numpy(array) for name, array in read_checkpoint(file, _AGAIN, most=1 << 30).items()}
    wanted = net.state_dict()
    first = next(iter(wanted))
    starts = [name.removesuffix(first) for name in read if name.endswith(first)]
    fitting = [
        {key: read[f"{start}{key}"] for key in wanted if f"{start}{key}" in read} for start in sorted(starts, key=len)
    ]
    for tensors in fitting:
        lacking = [key for key, value in wanted.items() if key not in tensors or tensors[key].shape != value.shape]
        if all(key.endswith("num_batches_tracked") or key.startswith("classifier") for key in lacking):
            net.load_state_dict({**wanted, **{k: v for k, v in tensors.items() if k not in lacking}})
            return
    raise BadFile(f"{file.name} holds no weights of the net that is meant.", _AGAIN)
