"""How the body is borne: what is lacking is given, legs limp on the side that is said, seams are smooth."""

import math

import pytest
import torch
from small_model import small_model

from backend.motion.bearing import USUAL, Borne, borne, measured
from backend.motion.features import CONTACTS, HEIGHT, ROTATIONS, decode, foot_points, joints, rotations_of, six_of
from backend.motion.joint_turns import FORWARD, about, bend, in_world, times, vector_of
from backend.words.moving.tables import manners

SKELETON = small_model().skeleton
ALL = slice(0, 120)
SAID = {
    "head": 30.0,
    "chest": 20.0,
    "swing": 18.0,
    "arms": 40.0,
    "elbows": 50.0,
    "knees": 45.0,
    "lift": 48.0,
    "sway": 7.0,
}


@pytest.fixture(scope="module")
def walk():
    """(2, 120, 134) a plain walk, a step a second: thighs and arms swing, knees bend, one foot stands at a time."""
    phase = 2.0 * math.pi * torch.arange(120)[None] / 20.0 + torch.tensor([0.0, 0.7])[:, None]
    turned = torch.eye(3).repeat(2, 120, 21, 1, 1)
    features = torch.zeros(2, 120, 134)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        swing = sign * phase.sin()
        lifted = (sign * phase.cos()).clamp(min=0.0)
        turned[:, :, SKELETON.at(f"{side}Thigh")] = about(FORWARD, -0.4 * swing - 0.2)
        turned[:, :, SKELETON.at(f"{side}Shin")] = about(FORWARD, 0.35 + 0.8 * lifted)
        hangs = about((0.0, 1.0, 0.0), torch.full_like(swing, sign * math.pi / 2))
        turned[:, :, SKELETON.at(f"{side}Shldr")] = about(FORWARD, 0.15 * swing) @ hangs
        for foot in (0, 2) if side == "l" else (1, 3):
            features[..., CONTACTS.start + foot] = (lifted == 0.0).float()
    features[..., ROTATIONS] = six_of(turned).flatten(2)
    features[..., 1], features[..., HEIGHT] = 1.0, 0.9
    return features


def turns(features):
    return rotations_of(features[..., ROTATIONS].unflatten(-1, (21, 6)))


def degrees(features, name, frames=slice(20, 100)):
    return torch.rad2deg(measured(SKELETON, name, turns(features)[:, frames]))


@pytest.mark.parametrize("name", SAID)
def test_what_is_lacking_is_given_and_not_twice(walk, name):
    before = degrees(walk, name)
    told = [Borne(ALL, {name: SAID[name]})]
    once = borne(SKELETON, walk, told)
    assert (before < 0.75 * SAID[name]).all()
    assert ((degrees(once, name) - SAID[name]).abs() < 0.2 * SAID[name]).all(), degrees(once, name)
    if name != "sway":  # which is drawn anew
        again = borne(SKELETON, once, told)
        assert torch.allclose(degrees(again, name), degrees(once, name), atol=0.15 * SAID[name])
    assert torch.equal(borne(SKELETON, walk, [Borne(ALL, {})]), walk)


def test_who_stands_does_not_get_the_legs_of_who_walks(walk):
    stays = borne(SKELETON, walk, [Borne(ALL, {"knees": 50.0, "limp": 1.0, "weave": 9.0}, goes=False)])
    assert torch.allclose(turns(stays), turns(walk), atol=1e-5)


@pytest.mark.parametrize("weak", ["l", "r"])
def test_a_limp_is_stiff_and_short_on_the_side_that_is_said(walk, weak):
    found = borne(SKELETON, walk, [Borne(ALL, {"limp": 1.0}, weak=weak)])
    assert found.shape == walk.shape and torch.isfinite(found).all()
    knees = {
        side: bend(SKELETON, in_world(SKELETON, turns(found)), f"{side}Thigh", f"{side}Shin", f"{side}Foot")
        for side in "lr"
    }
    stance = dict(zip("lr", found[..., CONTACTS.start : CONTACTS.start + 2].mean(1).unbind(-1), strict=True))
    strong = "r" if weak == "l" else "l"
    assert (knees[weak].amax(1) < 0.5 * knees[strong].amax(1)).all()
    assert (stance[weak] < 0.8 * stance[strong]).all()


@pytest.mark.parametrize("weak", ["l", "r"])
def test_a_limp_leans_over_the_hurt_side_alone_and_goes_straight(walk, weak):
    turning = walk.clone()
    turning[..., 0] = 0.5 * torch.sin(torch.arange(120) / 6.0)
    found = borne(SKELETON, turning, [Borne(ALL, {"limp": 1.0}, weak=weak)])
    up = in_world(SKELETON, turns(found))[SKELETON.at("chest")][..., 2]
    lean = torch.atan2(up[..., 0], up[..., 2])[:, 10:110] * (1.0 if weak == "l" else -1.0)
    assert lean.amax() > 0.15 and lean.amin() > -0.03
    assert found[..., 0].std() < 0.25 * turning[..., 0].std()


def test_feet_that_stand_stay_on_the_floor(walk):
    found = borne(SKELETON, walk, [Borne(ALL, {"knees": 50.0, "chest": 30.0, "lift": 70.0})])

    def low(features):
        feet = foot_points(joints(SKELETON, *decode(SKELETON, features)), SKELETON)[..., 2]
        on = features[..., CONTACTS]
        return (feet * on).sum(-1) / on.sum(-1)

    assert (low(found) - low(walk)).abs().mean() < 0.01


def test_one_part_goes_over_into_the_next(walk):
    parts = [Borne(slice(0, 60), {}), Borne(slice(60, 120), {"head": 40.0, "chest": 30.0})]
    found = borne(SKELETON, walk, parts)
    assert torch.allclose(found[:, :40], walk[:, :40], atol=1e-4)
    extra = vector_of(turns(found) @ turns(walk).transpose(-1, -2)).norm(dim=-1)
    assert extra[:, 80:].amax() > 0.2 and extra.diff(dim=1).abs().max() < 0.09


def test_a_share_of_a_turn_and_its_vector():
    vector = torch.randn(50, 3, generator=torch.Generator().manual_seed(0))
    vector = vector / vector.norm(dim=-1, keepdim=True) * torch.linspace(0.05, 2.9, 50)[:, None]
    whole = about(vector / vector.norm(dim=-1, keepdim=True), vector.norm(dim=-1))
    assert torch.allclose(vector_of(whole), vector, atol=2e-3)
    half = times(whole, torch.full((50,), 0.5))
    assert torch.allclose(half @ half, whole, atol=1e-3)
    assert torch.allclose(torch.linalg.det(whole), torch.ones(50), atol=1e-5)


def test_manners_say_only_what_there_is():
    for manner in manners().values():
        assert set(manner.bearing) <= set(USUAL)


def test_hips_go_over_the_leg_that_bears_and_the_head_stays(walk):
    out = borne(SKELETON, walk, [Borne(ALL, {"hips": 9.0})])
    feet, head = [], []
    for features in (walk, out):
        rotations = rotations_of(features[..., ROTATIONS].unflatten(-1, (21, 6)))
        places = joints(SKELETON, rotations, torch.zeros(2, 120, 3))
        feet.append(places[..., list(SKELETON.feet), 0].mean(-1))
        head.append(places[..., SKELETON.at("head"), 0] - feet[-1])
    side = walk[..., CONTACTS].unflatten(-1, (2, 2)).amax(-2)
    moved, bears = feet[1] - feet[0], side[..., 0] - side[..., 1]
    # the feet, seen from the hips, go to the other side
    assert float(torch.corrcoef(torch.stack((moved.flatten(), bears.flatten())))[0, 1]) < -0.8
    assert float(moved.abs().max()) > 0.08
    assert float((head[1] - head[0]).abs().max()) < 0.7 * float(moved.abs().max())
