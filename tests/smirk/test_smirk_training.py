"""Both stages on a toy head: who learns when, the same after a stop, what is known of a folder."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from backend.body import load_body
from backend.protocol.errors import BadRequest
from backend.smirk.encoder import Encoder, FaceCode
from backend.smirk.generator import Generator
from backend.smirk.head import Head, head_of, project
from backend.smirk.model_file import read_smirk
from backend.training.smirk import lesson, losses, stages
from backend.training.smirk.cycle import changed, cycle_loss, ends_of
from backend.training.smirk.faces import TESTED, Crops, Faces, drawn, still
from backend.training.smirk.folder import given_in
from backend.training.smirk.renders import rendered
from tests.smirk_codes import code_of

NETS = dict.fromkeys(("pose_net", "shape_net", "expression_net"), "test_byobnet")


@pytest.fixture(scope="module")
def toy() -> tuple[Head, Faces]:
    head = head_of(load_body("toy-flame"), size=32, features=4, blocks=1, **NETS)
    return head, rendered(head, 8, 3, 48)


def nets(head: Head) -> tuple[Encoder, Generator]:
    torch.manual_seed(0)
    return Encoder(head.layout), Generator(head.layout)


def test_a_crop_moves_pictures_and_landmarks_alike(toy: tuple[Head, Faces]) -> None:
    _, faces = toy
    whole = np.zeros_like(faces.pictures)
    at = np.clip((faces.points[:, 0] + 1) / 2 * 48, 2, 45).astype(int)
    for row, (x, y) in enumerate(at):
        whole[row, y - 1 : y + 2, x - 1 : x + 2] = 255
    marked = Faces(whole, 2 * (at[:, None] + 0.5) / 48 - 1, faces.hull, faces.contour, faces.shape, faces.truth)
    batch = drawn(marked, 16, 32, torch.Generator().manual_seed(0))
    grey = batch.pictures.mean(1)
    bright = (grey - grey.amax((1, 2), keepdim=True) * 0.7).clamp(min=0)
    places = (2 * torch.arange(32) + 1) / 32 - 1
    x = (bright.sum(1) * places).sum(1) / bright.sum((1, 2))
    y = (bright.sum(2) * places).sum(1) / bright.sum((1, 2))
    seen = (batch.points[:, 0].abs() < 0.8).all(1)
    assert seen.sum() > 5
    off = (torch.stack([x, y], 1) - batch.points[:, 0])[seen].abs().median()
    assert off < 0.07, "about a pixel"


def test_expressions_are_changed_in_four_ways(toy: tuple[Head, Faces]) -> None:
    head, _ = toy
    code = code_of(head, 40)
    random = torch.Generator().manual_seed(0)
    asked = changed(code, head.layout, torch.full((3, head.layout.expressions), 2.0), random)
    assert asked.expression.abs().max() <= 4 and asked.eyelids.min() >= 0 and asked.eyelids.max() <= 1
    still_faces = (asked.expression == 0).all(1) & (asked.jaw == 0).all(1)
    assert still_faces.sum() == 10
    from_template = (asked.expression.mean(1) > 0.2) & (asked.expression.std(1) < 0.25)
    assert from_template.sum() >= 9
    torch.testing.assert_close(asked.pose, code.pose)
    assert not asked.expression.requires_grad


def test_a_unit_of_a_named_key_weighs_as_one_of_a_coefficient(toy: tuple[Head, Faces]) -> None:
    head, _ = toy
    zero = code_of(head, 2)
    named = dataclasses.replace(head.layout, expression_names=tuple("abcd"))
    losses = []
    for layout in (head.layout, named):
        off = dataclasses.replace(zero, expression=zero.expression + ends_of(layout).unit)
        losses.append(float(cycle_loss(off, zero, layout, with_shape=False)))
    assert losses == pytest.approx([1.0, 1.0])


def test_stopped_it_goes_on_as_if_it_had_not_been(toy: tuple[Head, Faces], tmp_path: Path) -> None:
    head, faces = toy
    told: list[str] = []

    encoder, generator = nets(head)
    course = stages.Course(4, 4, 1e-2, 4, 5)
    first = stages.pretrain(head, encoder, faces, course, tmp_path / "a.pt", told.append)
    assert "shape" in told[-1], "of renders the shape is known"
    again, _ = nets(head)
    stages.pretrain(head, again, faces, stages.Course(2, 4, 1e-2, 4, 5), tmp_path / "b.pt", told.append)
    again, _ = nets(head)
    assert stages.pretrain(head, again, faces, course, tmp_path / "b.pt", told.append) == first
    for one, other in zip(encoder.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    pose = [value.clone() for value in encoder.pose_encoder.parameters()]
    values = stages.main_stage(
        head, encoder, generator, faces, course, stages.Optional(), tmp_path / "c.pt", told.append
    )
    assert len(values) == 4 and all(np.isfinite(values))
    for one, other in zip(pose, encoder.pose_encoder.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    assert "cycle" in told[-1] and "photo" in told[-1] and "jaw" in told[-1]


def test_pose_and_camera_learn_at_a_rate_of_their_own_and_begin_on_the_face(tmp_path: Path) -> None:
    head = head_of(load_body("toy"), size=32, features=4, blocks=1, **NETS)
    faces = rendered(head, 8, 3, 48)
    encoder, _ = nets(head)
    before = [value.clone() for value in encoder.pose_encoder.parameters()]
    crops = Crops(TESTED, TESTED, 0.0, 0.0, 0.0)
    course = stages.Course(2, 4, 1e-2, 2, 5, pose=0.0, crops=crops)
    stages.pretrain(head, encoder, faces, course, tmp_path / "a.pt", lambda text: None)
    moved = [not torch.equal(a, b) for a, b in zip(before, encoder.pose_encoder.parameters(), strict=True)]
    assert moved == [False] * (len(moved) - 1) + [True], "the camera's bias alone"
    batch = still(faces, 32)
    with torch.no_grad():
        code = encoder(batch.pictures)
        points = head.points(head.vertices(code))
    rest = (project(points, code.cam)[..., :2] - batch.points).mean(dim=(0, 1))
    assert rest.abs().max() < 0.15


def test_who_reads_and_who_paints_take_turns(toy: tuple[Head, Faces], monkeypatch: pytest.MonkeyPatch) -> None:
    head, faces = toy
    encoder, generator = nets(head)
    second = stages._Second(head, encoder, generator, stages.Course(2, 4, 1e-2), stages.Optional())
    clipped = []
    plain = stages._descend
    monkeypatch.setattr(stages, "_descend", lambda *a, **k: (clipped.append(k.get("clipped")), plain(*a, **k)))
    for number in range(2):
        second.step(number, faces)
    assert clipped == [None, generator, None, encoder.expression_encoder]


def test_until_the_generator_can_paint_it_learns_alone(toy: tuple[Head, Faces]) -> None:
    head, faces = toy
    encoder, generator = nets(head)
    read, paint = (
        [value.detach().clone() for value in net.state_dict().values()]
        for net in (encoder.expression_encoder, generator)
    )
    second = stages._Second(head, encoder, generator, stages.Course(3, 4, 1e-2, alone=2), stages.Optional())
    for number in range(2):
        second.step(number, faces)
    now = encoder.expression_encoder.state_dict().values()
    assert all(torch.equal(one, other) for one, other in zip(read, now, strict=True))
    assert not all(torch.equal(one, other) for one, other in zip(paint, generator.state_dict().values(), strict=True))
    second.step(2, faces)
    now = encoder.expression_encoder.state_dict().values()
    assert not all(torch.equal(one, other) for one, other in zip(read, now, strict=True))


@pytest.mark.parametrize("teaches", [True, False])
def test_the_photo_teaches_the_encoder_where_it_may(
    toy: tuple[Head, Faces], monkeypatch: pytest.MonkeyPatch, teaches: bool
) -> None:
    head, faces = toy
    learned = []
    for weight in (0.0, 100.0):
        monkeypatch.setattr(losses, "PHOTO", weight)
        encoder, generator = nets(head)
        course = stages.Course(2, 4, 1e-2, photo_teaches=teaches)
        stages._Second(head, encoder, generator, course, stages.Optional()).step(0, faces)
        learned.append(torch.cat([value.flatten() for value in encoder.expression_encoder.parameters()]).detach())
    assert torch.equal(*learned) is not teaches


def test_what_is_painted_leaves_the_means_of_photos(toy: tuple[Head, Faces]) -> None:
    reader = nets(toy[0])[0].expression_encoder.train()
    norm = next(each for each in reader.modules() if isinstance(each, torch.nn.BatchNorm2d))
    before = norm.running_mean.clone()
    with stages.photos_alone(reader):
        reader(torch.rand(4, 3, 32, 32))
    assert torch.equal(norm.running_mean, before)
    reader(torch.rand(4, 3, 32, 32))
    assert not torch.equal(norm.running_mean, before)


def test_landmarks_teach_expressions(toy: tuple[Head, Faces]) -> None:
    """Where camera, shape and jaw are known, what is read comes nearer to what is shown."""
    head, faces = toy
    batch, truth = still(faces, 32), torch.from_numpy(faces.truth)
    reader = nets(head)[0].expression_encoder.train()
    descent = torch.optim.Adam(reader.parameters(), lr=5e-3)
    known = code_of(head, len(faces))
    zero = torch.zeros(len(faces), 3)
    wanted = FaceCode(zero, known.cam, known.shape * 0, truth[:, :4], truth[:, 4:6], truth[:, 6:])
    goal = head.points(head.vertices(wanted, lids_turn=True))
    values = []
    for _ in range(40):
        expression, eyelids, _ = reader(batch.pictures)
        code = FaceCode(zero, known.cam, known.shape * 0, expression, eyelids, truth[:, 6:])
        loss = ((head.points(head.vertices(code, lids_turn=True)) - goal) ** 2).mean()
        descent.zero_grad()
        loss.backward()
        descent.step()
        values.append(float(loss.detach()))
    assert values[-1] < 0.3 * values[0]


def test_the_lesson_writes_nets_that_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = lesson.Plan("test_byobnet", 4, 1, 32, 5, 12, stages.Course(3, 4, 1e-2), stages.Course(2, 4, 1e-3))
    monkeypatch.setattr(lesson, "plan_of", lambda scale, seed: tiny)
    lesson.train(tmp_path, seed=1, scale=0.001, body="toy-flame")
    smirk = read_smirk(tmp_path / "smirk.safetensors")
    assert smirk.layout.body == "toy-flame" and smirk.layout.eyelids and smirk.layout.expressions == 4
    assert "expression_off_mm" in (tmp_path / "evaluation.json").read_text()


def test_a_folder_of_pictures_with_landmarks_beside_them(toy: tuple[Head, Faces], tmp_path: Path) -> None:
    head, faces = toy
    told: list[str] = []
    with pytest.raises(BadRequest, match="no folder"):
        given_in(tmp_path / "none", head, tmp_path, 48, told.append)
    Image.fromarray(faces.pictures[0]).save(tmp_path / "a.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG no picture")
    with pytest.raises(BadRequest, match="No face"):
        given_in(tmp_path, head, tmp_path, 48, told.append)
    points = (faces.points[0] + 1) / 2 * 48 - 0.5
    np.savez(tmp_path / "a.npz", points=points)
    found = given_in(tmp_path, head, tmp_path, 48, told.append).faces
    assert found is not None and len(found) == 1
    assert any("broken.png is left out" in line for line in told)
    batch, wanted = still(found, 32), still(faces.rows(slice(1)), 32)
    spread = wanted.points.amax(1) - wanted.points.amin(1)
    torch.testing.assert_close(batch.points.amax(1) - batch.points.amin(1), spread, rtol=0.15, atol=0.05)
