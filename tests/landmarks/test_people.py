"""People in pictures whose joints and outlines are known, because they are our own renders."""

import numpy as np
import pytest
import torch
from PIL import Image

from backend.body import joints, load_body, parameter_vector, rest_shape
from backend.figure.encoder_views import body_camera
from backend.landmarks import POINTS, find_people, network
from backend.protocol.errors import BadFile
from backend.render import render, topology

SIZE = 480
SKIN = (0.72, 0.52, 0.42)
JOINTS = {"knee": "Leg", "ankle": "Foot", "elbow": "ForeArm", "wrist": "Hand"}


@pytest.fixture(scope="module")
def figure():
    """A picture (S, S, 3) uint8 of a man from the front, its alpha (S, S) and its joints {name: (2,) pixels}."""
    body = load_body("anny")
    values = parameter_vector(body, {"gender": 1.0})
    camera = body_camera("front", 1)
    with torch.inference_mode():
        vertices = rest_shape(body, values)
        colours = torch.tensor(SKIN).expand(vertices.shape[1], 3)
        image, alpha = render(
            vertices, topology(body.faces), camera, (SIZE, SIZE), vertex_colours=colours, background=(0.5, 0.6, 0.7)
        )
        heads, _ = joints(body, "mixamo", values)
        clip = camera.project(heads)[0]
    places = (clip[:, :2] / clip[:, 3:] * torch.tensor([0.5, -0.5]) + 0.5).numpy() * SIZE
    names = [name.removeprefix("mixamorig:") for name in body.rigs["mixamo"].bone_names]
    picture = (image[0].numpy() * 255).round().astype(np.uint8)
    return picture, alpha[0, ..., 0].numpy(), dict(zip(names, places, strict=True))


def height_of(alpha):
    return float(np.ptp(np.nonzero((alpha > 0.5).any(axis=1))[0]))


def test_joints_and_outline_are_where_they_are(figure):
    picture, alpha, truth = figure
    (person,) = find_people(picture)
    off = {}
    for side in ("left", "right"):
        for own, name in JOINTS.items():
            there = truth[f"{side.capitalize()}{name}"]
            off[f"{side}_{own}"] = float(np.linalg.norm(person.point(f"{side}_{own}")[:2] - there))
    assert max(off.values()) < 0.05 * height_of(alpha), off
    assert np.mean(list(off.values())) < 0.025 * height_of(alpha), off
    here, there = person.outline > 0.5, alpha > 0.5
    assert (here & there).sum() / (here | there).sum() > 0.9
    assert person.outline.shape == picture.shape[:2]
    assert (person.visible > 0.5).mean() > 0.9
    hips = person.world[[POINTS.index("left_hip"), POINTS.index("right_hip")]]
    assert np.abs(hips.mean(axis=0)).max() < 0.02
    assert 1.2 < np.ptp(person.world[:, 1]) < 2.1


def test_a_person_moves_shrinks_and_turns_with_the_picture(figure):
    picture, alpha, _ = figure
    (person,) = find_people(picture)
    small = Image.fromarray(picture).resize((SIZE // 2, SIZE // 2), Image.Resampling.BOX)
    wide = Image.new("RGB", (SIZE + 100, SIZE), (128, 153, 178))
    wide.paste(small, (210, 140))
    (moved,) = find_people(np.asarray(wide))
    off = np.linalg.norm(moved.points[:, :2] - (person.points[:, :2] / 2 + (210, 140)), axis=1)
    assert np.median(off) < 0.02 * height_of(alpha)
    (turned,) = find_people(np.rot90(picture, -1))
    back = np.column_stack([turned.points[:, 1], SIZE - turned.points[:, 0]])
    assert np.median(np.linalg.norm(back - person.points[:, :2], axis=1)) < 0.03 * height_of(alpha)
    assert np.median(np.abs(turned.world[:, 0] + person.world[:, 1])) < 0.08


def test_left_and_right_change_places_in_a_mirror(figure):
    picture, alpha, _ = figure
    (person,) = find_people(picture)
    (mirrored,) = find_people(picture[:, ::-1])
    swap = [POINTS.index(_other(name)) for name in POINTS]
    back = mirrored.points[swap, :2] * (-1, 1) + (SIZE, 0)
    assert np.median(np.linalg.norm(back - person.points[:, :2], axis=1)) < 0.02 * height_of(alpha)


def _other(name):
    for one, other in (("left", "right"), ("right", "left")):
        if one in name:
            return name.replace(one, other)
    return name


def test_two_people_are_two_and_nobody_is_nobody(figure):
    picture, _, _ = figure
    two = np.concatenate([picture, picture[:, ::-1]], axis=1)
    found = find_people(two)
    assert len(found) == 2
    middles = sorted(float(person.points[:, 0].mean()) for person in found)
    assert middles[0] < SIZE < middles[1]
    assert len(find_people(two, most=1)) == 1
    noise = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    assert find_people(noise) == ()
    assert find_people(np.zeros((1, 1, 3), np.uint8)) == ()


def test_a_damaged_network_is_told(monkeypatch, tmp_path):
    (tmp_path / "landmarks").mkdir()
    (tmp_path / "landmarks" / "pose_detection.tflite").write_bytes(b"no network")
    monkeypatch.setattr(network, "asset", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(BadFile, match=r"pose_detection\.tflite is missing or damaged"):
        network.Network("pose_detection")
    with pytest.raises(BadFile, match="missing or damaged"):
        network.Network("another")
