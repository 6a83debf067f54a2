"""Corrective shapes of real figures: joints keep their volume, both sides are alike, clothes go along."""

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from dressed_avatar import dressed_avatar

from backend.body import load_body
from backend.figure.correctives import with_correctives
from backend.figure.correctives.region import region_around
from backend.figure.correctives.settle import settled
from backend.protocol.results import BODY
from rigging.correctives import shares, swing_and_twist
from rigging.rotations import multiply

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from bent_figures import PEOPLE, bends, enclosed, figure

SIDES = ("Left", "Right")


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def figures(body):
    with torch.inference_mode():
        return {name: figure(body, PEOPLE[name]) for name in ("default", "child", "obese_man")}


def test_a_turn_is_its_twist_and_then_its_swing():
    turns = np.random.default_rng(0).normal(size=(200, 4))
    turns /= np.linalg.norm(turns, axis=1, keepdims=True)
    swing, twist = swing_and_twist(turns)
    swings = np.concatenate([np.sqrt(1.0 - (swing**2).sum(axis=1, keepdims=True)), swing], axis=1)
    twists = np.stack([np.sqrt(1.0 - twist**2), 0 * twist, twist, 0 * twist], axis=1)
    assert np.allclose(np.abs((multiply(swings, twists) * turns).sum(axis=1)), 1.0)
    assert np.array_equal(swing[:, 1], np.zeros(200))


def test_a_shape_shows_by_its_own_way_alone():
    axes, angle = np.array(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))), np.radians((90.0, 90.0))
    half = np.radians(45.0)
    about_x, about_y, about_z = (np.array((np.cos(half), *(np.sin(half) * np.eye(3)[k]))) for k in range(3))
    for turn, wanted in (
        (about_x, (1, 0)), (about_y, (0, 1)), (about_z, (0, 0)), (about_x * (1, -1, 1, 1), (0, 0)),
        (np.array((1.0, 0, 0, 0)), (0, 0)), (multiply(about_z, about_y), (0, 0.5)), (-about_x, (1, 0)),
    ):  # fmt: skip
        assert np.allclose(shares(np.stack([turn, turn]), axes, angle), wanted, atol=1e-12)


def test_joints_keep_their_volume(body, figures):
    """Within 8 percent of their regions all over the range, where skinning alone changes some by 20 and more."""
    faces = body.landmarks["closed_faces"].numpy()
    for name, one in figures.items():
        before, worst = enclosed(one.vertices, faces), {False: 0.0, True: 0.0}
        for joint, bend, ways in bends():
            for rotations in ways[1::2]:
                for mended in worst:
                    change = abs(enclosed(one.posed(rotations, mended), faces) - before) / one.volumes[joint]
                    worst[mended] = max(worst[mended], change)
                    assert not mended or change < 0.08, (name, joint, bend, change)
        assert worst[False] > 0.2


def test_half_way_shapes_are_where_they_are_needed_alone(figures):
    """A child's skin is right half way by the shapes of the ends; an obese man's is not, nor on either side."""
    half_way = {name: {key for key in one.correctives.names if " half " in key} for name, one in figures.items()}
    assert half_way["child"] == set() and half_way["default"] == {f"{side} UpperArm half raised" for side in SIDES}
    assert half_way["obese_man"] == {f"{side} UpperArm half {way}" for side in SIDES for way in ("raised", "lowered")}


def test_both_sides_mirror_each_other(body, figures):
    """As far as their skin weights do, which the library drew by hand."""
    template, own = body.template.numpy(), figures["default"].correctives
    shapes = {name: (rows, offsets) for name, rows, offsets in own.of(BODY)}
    for name, (rows, offsets) in shapes.items():
        if name.startswith("Left"):
            right, theirs = shapes[name.replace("Left", "Right")]
            dense = np.zeros_like(template)
            dense[right] = theirs * (-1.0, 1.0, 1.0)
            away = np.abs(template[rows][:, None] * (-1.0, 1.0, 1.0) - template[right][None]).sum(axis=2)
            near = away.argmin(axis=1)
            paired = away[np.arange(len(rows)), near] < 1e-4
            assert paired.mean() > 0.9, name
            off = np.linalg.norm(offsets[paired] - dense[right[near[paired]]], axis=1)
            assert off.mean() < 0.08 * np.linalg.norm(offsets, axis=1).max() + 5e-4, name


def test_skin_that_turns_as_a_whole_settles_as_it_was(body, figures):
    """A region all of which turns alike is that turn of the modelled shape, whatever skinning made of its middle."""
    rig, template = figures["default"].rig, body.template.numpy().astype(np.float64)
    hand = [n for n, name in enumerate(rig.bone_names) if "LeftHand" in name]
    moved = (rig.weights * np.isin(rig.bone_indices, hand)).sum(axis=1)
    region = region_around(body.landmarks["closed_faces"].numpy(), template, moved)
    assert region is not None and len(region.free) > 200
    rng = np.random.default_rng(1)
    modelled = template[region.vertices]
    turn = rng.normal(size=4)
    turn /= np.linalg.norm(turn)
    w, v = turn[0], turn[1:]
    wanted = modelled + 2 * np.cross(v, np.cross(v, modelled) + w * modelled) + (0.1, 0.2, 0.3)
    spoiled = wanted.copy()
    spoiled[region.free] += rng.normal(size=(len(region.free), 3))
    found = settled(region, modelled, np.tile(turn, (len(modelled), 1)), spoiled)
    assert np.abs(found - wanted).max() < 1e-9


def test_clothes_go_along_with_the_skin_near_them(figures):
    one = figures["default"]
    avatar = dressed_avatar()
    near, far = (
        dataclasses.replace(
            part,
            mesh=dataclasses.replace(part.mesh, vertices=(one.vertices + move).astype(np.float32)),
        )
        for part, move in zip(avatar.parts[:2], ((0.0, 0.0, 1e-6), (0.0, 5.0, 0.0)), strict=True)
    )
    bare = dataclasses.replace(
        avatar,
        mesh=dataclasses.replace(avatar.mesh, vertices=one.vertices.astype(np.float32)),
        parts=(near, far),
    )
    dressed = with_correctives(bare, one.correctives).correctives
    assert set(dressed.counts) == {BODY, near.name}
    own = {name: (rows, offsets) for name, rows, offsets in dressed.of(near.name)}
    for name, rows, offsets in one.correctives.of(BODY):
        dense, theirs = np.zeros_like(one.vertices), np.zeros_like(one.vertices)
        dense[rows], theirs[own[name][0]] = offsets, own[name][1]
        assert np.abs(dense - theirs).max() < 0.02 * np.abs(offsets).max() + 2.1e-4
    assert with_correctives(bare, None) is bare
