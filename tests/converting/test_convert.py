"""Meshes, scans and avatars become avatars of another body, and what is wrong with them is told."""

import json

import numpy as np
import pytest
import trimesh
from PIL import Image
from test_fitting import somebody
from toy_context import ToyContext

from backend.capabilities.convert.jobs import run_convert
from backend.capabilities.shape.jobs import run_shape
from backend.cli import main
from backend.protocol.avatar_file import load_avatar
from backend.protocol.checks import check_request, request_as_json, request_from_json
from backend.protocol.codec import raw
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import Base, ConvertRequest, Figure, Look, Scan, ShapeRequest
from backend.protocol.sound_results import check_result
from rigging.motion import posed_matrices, skinned

TOY = Figure(body="toy-smpl", texture_size=256, preview_size=64)


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path / "job")


def converted(context, scan: Scan | None, **other):
    result = run_convert(ConvertRequest(**({"scan": scan, "figure": TOY} | other)), context)
    check_result(result)
    return result


def saved(path, vertices, triangles, ending="obj", seed=0):
    order = np.random.default_rng(seed).permutation(len(vertices))
    file = path / f"scan.{ending}"
    trimesh.Trimesh(vertices[order], np.argsort(order)[triangles], process=False).export(file)
    return Scan(file=str(file))


def upright(vertices, scale=1000.0):
    """As most programs have it: Y up, facing +Z, here in millimetres and off the origin."""
    x, y, z = vertices.T
    return np.stack([x, z, -y], axis=1) * scale + np.array([300.0, 50.0, -900.0])


@pytest.mark.parametrize("ending", ["obj", "ply", "stl", "glb"])
def test_a_file_in_other_units_and_axes_is_found_and_told(context, tmp_path, ending):
    model, state, posed = somebody("toy-smpl", 1)
    scan = saved(tmp_path, upright(posed.vertices), model.body.faces.numpy(), ending)
    result = converted(context, scan)
    fit = result.report["fit"]
    told = fit["scan"]
    assert (told["unit"], told["metres_per_unit"], told["up"], told["front"]) == ("mm", 0.001, "y", "z")
    assert fit["body_to_scan_mm"]["mean"] < 0.5 and fit["scan_to_body_mm"]["mean"] < 0.5
    for index, p in enumerate(model.body.parameters):
        assert abs(result.avatar.sliders[p.name] - state.values[index]) < 0.3
    assert result.pictures["heat_map"].shape[2] == 3 and context.fractions == sorted(context.fractions)


def test_the_pose_is_a_clip_that_puts_the_rest_pose_into_the_scan(context, tmp_path):
    model, _, posed = somebody("toy-smpl", 2, bend=0.15)
    avatar = converted(context, saved(tmp_path, posed.vertices, model.body.faces.numpy())).avatar
    assert avatar.motion is not None and len(avatar.motion.rotations) == 2
    rig, motion = avatar.rig, avatar.motion
    pose = posed_matrices(rig.parents, rig.rest_matrices, motion.rotations, motion.root_translation)[0]
    found = skinned(avatar.mesh.vertices, rig.bone_indices, rig.weights, rig.rest_matrices, pose)
    off = (found - found.mean(axis=0)) - (posed.vertices - posed.vertices.mean(axis=0))
    assert np.linalg.norm(off, axis=1).mean() < 0.006  # the bulges of bent joints are no part of the clip
    assert found[:, 2].min() == pytest.approx(0.0, abs=0.01)
    plain = converted(context, saved(tmp_path, posed.vertices, model.body.faces.numpy()), pose=False)
    assert plain.avatar.motion is None


def test_its_own_mesh_is_known_by_its_faces(context, tmp_path):
    model, _, posed = somebody("toy-smpl", 3, bend=0.3)
    order = np.arange(len(posed.vertices))
    file = tmp_path / "own.obj"
    trimesh.Trimesh(upright(posed.vertices, 100.0)[order], model.body.faces.numpy(), process=False).export(file)
    fit = converted(context, Scan(file=str(file))).report["fit"]
    assert fit["scan"]["unit"] == "cm" and fit["body_to_scan_mm"]["worst"] < 3


def test_an_avatar_of_the_same_body_comes_out_again(context):
    base = run_shape(ShapeRequest(sliders={"beta_0": 1.0}, figure=TOY), context).avatar
    result = converted(context, None, base=Base(avatar=base))
    off = result.report["fit"]["body_to_scan_mm"]["mean"]
    assert off < 0.2 and result.report["near"].startswith(f"The body lies {off:.1f} mm off the mesh")
    assert result.avatar.sliders["beta_0"] == pytest.approx(1.0, abs=0.05)


def test_an_avatar_of_another_body_is_followed_as_far_as_tubes_can(context):
    figure = Figure(texture_size=256, preview_size=0)
    base = run_shape(ShapeRequest(sliders={"weight": 0.7}, look=Look(unsaid="bare"), figure=figure), context).avatar
    result = converted(context, None, base=Base(avatar=base), look=Look(unsaid="bare"))
    fit = result.report["fit"]
    assert fit["scan_to_body_mm"]["mean"] < 15 and fit["began_as"] in ("T-pose", "model's own pose")
    tall = [np.ptp(avatar.mesh.vertices[:, 2]) for avatar in (base, result.avatar)]
    assert tall[1] == pytest.approx(tall[0], abs=0.03)


def test_a_cloud_of_points_is_enough(context, tmp_path):
    model, _, posed = somebody("toy-smpl", 4, bend=0.0)
    points = trimesh.Trimesh(posed.vertices, model.body.faces.numpy(), process=False).sample(8000, seed=1)
    file = tmp_path / "points.ply"
    trimesh.PointCloud(points).export(file)
    fit = converted(context, Scan(file=str(file))).report["fit"]
    assert fit["scan"]["triangles"] == 0 and fit["scan_to_body_mm"]["mean"] < 4


def test_a_sculpt_follows_what_sliders_cannot(context):
    model, _, posed = somebody("toy-smpl", 5, bend=0.0)
    fine = trimesh.Trimesh(posed.vertices, model.body.faces.numpy(), process=False).subdivide().subdivide()
    bumps = fine.vertices + fine.vertex_normals * (0.006 * np.sin(9 * fine.vertices[:, 2:]))
    scan = Scan(vertices=bumps.astype(np.float32), faces=fine.faces.astype(np.int32))
    plain = converted(context, scan)
    sculpted = converted(context, scan, sculpt=True)
    before, after = (r.report["fit"]["body_to_scan_mm"]["mean"] for r in (plain, sculpted))
    assert after < 0.3 * before
    moved = np.linalg.norm(sculpted.avatar.mesh.vertices - plain.avatar.mesh.vertices, axis=1)
    assert moved.max() > 0.003


def test_the_request_goes_over_the_wire_and_is_stamped_without_its_arrays(context):
    model, _, posed = somebody("toy-smpl", 6, bend=0.0)
    faces = model.body.faces.numpy().astype(np.int32)
    request = ConvertRequest(scan=Scan(vertices=posed.vertices.astype(np.float32), faces=faces), figure=TOY)
    plain, arrays = request_as_json(request)
    again = request_from_json(plain, [raw(named.array) for named in arrays])
    result = run_convert(again, context)
    stamped = result.avatar.provenance.request
    assert stamped["scan"]["checksum"] and len(json.dumps(stamped, default=list)) < 5000


@pytest.mark.parametrize("floor", [True, False])
def test_a_floor_is_cut_off_and_told(context, tmp_path, floor):
    model, _, posed = somebody("toy-smpl", 7, bend=0.0)
    vertices, triangles = posed.vertices, model.body.faces.numpy()
    if floor:
        ground = trimesh.creation.box((2.5, 2.5, 0.004)).subdivide().subdivide()
        below = ground.vertices + np.array([*vertices.mean(axis=0)[:2], vertices[:, 2].min() - 0.004])
        triangles = np.concatenate([triangles, ground.faces + len(vertices)])
        vertices = np.concatenate([vertices, below])
    result = converted(context, saved(tmp_path, vertices, triangles))
    assert any("flat ground" in sentence for sentence in context.warnings) == floor
    assert result.report["fit"]["scan_to_body_mm"]["mean"] < 3


def two_people():
    model, _, posed = somebody("toy-smpl", 8, bend=0.0)
    faces = model.body.faces.numpy()
    two = np.concatenate([posed.vertices, posed.vertices + np.array([2.0, 0, 0])])
    return two, np.concatenate([faces, faces + len(posed.vertices)])


def test_what_is_no_scan_of_one_person_gets_one_sentence(context, tmp_path):
    ball = trimesh.creation.icosphere(subdivisions=4, radius=0.8)
    files = {"empty.obj": b"", "text.obj": b"hello\n", "n.xyzzy": b"1 2", "half.glb": b"glTF\2\0\0\0", "p.fbx": b"K"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadFile):
            converted(context, Scan(file=str(tmp_path / name)))
    few = Scan(vertices=ball.vertices[:20].astype(np.float32))
    flat = Scan(vertices=(ball.vertices * (1, 1, 0)).astype(np.float32), faces=ball.faces.astype(np.int32))
    nan = Scan(vertices=np.full((100, 3), np.nan, np.float32))
    for scan, what in ((few, "too few"), (flat, "flat"), (nan, "no numbers")):
        with pytest.raises(BadFile, match=what):
            converted(context, scan)
    with pytest.raises(BadFile, match="2 figures that stand apart"):
        converted(context, saved(tmp_path, *two_people()))
    with pytest.raises(BadFile, match="nothing like the body"):
        converted(context, saved(tmp_path, ball.vertices, ball.faces))


def test_requests_that_mean_nothing_are_refused():
    scan = Scan(file="x.obj")
    for wrong in (
        ConvertRequest(),
        ConvertRequest(scan=scan, base=Base(file="a.npz")),
        ConvertRequest(scan=scan, up="y", front="-y"),
        ConvertRequest(scan=Scan()),
        ConvertRequest(scan=Scan(vertices=np.zeros((3, 3), np.float32), faces=np.array([[0, 1, 3]], np.int32))),
    ):
        with pytest.raises(BadRequest):
            check_request(wrong)


def test_it_has_a_command_which_runs_again(no_blender, tmp_path, capsys):
    model, _, posed = somebody("toy-smpl", 9, bend=0.0)
    scan = saved(tmp_path, upright(posed.vertices, 100.0), model.body.faces.numpy())
    options = ["--body", "toy-smpl", "--texture-size", "256", "--preview-size", "48"]
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["convert", scan.file, *options, "--out", str(first)]) == 0
    report = json.loads((first / "report.json").read_text())
    assert report["fit"]["scan"]["unit"] == "cm" and report["fit"]["pose"]["turns"]
    with Image.open(first / "heat_map.png") as picture:
        assert picture.size[0] > 48
    assert main(["again", str(first / "request.json"), "--out", str(second)]) == 0
    one, other = (load_avatar(folder / "avatar.npz") for folder in (first, second))
    assert one.avatar_id == other.avatar_id and one.sliders == other.sliders
    assert main(["convert", str(tmp_path / "nowhere.obj"), *options, "--out", str(first)]) == 2
    assert "There is no file" in capsys.readouterr().err
