"""Photos of people, which are renders of our own, become avatars; what is wrong with a photo is told."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image
from toy_context import ToyContext

from backend.body import load_body, parameter_vector, rest_shape
from backend.body.fitting.posed import PosedBody, State, turned
from backend.capabilities.photo.jobs import run_photo
from backend.capabilities.photo.pose_file import pose_of, turns_of
from backend.capabilities.photo.somebody import person_in
from backend.landmarks import find_people
from backend.photo import Lens, MarkedBody, View, fit_views, known_marks, outline_of, pose_again, usual_lens
from backend.photo.pictures_given import photo_of
from backend.protocol.checks import check_request, request_as_json, request_from_json
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import Figure, NamedFile, PhotoRequest, Scan
from backend.protocol.sound_results import check_result
from backend.render import pinhole_camera, render, topology

SIZE, FOCAL = (420, 300), 600.0
SLIDERS = {
    "gender": 0.9, "weight": 0.7, "height": 0.36,
    "measure-upperarm-length-incr": 0.25, "measure-lowerarm-length-incr": 0.25,
}  # fmt: skip
"""a woman of 1.63 m with arms of 34 % of it, as surveyed"""


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def model(body):
    return MarkedBody(body, known_marks())


def photographed(model, turn: float, spread: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """A picture (H, W, 3) uint8 of somebody in a pose, turned by radians, and where the joints are in it."""
    values = parameter_vector(model.body, SLIDERS)[0].numpy().astype(np.float64)
    turns = model.t_pose.copy()
    for side, name in ((1, "LeftArm"), (-1, "RightArm")):
        turns[model.short[name]] = turned(np.array([[0, side * (0.9 - spread), 0]]))[0] @ turns[model.short[name]]
    turns[model.short["LeftUpLeg"]] = turned(np.array([[-0.4, 0, 0]]))[0] @ turns[model.short["LeftUpLeg"]]
    turns[0] = turned(np.array([[0, 0, turn]]))[0] @ turns[0]
    posed = model.pose(State(values, turns, np.array((0.0, 2.9, -0.95))))
    lens = Lens(FOCAL, SIZE[1] / 2, SIZE[0] / 2)
    vertices = torch.as_tensor(posed.vertices, dtype=torch.float32)[None]
    image, _ = render(
        vertices,
        topology(model.body.faces),
        pinhole_camera(FOCAL, (lens.x, lens.y), SIZE, 20.0),
        SIZE,
        vertex_colours=torch.tensor((0.72, 0.52, 0.42)).expand(vertices.shape[1], 3),
        background=(0.5, 0.6, 0.7),
    )
    return (image[0].numpy() * 255).round().astype(np.uint8), lens.seen(posed.joints)


@pytest.fixture(scope="module")
def front(model):
    return photographed(model, 0.1)


def saved(path, picture, **options) -> NamedFile:
    Image.fromarray(picture).save(path, **options)
    return NamedFile(file=str(path))


@pytest.fixture(scope="module")
def context(tmp_path_factory, body):
    context = ToyContext(tmp_path_factory.mktemp("job"))
    context.warm[f"body anny {context.device}"] = body
    return context


def asked(*photos, **more) -> PhotoRequest:
    return PhotoRequest(photos=photos, figure=Figure(texture_size=256, preview_size=64), **more)


def test_a_photo_becomes_a_person_of_that_shape_and_pose(context, model, front, tmp_path):
    picture, _ = front
    with torch.inference_mode():
        true = rest_shape(model.body, parameter_vector(model.body, SLIDERS))[0].numpy()
    height = float(np.ptp(true[:, 2]))
    request = asked(
        saved(tmp_path / "somebody.png", picture), measures={"height": height}, truth=Scan(file="t", vertices=true)
    )
    result = run_photo(request, context)
    check_result(result)
    (photo,) = result.report["photo"]["photos"]
    assert photo["points_off_heights"] < 0.02 and photo["points_seen"] > 28
    assert abs(result.report["measurements"]["height"] - height) < 0.005
    off = result.report["truth"]["mean_mm"]
    assert off < 25 and f"{off:.1f} mm off the true body" in result.report["near"]
    assert set(result.pictures) == {"overlay", "comparison", "error_map"}
    motion = result.avatar.motion
    assert motion is not None and len(motion.rotations) == 2
    hip = result.avatar.rig.bone_names.index("mixamorig:LeftUpLeg")
    assert 0.2 < 2 * np.arccos(abs(motion.rotations[0, hip, 0])) < 0.7
    stamped = result.avatar.provenance.request["photos"][0]
    assert stamped["file"].endswith("somebody.png") and len(stamped["checksum"]) == 64
    other = NamedFile(file=request.photos[0].file, checksum="0" * 64)
    with pytest.raises(BadRequest, match="not the file"):
        photo_of(other, 0.0)


def test_two_photos_have_one_shape_and_a_pose_each(model, front):
    views, seen = [], []
    for picture, joints in (front, photographed(model, 0.9, 0.6)):
        (person,) = find_people(picture)
        views.append(View(person, usual_lens(SIZE[1], SIZE[0], FOCAL), outline_of(person.outline)))
        seen.append(joints)
    fit = fit_views(model, views, model.start().values, held=["height"])
    assert (
        fit.values[model.body.parameter_index["height"]] == model.start().values[model.body.parameter_index["height"]]
    )
    large = [model.short[name] for name in ("LeftLeg", "RightLeg", "LeftFoot", "LeftArm", "RightArm", "Neck")]
    for state, figure, view, joints in zip(fit.states, fit.figures, views, seen, strict=True):
        assert np.array_equal(state.values, fit.values)
        off = np.linalg.norm(view.lens.seen(figure.joints) - joints, axis=1)[large]
        assert off.mean() < 0.02 * SIZE[0], off
    taller = fit.values.copy()
    taller[model.body.parameter_index["height"]] = 0.9
    again = pose_again(model, views, fit, taller)
    assert (again.off < fit.off + 0.004 * SIZE[0]).all()  # farther away they are seen at the same places
    assert all(one.place[1] > 1.15 * other.place[1] for one, other in zip(again.states, fit.states, strict=True))
    yaw = [np.arctan2(figure.frames[0][1, 0], figure.frames[0][0, 0]) for figure in fit.figures]
    assert abs(yaw[1] - yaw[0] - 0.8) < 0.25


def test_slopes_are_those_of_small_steps(model):
    state = State(model.start().values, model.t_pose, np.array((0.1, 3.0, -1.0)))
    posed = model.pose(state)
    sliders = np.array([model.body.parameter_index["weight"]])
    joints = np.array([0, model.short["LeftForeArm"]])
    lens = Lens(500.0, 100.0, 150.0)
    marked = model.marked(posed)
    slopes = model.place_slopes(state, posed, model.carriers, marked, sliders, joints)
    flat = np.einsum("nij,njd->nid", lens.slopes(marked), slopes)
    for column in range(1, flat.shape[2]):  # of joints and place; what a slider does to heads has steps of its own
        both = []
        for side in (1e-4, -1e-4):
            step = np.zeros(flat.shape[2])
            step[column] = side
            both.append(lens.seen(model.marked(model.pose(model.stepped(state, sliders, joints, step)))))
        assert np.abs((both[0] - both[1]) / 2e-4 - flat[:, :, column]).max() < 1e-3


def png_of(picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "png")
    return file.getvalue()


@pytest.mark.parametrize(
    "content, why",
    [
        (b"", "no picture"),
        (b"no picture at all", "no picture"),
        (png_of(np.zeros((300, 300, 3), np.uint8))[:200], "no whole picture"),
        (png_of(np.zeros((20, 300, 3), np.uint8)), "too small"),
        (png_of(np.zeros((300, 300), np.uint16)), "no colours"),
        # a header that claims more pixels than anybody has
        (
            png_of(np.zeros((300, 300, 3), np.uint8)).replace(b"\0\0\1,\0\0\1,", b"\0\1\0\0\0\1\0\0", 1),
            "pixels|no picture",
        ),
    ],
)
def test_what_is_no_photo_is_told(content, why, tmp_path):
    file = tmp_path / "photo.png"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=why):
        photo_of(NamedFile(file=str(file)), 0.0)
    with pytest.raises(BadFile, match="cannot be read"):
        photo_of(NamedFile(file=str(tmp_path / "none.png")), 0.0)


def test_a_photo_is_upright_and_small_and_tells_its_lens(front, tmp_path):
    picture, _ = front
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0xA405] = 50
    turned_file = saved(tmp_path / "turned.jpg", np.ascontiguousarray(np.rot90(picture)), exif=exif, quality=95)
    photo, _ = photo_of(turned_file, 0.0)
    assert photo.pixels.shape == picture.shape
    assert np.abs(photo.pixels.astype(int) - picture).mean() < 4
    assert photo.focal == pytest.approx(50 / np.hypot(36, 24) * np.hypot(*picture.shape[:2]))
    assert photo_of(turned_file, 100.0)[0].focal == pytest.approx(2 * photo.focal)
    large = np.asarray(Image.fromarray(picture).resize((3000, 4200)))
    photo, _ = photo_of(saved(tmp_path / "large.jpg", large), 0.0)
    assert max(photo.pixels.shape) == 1600 and photo.focal == 0.0


def test_who_is_meant_and_what_is_missing_is_told(context, front, tmp_path):
    picture, _ = front
    small = np.full_like(picture, 150)
    small[60:, 20:277] = np.asarray(Image.fromarray(picture).resize((257, 360)))
    gap = np.full((SIZE[0], 160, 3), 150, np.uint8)
    row = np.concatenate([small, gap, picture, gap, small], axis=1)
    three, _ = photo_of(saved(tmp_path / "three.png", row), 0.0)
    person, told = person_in(three, 0)
    assert 460 < person.points[:, 0].mean() < 760
    assert "3 people" in told[0] and "number 2 from the left" in told[0]
    assert person_in(three, 3)[0].points[:, 0].mean() > 920
    with pytest.raises(BadRequest, match="no number 4"):
        person_in(three, 4)
    cut, _ = photo_of(saved(tmp_path / "cut.png", picture[:270]), 0.0)
    _, told = person_in(cut, 0)
    assert "feet" in told[0]
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
    nobody = saved(tmp_path / "noise.png", noise)
    with pytest.raises(BadFile, match=r"Nobody was found in noise\.png"):
        run_photo(asked(nobody), context)
    head, _ = photo_of(saved(tmp_path / "head.png", picture[:110]), 0.0)
    with pytest.raises(BadFile, match=r"enough of the person|Nobody"):
        person_in(head, 0)
    with pytest.raises(BadFile, match=r"No face was found in noise\.png"):
        run_photo(PhotoRequest(photos=(nobody,), figure=Figure(body="toy-flame")), context)


def test_a_pose_of_smpl_stands_on_the_body_as_on_smpl(model, tmp_path):
    pose = np.zeros((24, 3))
    pose[0] = (np.pi, 0, 0)  # upright before a camera whose y points downwards
    pose[16] = (0, 0, -1.2)  # the left arm hangs
    np.savez(tmp_path / "pose.npz", pose=pose.ravel(), betas=np.zeros(10))
    given = pose_of(NamedFile(file=str(tmp_path / "pose.npz")), tmp_path)
    posed = PosedBody.pose(model, State(model.start().values, turns_of(model, given), np.zeros(3)))
    joint = {name: posed.joints[place] for name, place in model.short.items()}
    assert (joint["Head"] - joint["Hips"])[2] > 0.4
    left, right = (joint[f"{side}ForeArm"] - joint[f"{side}Arm"] for side in ("Left", "Right"))
    assert left[0] > 0 and left[2] < -0.85 * np.linalg.norm(left)
    assert right[0] < -0.9 * np.linalg.norm(right)
    np.savez(tmp_path / "bad.npz", pose=np.zeros(7))
    with pytest.raises(BadFile, match=r"SMPL's is \(72,\)"):
        pose_of(NamedFile(file=str(tmp_path / "bad.npz")), tmp_path)


def test_a_request_is_one_and_says_what_it_lacks():
    plain = {"type": "body-from-photo", "photos": "a.jpg", "measures": "height=180cm", "texture_size": 256}
    request = request_from_json(plain)
    assert request.photos[0].file == "a.jpg" and request.measures == {"height": 1.8}
    whole, arrays = request_as_json(request)
    assert not arrays and request_from_json(json.loads(json.dumps(whole))).photos[0].file == "a.jpg"
    assert len(request_from_json({**plain, "photos": ["a.jpg", "b.jpg"]}).photos) == 2
    one = NamedFile(file="a.jpg")
    for wrong, why in (
        (PhotoRequest(), "no photo"),
        (PhotoRequest(photos=(one,) * 17), "17 photos"),
        (PhotoRequest(photos=(one,), poses=(one, one)), "2 files of poses"),
        (PhotoRequest(photos=(one,), measures={"height": 50.0}), "height is 50"),
        (PhotoRequest(photos=(one,), person=-1), "person is -1"),
    ):
        with pytest.raises(BadRequest, match=why):
            check_request(wrong)
