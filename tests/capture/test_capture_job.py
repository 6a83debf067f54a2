"""Videos of rendered heads become takes on an avatar; what is wrong with a video is told."""

import dataclasses
import io
import json
from types import SimpleNamespace

import numpy as np
import pytest
from face_videos import JAW, SIZE, blank, held_sideways, picture, sound_alone, video
from PIL import Image, ImageDraw
from toy_avatar import toy_avatar
from toy_context import ToyContext

from backend.capabilities.capture.coefficients import coefficients_of
from backend.capabilities.capture.jobs import run_capture
from backend.capabilities.capture.numbered import TAKEN
from backend.capabilities.capture.seen import Seen, chosen, from_the_left
from backend.capture.aligned import aligned, usual_face
from backend.capture.found import found_of
from backend.capture.reading import confidence
from backend.capture.rest import rest_table, stillest
from backend.landmarks.faces import Tracker, find_faces
from backend.landmarks.faces import tracker as tracking
from backend.landmarks.faces.face import ASTRAY
from backend.photo import footage
from backend.photo.footage import opened
from backend.protocol.checks import check_request, request_as_json, request_from_json
from backend.protocol.codec import decode, encode
from backend.protocol.errors import BadFile, BadRequest, JobCancelled
from backend.protocol.requests import Base, CaptureRequest, Figure, NamedFile
from backend.protocol.sliders import ARKIT_52
from backend.protocol.sound_results import check_result
from backend.result_files import write_change
from rigging.faces.bones import head_joints
from rigging.faces.face_take import face_take, from_npz
from rigging.faces.live_link_csv import read_csv

FIGURE = Figure(texture_size=256, preview_size=64)
GAP = (6, 7)


def request_of(content, name="take.mp4", **more):
    return CaptureRequest(file=NamedFile(file=name, content=content), figure=FIGURE, shape=False, **more)


@pytest.fixture(scope="module")
def acted():
    pictures = [blank() if frame in GAP else picture(float(jaw)) for frame, jaw in enumerate(JAW)]
    return video(pictures)


@pytest.fixture(scope="module")
def made(acted, tmp_path_factory):
    context = ToyContext(tmp_path_factory.mktemp("job"))
    return run_capture(request_of(acted, neutral=0.0, base=Base(avatar=toy_avatar())), context), context


def test_the_mouth_opens_as_it_does_and_gaps_are_told(made):
    result, context = made
    check_result(result)
    jaw = result.values[:, result.take_keys.index("jawOpen")]
    there = np.array([frame not in GAP for frame in range(len(JAW))])
    assert np.corrcoef(jaw[there], JAW[there])[0, 1] > 0.8
    np.testing.assert_array_equal(result.confidence > 0, there)
    np.testing.assert_array_equal(jaw[list(GAP)], jaw[GAP[0] - 1])
    assert result.report["found"] == there.sum() and len(result.report["gaps_s"]) == 1
    assert any("No face was found in 2 of 14" in told for told in context.warnings)
    np.testing.assert_allclose(np.diff(result.times), 1 / 25, atol=1e-3)
    assert result.avatar is None and result.avatar_id == toy_avatar().avatar_id
    column = result.key_names.index("jawOpen")
    assert np.ptp(result.motion.shape_key_curves[:, column]) > 0.15
    assert result.pictures["sheet"].ndim == 3


def test_a_take_is_told_in_the_expressions_of_flame_too(made, tmp_path):
    result, context = made
    opening, half = np.linspace(0.0, 1.0, len(result.times)), np.full(len(result.times), 0.2)
    turned = np.tile((np.cos(half[0]), 0.0, 0.0, np.sin(half[0])), (len(half), 1))  # to the face's own left
    take = face_take(result.times, ["jawOpen"], opening[:, None], head=turned)
    own = coefficients_of("toy-flame", take, context)
    result = dataclasses.replace(result, coefficients=own)
    check_result(result)
    files, _ = write_change(tmp_path, result)
    assert tmp_path / "coefficients.npz" in files
    with np.load(tmp_path / "coefficients.npz") as told:
        np.testing.assert_array_equal(told["times"], result.times)
        assert told["expression"].shape == (len(half), 4) and told["eyelids"].shape == (len(half), 2)
        assert (np.diff(told["jaw_pose"][:, 0]) > 0).all() and told["jaw_pose"][-1, 0] > 0.04
        np.testing.assert_allclose(told["global_orient"], [[0.0, 0.4, 0.0]] * len(half), atol=1e-6)
    plain, arrays = encode(result)
    again = decode(type(result), json.loads(json.dumps(plain)), [named.array.tobytes() for named in arrays])
    np.testing.assert_array_equal(again.coefficients["jaw_pose"], own["jaw_pose"])
    with pytest.raises(BadRequest, match="frames, not the"):
        check_result(dataclasses.replace(result, coefficients={"expression": own["expression"][1:]}))


def test_a_head_of_flame_acts_by_its_own_keys_and_the_bone_of_its_jaw(acted, tmp_path):
    figure = dataclasses.replace(FIGURE, body="toy-flame", preview_size=0)
    request = dataclasses.replace(request_of(acted, neutral=0.0, head=False), figure=figure)
    result = run_capture(request, ToyContext(tmp_path / "job"))
    check_result(result)
    own = {f"expression_{number}" for number in range(4)} | {"eyelid_left", "eyelid_right"}
    assert set(result.take_keys) - set(ARKIT_52) == own
    jaw = result.bone_names.index(head_joints(result.bone_names)["Jaw"])
    assert np.ptp(result.motion.rotations[:, jaw, 1], axis=0) > 1e-3
    still = [n for n in range(len(result.bone_names)) if n != jaw]
    np.testing.assert_allclose(result.motion.rotations[:, still, 0], 1.0, atol=1e-6)
    opens = result.values[:, result.take_keys.index("jawOpen")]
    lips = result.values[:, result.take_keys.index("expression_0")]
    assert np.corrcoef(opens, lips)[0, 1] > 0.5, "whose lower lip comes down"


def test_the_rest_of_a_person_is_kept_and_known_in_the_next_clip_and_photo(acted, tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path))
    base = Base(avatar=toy_avatar())

    def capture(content, name="take.mp4", **more):
        made = run_capture(request_of(content, name, person="Ada", base=base, **more), ToyContext(tmp_path / "job"))
        return made.report["rest"]["by"], made.values[:, made.take_keys.index("jawOpen")].copy()

    by, told = capture(acted, neutral=0.0)
    assert by == "told" and (tmp_path / "faces" / "Ada.npz").is_file()
    by, known = capture(acted, end=0.2)
    assert by == "kept of Ada"
    np.testing.assert_allclose(known, told[: len(known)], atol=1e-4)
    photo = io.BytesIO()
    Image.fromarray(picture(0.6)).save(photo, "png")
    by, seen = capture(np.frombuffer(photo.getvalue(), np.uint8), "photo.png")
    assert by == "kept of Ada" and seen[0] > 0.25


def test_result_and_request_go_through_the_wire_and_files(made, tmp_path):
    result, _ = made
    plain, arrays = encode(result)
    again = decode(type(result), json.loads(json.dumps(plain)), [named.array.tobytes() for named in arrays])
    np.testing.assert_array_equal(again.values, result.values)
    files, _ = write_change(tmp_path, result)
    assert {"take.npz", "take.csv", "change.npz", "sheet.png"} <= {file.name for file in files}
    take, table = from_npz(tmp_path / "take.npz"), read_csv((tmp_path / "take.csv").read_text())
    np.testing.assert_allclose(take.values, result.values, atol=1e-6)
    np.testing.assert_allclose(table.column("jawOpen")[:6], take.column("jawOpen")[:6], atol=1e-5)
    request = CaptureRequest(file=NamedFile(file="a.mp4"), neutral=1.5, face=2)
    plain, _ = request_as_json(request)
    again = request_from_json(json.loads(json.dumps(plain)))
    assert (again.file.file, again.neutral, again.face) == ("a.mp4", 1.5, 2)
    assert request_from_json({"type": "capture", "file": "a.mp4"}).file.file == "a.mp4"
    with pytest.raises(BadRequest, match="no video or photo"):
        check_request(CaptureRequest())
    with pytest.raises(BadRequest, match="from 2 s to 1 s"):
        check_request(dataclasses.replace(request, start=2.0, end=1.0))


def test_no_face_a_cartoon_and_damaged_files_are_told(acted, tmp_path):
    context = ToyContext(tmp_path)
    drawn = Image.new("RGB", (SIZE, SIZE), (255, 255, 255))
    draw = ImageDraw.Draw(drawn)
    draw.ellipse((30, 30, 160, 160), fill=(250, 220, 90), outline=(0, 0, 0), width=3)
    draw.ellipse((65, 70, 80, 90), fill=(0, 0, 0))
    draw.ellipse((110, 70, 125, 90), fill=(0, 0, 0))
    draw.arc((60, 80, 130, 140), 20, 160, fill=(0, 0, 0), width=4)
    for pictures in ([blank()] * 3, [np.asarray(drawn)] * 3):
        with pytest.raises(BadFile, match=r"No face was found in take\.mp4"):
            run_capture(request_of(video(pictures)), context)
    for content, told in (
        (acted[:2000], "no video that can be read"),
        (np.frombuffer(b"this is a text and no video at all", np.uint8), "no video that can be read"),
        (
            np.frombuffer(b"Timecode,BlendShapeCount,EyeBlinkLeft,JawOpen\n0:0:0:0,61,0,1\n", np.uint8),
            "phone's recording",
        ),
        (np.frombuffer(b"mouthSmile_L-0|jawOpen-12|=head#1,2,3,0,0,0|", np.uint8), "phone's recording"),
        (sound_alone(), "no pictures in it"),
    ):
        with pytest.raises(BadFile, match=told):
            run_capture(request_of(content), context)
    with pytest.raises(BadFile, match="no picture that can be read from 90 s"):
        run_capture(request_of(acted, start=90.0), context)
    with pytest.raises(BadFile, match="cannot be read"):
        run_capture(CaptureRequest(file=NamedFile(file=str(tmp_path / "none.mp4"))), context)
    with pytest.raises(BadRequest, match="no number 3"):
        run_capture(request_of(acted, face=3), context)
    with pytest.raises(JobCancelled):
        run_capture(request_of(acted), ToyContext(tmp_path, cancel_at=0.1))


def test_pictures_of_4k_and_such_in_bad_light_are_read_and_larger_ones_refused(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    wide = np.full((2160, 3840, 3), 120, np.uint8)
    wide[700:1100, 900:1300] = np.asarray(Image.fromarray(picture(0.6)).resize((400, 400)))
    dark = (picture(0.6) * 0.12 + rng.normal(0, 4, (SIZE, SIZE, 3))).clip(0, 255).astype(np.uint8)
    glare = (picture(0.6) * 4.0).clip(0, 255).astype(np.uint8)
    beside = (picture(0.6) * np.linspace(0.05, 1.2, SIZE)[None, :, None]).clip(0, 255).astype(np.uint8)
    for name, pixels in (("4k", wide), ("dark", dark), ("glare", glare), ("beside", beside)):
        photo = io.BytesIO()
        Image.fromarray(pixels).save(photo, "jpeg", quality=95)
        request = request_of(np.frombuffer(photo.getvalue(), np.uint8), f"{name}.jpg", base=Base(avatar=toy_avatar()))
        plain = dataclasses.replace(request, figure=Figure(preview_size=0))
        made = run_capture(plain, ToyContext(tmp_path))
        assert made.confidence[0] > 0.5, name
        assert made.values[0, made.take_keys.index("jawOpen")] > 0.1, name
    monkeypatch.setattr(footage, "MOST_PIXELS", SIZE * SIZE - 1)
    with pytest.raises(BadFile, match=f"have {SIZE} by {SIZE} pixels"):
        run_capture(request_of(video([blank()])), ToyContext(tmp_path))


def test_times_are_those_of_the_pictures_and_phones_are_turned_upright():
    times = [0, 40, 95, 120, 300, 333]
    content = video([picture(float(jaw)) for jaw in JAW[:6]], times, container="matroska")
    with opened(NamedFile(file="uneven.mkv", content=content)) as (_, shots):
        np.testing.assert_allclose([shot.seconds for shot in shots], np.array(times) / 1000, atol=2e-3)
    lying = video([np.rot90(picture())] * 2)
    with opened(NamedFile(file="lying.mp4", content=held_sideways(lying))) as (footage, shots):
        (first, *_) = shots
    assert footage.turned
    assert np.abs(first.pixels.astype(int) - picture()).mean() < 12


def test_two_who_change_places_keep_their_numbers():
    pale, dark = picture(), (picture() * 0.4).astype(np.uint8)
    first, second = np.concatenate([pale, dark], axis=1), np.concatenate([dark, pale], axis=1)
    tracker = Tracker(2)
    before, after = ({n: face.box[0, 0] for n, face in tracker.look(each).items()} for each in (first, second))
    assert len(before) == 2 and before.keys() == after.keys()
    for number in before:
        assert (before[number] < SIZE) != (after[number] < SIZE)


@pytest.mark.parametrize(("sure", "count"), [(0.9, 1), (0.999, 2)])
def test_what_looks_a_little_like_a_face_is_nobody_beside_one_and_is_told_of_alone(sure, count):
    tracker = Tracker(1)
    (face,) = tracker.look(picture()).values()
    aside = np.float32((SIZE, 0, 0))
    behind = dataclasses.replace(face, sure=sure, points=face.points + aside, lids=face.lids + aside[:2])
    seen = Seen([0.0, 0.04, 0.08, 0.12], {0: dict.fromkeys(range(4), face), 1: dict.fromkeys(range(1, 4), behind)})
    assert len(from_the_left(seen)) == count and len(chosen(seen, 0, "take.mp4")[1]) == count - 1
    assert from_the_left(dataclasses.replace(seen, people={1: seen.people[1]})) == [1]


def test_points_that_lie_beside_a_face_are_noticed_and_it_is_found_again(monkeypatch):
    tracker = Tracker(1)
    (face,) = tracker.look(picture()).values()
    assert face.apart < ASTRAY
    beside = dataclasses.replace(face, lids=face.lids + 0.2 * face.between_eyes)
    assert confidence(beside, 0.0, SIZE, SIZE) < 0.5 * confidence(face, 0.0, SIZE, SIZE)
    monkeypatch.setattr(tracking, "look", lambda image, crop: beside)
    (found,) = tracker.look(picture()).values()
    assert found.apart < ASTRAY


@pytest.mark.parametrize(("smile", "rests"), [(0.2, True), (0.8, False)])
def test_whoever_grins_all_the_time_is_nowhere_at_rest(smile, rests):
    (face,) = find_faces(picture())
    shown = np.zeros((20, len(ARKIT_52)))
    shown[:, ARKIT_52.index("mouthSmileLeft")] = smile
    shown[:, ARKIT_52.index("eyeLookUpLeft")] = 0.9
    net = SimpleNamespace(keys=lambda inputs, head: shown)
    faces = aligned(found_of([face] * 20), usual_face())
    assert (stillest(faces, net, "anny", rest_table()) is not None) == rests


def test_all_faces_of_a_wide_picture_are_found():
    for gap in (1, 2):
        row = [part for seed in (5, 6, 7) for part in (picture(0.0, seed), *[blank()] * gap)]
        faces = Tracker(4).look(np.concatenate(row, axis=1)).values()
        middles = sorted(float(face.box[0, 0]) / (SIZE * (gap + 1)) for face in faces)
        assert np.allclose(middles, [0.5 / (gap + 1) + number for number in range(3)], atol=0.1), gap


def test_a_rest_beyond_the_clip_is_told(acted, tmp_path):
    with pytest.raises(BadRequest, match=r"ends at 0\.5 s, and neutral is 99 s"):
        run_capture(request_of(acted, neutral=99.0), ToyContext(tmp_path))


def test_the_face_that_is_meant_is_named_by_number_or_drawn_around(tmp_path):
    both = tmp_path / "both.png"
    Image.fromarray(np.concatenate([picture(0.6), picture()], axis=1)).save(both)
    request = CaptureRequest(file=NamedFile(file=str(both)), figure=FIGURE, base=Base(avatar=toy_avatar()), shape=False)
    sides = {
        "left": [dataclasses.replace(request, face=1), dataclasses.replace(request, crop=(0.0, 0.0, 0.5, 1.0))],
        "right": [dataclasses.replace(request, face=2), dataclasses.replace(request, crop=(0.5, 0.0, 0.5, 1.0))],
    }
    for side, asked in sides.items():
        for one in asked:
            result = run_capture(one, ToyContext(tmp_path / "job"))
            assert (result.position[0, 0] > 0) == (side == "right"), one.crop
            if one.face:  # framed by its number, in a colour of its own
                x = np.argwhere((result.pictures["faces"] == TAKEN).all(2)).mean(0)[1]
                assert (x > SIZE) == (side == "right") and result.report["numbered"] == 2
            else:
                assert "faces" not in result.pictures


def test_points_move_with_the_picture_and_left_is_left_in_a_mirror():
    (face,) = find_faces(picture(0.3))
    (moved,) = find_faces(np.pad(picture(0.3), ((30, 10), (55, 5), (0, 0)), constant_values=120))
    off = np.linalg.norm(moved.points[:, :2] - face.points[:, :2] - (55, 30), axis=1)
    assert off.max() < 0.06 * face.size
    (other,) = find_faces(np.ascontiguousarray(picture(0.3)[:, ::-1]))
    swapped = other.irises[::-1, 0] * (-1, 1) + (SIZE, 0)
    assert np.linalg.norm(swapped - face.irises[:, 0], axis=1).max() < 0.06 * face.size


def test_a_photo_is_read_against_a_rest_that_is_foretold(tmp_path):
    file = tmp_path / "photo.png"
    Image.fromarray(picture(0.5)).save(file)
    result = run_capture(
        CaptureRequest(file=NamedFile(file=str(file)), figure=FIGURE, base=Base(avatar=toy_avatar()), shape=False),
        ToyContext(tmp_path),
    )
    check_result(result)
    assert len(result.times) == 1 and result.report["rest"]["by"].startswith("foretold")
    assert result.values[0, result.take_keys.index("jawOpen")] > 0.1
