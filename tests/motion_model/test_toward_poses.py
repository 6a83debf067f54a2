"""Motions that come through poses, with the prior's tokens."""

import torch
from small_model import small_model

from backend.motion.canvas import features_of
from backend.motion.features import ROTATIONS, rotations_of
from backend.motion.toward_poses import interpolated, optimised

MODEL = small_model()


def distances(poses, tokens):
    """(P, T) how far each frame is from each pose."""
    features = features_of(MODEL, tokens[None])[0].detach()
    return (features[None, :, ROTATIONS][..., 6:] - poses[:, None, ROTATIONS][..., 6:]).square().mean(-1)


def test_a_motion_is_drawn_to_poses_in_their_order():
    sought = features_of(MODEL, torch.randn(1, 12, 32, generator=torch.Generator().manual_seed(3)))[0].detach()
    poses = sought[[6, 40]]
    begun = torch.randn(1, 12, 32, generator=torch.Generator().manual_seed(1))[0] * 0.5
    found = optimised(MODEL, poses, 12, seed=1, steps=60)
    before, after = distances(poses, begun).amin(1), distances(poses, found).amin(1)
    assert (after < 0.5 * before).all()
    assert torch.equal(found, optimised(MODEL, poses, 12, seed=1, steps=60))


def test_what_is_seen_in_pictures_moves_the_motion_towards_the_words():
    poses = features_of(MODEL, torch.zeros(1, 12, 32))[0, [6, 40]].detach()
    arm, looked = MODEL.skeleton.at("lShldr"), []

    def seen(rotations):
        looked.append(len(rotations))
        return rotations[:, arm, 2, 0]  # how far the left arm, +X at rest, points up

    def up(tokens):
        six = features_of(MODEL, tokens[None])[0, :, ROTATIONS].detach().unflatten(-1, (-1, 6))
        return float(rotations_of(six)[:, arm, 2, 0].mean())

    blind, same, found = (optimised(MODEL, poses, 12, 1, 40, seen=look, clip=much)
                          for look, much in ((None, 1.0), (seen, 0.0), (seen, 0.5)))  # fmt: skip
    assert looked and set(looked) == {2}
    assert torch.allclose(blind, same, atol=1e-6) and up(found) > up(blind) + 0.02


def test_what_lies_between_poses_begins_with_the_first_and_ends_with_the_last():
    tokens = torch.randn(2, 32)
    poses = features_of(MODEL, tokens[:, None].repeat(1, 6, 1))[:, 12].detach()
    found = interpolated(MODEL, poses, 9)
    middle = 0.5 * (found[0] + found[-1])
    assert torch.allclose(found[4], middle, atol=1e-5) and not torch.allclose(found[0], found[-1])
    assert interpolated(MODEL, poses[:1], 5).shape == (5, 32)
