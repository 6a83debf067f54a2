"""How somebody bears the body while moving: what a motion lacks of it is given to it.

A manner says where head, chest, arms and knees are to be on average and how far they swing, as real clips of it have
them (the sad, drunk, proud … walks of mocap.cs.cmu.edu, measured; Roether et al. 2009 found the same to be what people
go by). A motion that has it already is left as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import torch
from torch import Tensor
from torch.nn import functional

from .features import CONTACTS, HEIGHT, ROTATIONS, Skeleton, foot_points, joints, rotations_of, six_of, smoothed
from .gait import favoured, legs, limped, straightened, swayed, weaving
from .hips import hipped
from .joint_turns import FORWARD, LEFTWARD, about, bend, bones, hanging, in_world, middle_of, pitch, times

USUAL: Mapping[str, float] = MappingProxyType(
    {
        "head": -2.0,
        "chest": 3.0,
        "shoulders": 0.0,
        "spread": 0.0,
        "swing": 9.5,
        "arms": -4.0,
        "elbows": 29.0,
        "knees": 21.0,
        "lift": 37.0,
        "sway": 1.6,
        "weave": 0.0,
        "limp": 0.0,
        "hips": 0.0,
    }
)
"""Of plain walks, degrees. head, chest: leaning forward; shoulders: hanging down and forward, the opposite below 0;
spread: how much further the upper arms stand off to the sides; swing: of upper arms fore and aft, the deviation; arms:
forward of straight down; elbows: bent; knees: bent of legs that stand; lift: a thigh at its highest; sway: of the trunk
from side to side, the deviation; weave: how far the way turns to and fro; limp: 1 where one leg is stiff and hurts;
hips: how far they go to the side of the leg that bears, as the legs lean."""
_LEGS = frozenset(("knees", "lift", "weave", "limp"))
"""what only those have who go somewhere"""
_MOST = 60.0
"""degrees of anything that is given to a motion"""
_OVER = 4.0
"""frames over which one part's bearing becomes another's"""
_STRAIGHT = 0.05
"""metres of a forearm ahead by which it is told which way a straight arm bends"""


@dataclass(frozen=True)
class Borne:
    """Frames of a motion and how somebody bears the body in them."""

    frames: slice
    bearing: Mapping[str, float]
    """names of `USUAL` -> degrees"""
    goes: bool = True
    """along a way"""
    weak: str = "r"
    """the leg that limps, l or r"""


@dataclass
class _Given:
    """Per frame, (B, T): what is added in radians, and by how much more swings swing."""

    rows: dict[str, Tensor] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        return not self.rows.keys().isdisjoint(names)

    def at(self, name: str, like: Tensor) -> Tensor:
        return self.rows.get(name, like.new_zeros(like.shape[:2]))


def borne(skeleton: Skeleton, features: Tensor, parts: Sequence[Borne], seed: int = 0) -> Tensor:
    """(B, T, 134) -> the same with what its parts lack. seed: of how who is drunk sways."""
    if not any(part.bearing for part in parts):
        return features
    rotations = rotations_of(features[..., ROTATIONS].unflatten(-1, (len(skeleton.names), 6)))
    given = _lacking(skeleton, features, rotations, parts)
    turned = _upright(skeleton, rotations, given, features)
    turned = _arms(skeleton, turned, given, features)
    if "sway" in given.rows:
        turned = swayed(skeleton, turned, given.rows["sway"], seed)
    weak = next((part.weak for part in parts if part.bearing.get("limp")), "r")
    on = smoothed(_standing(features), 1.5)
    if given.has("knees", "lift"):
        turned = legs(skeleton, turned, on, given.at("knees", features), given.at("lift", features))
    limp = given.rows.get("limp")
    if limp is not None:
        turned = limped(skeleton, turned, on, limp, weak)
    if "hips" in given.rows:
        turned = hipped(skeleton, turned, on, given.rows["hips"])
    out = features.clone()
    out[..., ROTATIONS] = six_of(turned).flatten(-2)
    out[..., HEIGHT] += _risen(skeleton, rotations, turned, features)
    if "weave" in given.rows:
        out = weaving(out, given.rows["weave"], seed)
    spans = [part.frames for part in parts]
    return out if limp is None else favoured(straightened(out, limp, spans), on, limp, weak, spans)


def _lacking(skeleton: Skeleton, features: Tensor, rotations: Tensor, parts: Sequence[Borne]) -> _Given:
    given = _Given()
    for part in parts:
        rows = rotations[:, part.frames]
        world = in_world(skeleton, rows)
        for name, wanted in part.bearing.items():
            if name in _LEGS and not part.goes:
                continue
            own = given.rows.setdefault(name, features.new_zeros(features.shape[:2]))
            own[:, part.frames] = _lack(skeleton, name, wanted, world, part.bearing)[:, None]
    given.rows = {name: smoothed(rows[..., None], _OVER)[..., 0] for name, rows in given.rows.items()}
    return given


def _lack(
    skeleton: Skeleton, name: str, wanted: float, world: Sequence[Tensor], bearing: Mapping[str, float]
) -> Tensor:
    """(B,) radians, or for "swing" and "lift" by what share swings are to grow."""
    more = wanted > USUAL[name]
    if name in ("shoulders", "spread", "weave", "limp", "hips"):
        return world[0].new_full((len(world[0]),), wanted if name == "limp" else math.radians(wanted))
    is_now = torch.rad2deg(_measured(skeleton, name, world))
    if name == "head" and "chest" in bearing:
        is_now = is_now + torch.rad2deg(_lack(skeleton, "chest", bearing["chest"], world, bearing))
    if name in ("swing", "lift"):
        share = wanted / is_now.clamp(min=1.0) - 1.0
        return share.clamp(0.0, 2.5) if more else share.clamp(-0.8, 0.0)
    if name == "sway":
        return torch.deg2rad((wanted**2 - is_now**2).clamp(min=0.0).sqrt())
    lack = wanted - is_now
    return torch.deg2rad(lack.clamp(0.0, _MOST) if more else lack.clamp(-_MOST, 0.0))


def measured(skeleton: Skeleton, name: str, rows: Tensor) -> Tensor:
    """(B,) radians of what `USUAL` tells, over all frames of rotations (B, T, J, 3, 3)."""
    return _measured(skeleton, name, in_world(skeleton, rows))


def _measured(skeleton: Skeleton, name: str, world: Sequence[Tensor]) -> Tensor:
    """The same of the joints as `in_world` turns them."""

    def both(ends: tuple[str, ...]) -> Tensor:
        """(2, B, T) of the left and the right limb."""
        told = hanging if len(ends) == 2 else bend
        return torch.stack([told(skeleton, world, *(side + end for end in ends)) for side in "lr"])

    if name in ("head", "chest"):
        return pitch(world[skeleton.at(name)]).mean(1)
    if name == "sway":
        up = world[skeleton.at("chest")][..., 2]
        return torch.atan2(up[..., 0], up[..., 2]).std(1)
    if name in ("swing", "arms"):
        swung = both(("Shldr", "ForeArm"))
        return swung.std(2).mean(0) if name == "swing" else swung.mean((0, 2))
    if name == "lift":
        return torch.quantile(both(("Thigh", "Shin")), 0.95, dim=2).mean(0)
    if name == "elbows":
        return both(("Shldr", "ForeArm", "Hand")).mean((0, 2))
    return torch.quantile(both(("Thigh", "Shin", "Foot")), 0.1, dim=2).mean(0)


def _upright(skeleton: Skeleton, rotations: Tensor, given: _Given, features: Tensor) -> Tensor:
    """Back, head and shoulders; arms go on hanging as they did."""
    if not given.has("chest", "head", "shoulders"):
        return rotations
    out = rotations.clone()
    back, head, low = (given.at(name, features) for name in ("chest", "head", "shoulders"))

    def turn(joint: str, axis: tuple[float, float, float], radians: Tensor) -> None:
        at = skeleton.at(joint)
        out[:, :, at] = about(axis, radians) @ out[:, :, at]

    for joint in ("abdomen", "chest"):
        turn(joint, FORWARD, 0.5 * back)
    for joint in ("neck", "head"):
        turn(joint, FORWARD, 0.5 * head)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        turn(f"{side}Collar", LEFTWARD, sign * low)
        turn(f"{side}Collar", (0.0, 0.0, 1.0), -sign * low)
        turn(f"{side}Shldr", (0.0, 0.0, 1.0), sign * low)
        turn(f"{side}Shldr", LEFTWARD, -sign * low)
        turn(f"{side}Shldr", FORWARD, -back)
    return out


def _arms(skeleton: Skeleton, rotations: Tensor, given: _Given, features: Tensor) -> Tensor:
    if not given.has("swing", "arms", "elbows", "spread"):
        return rotations
    out = rotations.clone()
    share, raised, bent, off = (given.at(name, features) for name in ("swing", "arms", "elbows", "spread"))
    for side, sign in (("l", 1.0), ("r", -1.0)):
        upper, lower = skeleton.at(f"{side}Shldr"), skeleton.at(f"{side}ForeArm")
        for joint in (upper, lower) if "swing" in given.rows else ():
            middle = middle_of(out[:, :, joint])
            out[:, :, joint] = middle @ times(middle.transpose(-1, -2) @ out[:, :, joint], 1.0 + share)
        out[:, :, upper] = about(LEFTWARD, -sign * off) @ about(FORWARD, -raised) @ out[:, :, upper]
        world = in_world(skeleton, out)
        one, other = bones(skeleton, world, f"{side}Shldr", f"{side}ForeArm", f"{side}Hand")
        # a straight arm bends forward
        axis = torch.linalg.cross(one, other + other.new_tensor([0.0, -_STRAIGHT, 0.0]))
        axis = (world[upper].transpose(-1, -2) @ functional.normalize(axis, dim=-1)[..., None])[..., 0]
        out[:, :, lower] = about(axis, bent) @ out[:, :, lower]
    return out


def _standing(features: Tensor) -> Tensor:
    """(B, T, 2) how surely the left and the right foot stand."""
    return features[..., CONTACTS].unflatten(-1, (2, 2)).amax(-2)


def _risen(skeleton: Skeleton, before: Tensor, after: Tensor, features: Tensor) -> Tensor:
    """(B, T, 1) metres that the hips rise so that feet that stand are as high as they were."""
    nothing = torch.zeros_like(before[..., 0, :, 0])
    low, now = (foot_points(joints(skeleton, each, nothing), skeleton)[..., 2] for each in (before, after))
    weight = features[..., CONTACTS].clamp(0.0, 1.0) ** 2 + 1e-3
    return smoothed((((low - now) * weight).sum(-1) / weight.sum(-1))[..., None], 1.0)
