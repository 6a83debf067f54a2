"""Photos of a face become an avatar: with tiny nets on a toy head, and as another body's keys."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from backend.appearance import paint_albedo, random_look
from backend.body import load_body
from backend.body.fitting.expression_map import move_names
from backend.capabilities.face import on_rig
from backend.capabilities.face.film import film
from backend.capabilities.face.jobs import reader_named, run_face_photo
from backend.photo.footage import opened
from backend.protocol.checks import check_request
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.requests import FacePhotoRequest, Figure, NamedFile
from backend.render import render
from backend.smirk.camera import camera_of
from backend.smirk.encoder import Encoder
from backend.smirk.generator import Generator
from backend.smirk.head import head_of
from backend.smirk.model_file import Smirk, keep_smirk
from backend.smirk.turns import to_world
from backend.training.smirk import renders
from backend.training.smirk.renders import rendered
from tests.toy_context import ToyContext

NETS = dict.fromkeys(("pose_net", "shape_net", "expression_net"), "test_byobnet")
FIGURE = Figure(body="toy-flame", texture_size=256, preview_size=64)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FacePhotoRequest:
    """Two renders of a toy head, their landmarks, and nets that say something of them."""
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(ToyContext, "warm", {})
    head = head_of(load_body("toy-flame"), size=32, features=4, blocks=1, **NETS)
    torch.manual_seed(3)
    encoder = Encoder(head.layout).eval()
    with torch.no_grad():
        state = encoder.state_dict()
        state["expression_encoder.expression_layers.0.bias"].copy_(
            torch.tensor([0.5, -1.0, 0.3, 9.0, 0.6, 2.0, 0.2, 0.1, 0.0])
        )
        state["pose_encoder.pose_cam_layers.0.bias"].copy_(torch.tensor([0.0, 0.3, 0.0, 5.0, 0.0, -0.17]))
    keep_smirk(Smirk(head.layout, encoder, Generator(head.layout).eval()), "here")
    faces, photos, marks = rendered(head, 2, 0, 96), [], []
    for number, (picture, points) in enumerate(zip(faces.pictures, faces.points, strict=True)):
        Image.fromarray(picture).save(tmp_path / f"{number}.png")
        np.savez(tmp_path / f"{number}.npz", points=(points + 1) / 2 * 96)
        photos.append(NamedFile(file=str(tmp_path / f"{number}.png")))
        marks.append(NamedFile(file=str(tmp_path / f"{number}.npz")))
    return FacePhotoRequest(photos=tuple(photos), landmarks=tuple(marks), model="smirk-toy-flame", figure=FIGURE)


def test_a_face_acts_on_its_own_body(asked: FacePhotoRequest, tmp_path: Path) -> None:
    asked = dataclasses.replace(asked, expression={"expression_0": 3.0, "jaw_x": 0.3}, refine=2)
    context = ToyContext(tmp_path / "job")
    result = run_face_photo(asked, context)
    avatar, motion = result.avatar, result.avatar.motion
    told = result.report["face"]
    assert told["photos"] == 2 and len(told["expression"][0]) == 4 and len(told["eyelids"][0]) == 2
    names = avatar.shape_keys.names
    assert motion is not None and motion.shape_key_curves.shape == (2, len(names))
    column = motion.shape_key_curves[:, names.index("expression_3")]
    assert (column == 4.0).all() and any("ends of their sliders" in text for text in context.warnings)
    np.testing.assert_allclose(
        motion.shape_key_curves[:, names.index("eyelid_right")], np.array(told["eyelids"])[:, 1], atol=1e-5
    )
    bones = avatar.rig.bone_names
    jaw = motion.rotations[:, next(k for k, name in enumerate(bones) if "jaw" in name.lower())]
    angle = 2 * np.arccos(np.clip(jaw[:, 0], -1, 1))
    np.testing.assert_allclose(angle, np.linalg.norm(told["jaw"], axis=1), atol=1e-3)
    assert told["shape"][0] == told["shape"][1], "one person has one shape"
    assert result.pictures["side_by_side"].shape == (64, 128, 3), "two photos; crop, shape, both, painted anew"
    assert result.pictures["repainted"].shape == (96, 96, 3)
    stamped = avatar.provenance.request
    assert stamped["photos"][0]["checksum"] and "content" not in stamped["photos"][0]


class Opens:
    """In place of the fit of two faces, which takes long and is tested elsewhere: a jaw that turns is jawOpen."""

    source_names, target_names = move_names(load_body("toy-flame")), ("jawOpen", "mouthSmileLeft")

    def solved(self, curves: np.ndarray) -> np.ndarray:
        jaw, lid = (self.source_names.index(name) for name in ("jaw_x", "eyelid_left"))
        return np.stack([curves[:, jaw] / 0.4, curves[:, lid]], axis=1).clip(0, 1)

    def off(self, curves: np.ndarray, made: np.ndarray) -> np.ndarray:
        return np.ones(len(curves))


def test_as_the_keys_of_another_body(asked: FacePhotoRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_rig, "expression_map", lambda source, target: Opens())
    figure = dataclasses.replace(FIGURE, body="toy", preview_size=0)
    context = ToyContext(tmp_path / "job")
    result = run_face_photo(dataclasses.replace(asked, figure=figure), context)
    motion, names = result.avatar.motion, result.avatar.shape_keys.names
    told = result.report["face"]
    assert motion is not None
    np.testing.assert_allclose(
        motion.shape_key_curves[:, names.index("jawOpen")], np.array(told["jaw"])[:, 0] / 0.4, atol=1e-4
    )
    np.testing.assert_allclose(
        motion.shape_key_curves[:, names.index("mouthSmileLeft")], np.array(told["eyelids"])[:, 0], atol=1e-4
    )
    assert any("as toy's keys show it" in text for text in context.warnings)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Six pictures of a real head's render, in one of which nobody is."""
    av = pytest.importorskip("av")
    head = head_of(load_body("anny"), 5)
    code = renders.codes(head, np.random.default_rng(0), 1, None)
    still = dataclasses.replace(code, pose=torch.zeros(1, 3), shape=torch.zeros(1, 5))
    mesh, uv_faces = renders.whole_head(head)
    framed = renders.framed(head, still, 2.0)
    texture = paint_albedo(head.body, random_look(np.random.default_rng(1)), 512)[..., :3] / np.float32(255)
    with torch.no_grad():
        picture, _ = render(
            to_world(head.vertices(framed)), mesh, camera_of(framed.cam), (192, 192),
            texture=torch.from_numpy(texture), uvs=head.body.uvs, uv_faces=uv_faces, background=(0.6, 0.6, 0.65),
        )  # fmt: skip
    pixels = (picture[0].numpy() * 255).clip(0, 255).astype(np.uint8)
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.height, stream.width, stream.pix_fmt = 192, 192, "yuv420p"
        for number in range(6):
            shown = np.full_like(pixels, 160) if number == 3 else pixels
            for packet in stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def test_a_video_acts_and_is_shown_side_by_side(asked: FacePhotoRequest, clip: Path, tmp_path: Path) -> None:
    context = ToyContext(tmp_path / "job")
    result = run_face_photo(dataclasses.replace(asked, photos=(NamedFile(file=str(clip)),), landmarks=()), context)
    motion = result.avatar.motion
    assert motion is not None and len(motion.shape_key_curves) == 6 and motion.fps == 10.0
    np.testing.assert_array_equal(motion.shape_key_curves[3], motion.shape_key_curves[2])
    assert any("in 1 of 6 pictures" in text for text in context.warnings)
    told = film(reader_named("smirk-toy-flame"), clip, tmp_path / "out.mp4", crop=1.4, expression={"jaw_x": 0.2})
    assert told["found"].tolist() == [True, True, True, False, True, True]
    np.testing.assert_array_equal(told["shape"][0], told["shape"][5])
    with opened(NamedFile(file=str(tmp_path / "out.mp4"))) as (footage, shots):
        pictures = [shot.pixels for shot in shots]
    assert len(pictures) == 6 and footage.fps == 10.0
    assert pictures[0].shape == (224, 4 * 224, 3)
    crop = pictures[0][:, :224].astype(float)
    assert np.corrcoef(crop.ravel(), pictures[5][:, :224].ravel().astype(float))[0, 1] > 0.99
    assert np.abs(crop - pictures[0][:, 672:]).mean() > 5, "what an untaught generator paints"


def test_what_is_missing_is_said(asked: FacePhotoRequest, tmp_path: Path) -> None:
    def run(**changes: object) -> None:
        run_face_photo(dataclasses.replace(asked, **changes), ToyContext(tmp_path / "job"))

    with pytest.raises(NotAvailable, match="not on this machine"):
        run(model="smirk")
    with pytest.raises(BadRequest, match="has no 'smile'"):
        run(expression={"smile": 1.0})
    with pytest.raises(BadRequest, match="1 files of landmarks for 2 photos"):
        check_request(dataclasses.replace(asked, landmarks=asked.landmarks[:1]))
    np.savez(tmp_path / "0.npz", points=np.full((5, 2), 500.0))
    with pytest.raises(BadFile, match="outside of"):
        run()
    (tmp_path / "0.npz").write_bytes(b"no archive")
    with pytest.raises(BadFile, match="no landmarks"):
        run()
    (tmp_path / "0.png").write_bytes(b"no picture")
    with pytest.raises(BadFile, match="no picture"):
        run()
