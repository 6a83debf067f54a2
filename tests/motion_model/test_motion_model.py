"""The model of motion: features and back, mirror images, feet that stand, and a whole lesson on clips made here."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
from small_model import JOINTS, PARENTS, offsets

from backend.motion import text
from backend.motion.features import CONTACTS, FPS, decode, encode, foot_points, joints
from backend.motion.generate import generate
from backend.motion.mirror import mirrored
from backend.motion.model_file import load_model
from backend.motion.path import NUMBERS, measured
from backend.protocol.errors import BadRequest
from backend.training.motion.clips import backwards, load_clips, words_backwards, words_mirrored
from backend.training.motion.lesson import train
from backend.words.vectors import word_vectors

LABELS = ("a person walks forward", "a person walks and turns left", "a person waves with the left hand")


def about(axis: int, angle: np.ndarray) -> np.ndarray:
    """(T,) radians -> (T, 4) wxyz."""
    found = np.zeros((len(angle), 4))
    found[:, 0], found[:, 1 + axis] = np.cos(angle / 2), np.sin(angle / 2)
    return found


def a_clip(label: str, frames: int, phase: float) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(frames) / 30
    quaternions = np.tile([1.0, 0, 0, 0], (frames, 21, 1))
    swing = np.sin(5 * t + phase)
    root = np.zeros((frames, 3))
    root[:, 1] = 0.95
    if "walks" in label:
        for side, sign in (("l", 1), ("r", -1)):
            quaternions[:, JOINTS.index(side + "Thigh")] = about(0, sign * 0.4 * swing)
            quaternions[:, JOINTS.index(side + "Shin")] = about(0, 0.3 * (1 - sign * swing))
        turn = 0.4 * t if "left" in label else 0 * t
        quaternions[:, 0] = about(1, turn)
        root[:, 0], root[:, 2] = (np.cumsum(np.stack([np.sin(turn), np.cos(turn)], 0), 1)) / 30
    else:
        quaternions[:, JOINTS.index("lShldr")] = about(2, 1.2 + 0.3 * swing)
    return quaternions, root


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("clips")
    pieces, rows = [], []
    for number, label in enumerate(LABELS * 4):
        quaternions, root = a_clip(label, 120 + 15 * number, 0.5 * number)
        pieces.append((quaternions, root))
        rows.append({"label": label, "subject": "07" if number == 11 else "1", "take": "1", "scope": "clip",
                     "category": "walk"})  # fmt: skip
    lengths = [len(root) for _, root in pieces]
    np.savez(
        made / "clips.npz",
        quat=np.concatenate([q for q, _ in pieces]).astype(np.float16),
        root=np.concatenate([r for _, r in pieces]).astype(np.float32),
        start=np.cumsum([0, *lengths[:-1]]).astype(np.int32), length=np.array(lengths, np.int32),
        joint_names=np.array(JOINTS), parents=np.array(PARENTS, np.int32), offsets=offsets().astype(np.float32),
        end_names=np.array(["rFoot_toe", "lFoot_toe"]), end_joints=np.array([16, 20], np.int32),
        end_offsets=np.array([(0, -0.05, 0.12)] * 2, np.float32), fps=30,
    )  # fmt: skip
    with open(made / "clips.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return made


@pytest.fixture(scope="module")
def clips(folder, tmp_path_factory):
    return load_clips(folder, tmp_path_factory.mktemp("kept") / "features.npz")


def numbers(clips, features) -> dict[str, float]:
    told = measured(clips.skeleton, features[None], torch.ones(1, len(features), dtype=torch.bool))
    return dict(zip(NUMBERS, told[0].tolist(), strict=True))


def test_numbers_tell_what_a_clip_does(clips):
    ahead, turning, waving = (numbers(clips, clips.clips[k].features) for k in range(3))
    assert ahead["ahead"] == pytest.approx(len(clips.clips[0].features) / FPS, rel=0.05) and abs(ahead["turn"]) < 0.05
    assert turning["turn"] > 1.0 and turning["left"] > 0.3
    assert waving["left_hand"] > 5 * waving["right_hand"] and waving["left_hand_high"] > waving["right_hand_high"]


def test_features_are_a_motion_and_back(clips):
    for clip in clips.clips[:3]:
        rotations, root = decode(clips.skeleton, clip.features, by_feet=False)
        again = encode(clips.skeleton, rotations, root)
        # the heading is a smoothed one, and the first frame's is taken off
        assert (again - clip.features)[2:-2].abs().max() < 0.06


def test_a_mirror_image_is_one(clips):
    clip = clips.clips[1]
    there = mirrored(clips.skeleton, clip.features)
    assert torch.allclose(mirrored(clips.skeleton, there), clip.features, atol=1e-6)
    here, other = numbers(clips, clip.features), numbers(clips, there)
    assert other["turn"] == pytest.approx(-here["turn"], abs=1e-4)
    assert other["right_foot"] == pytest.approx(here["left_foot"], rel=1e-3)
    assert words_mirrored("a person turns left with the right hand") == "a person turns right with the left hand"


def test_a_walk_backwards_goes_back(clips):
    clip = clips.clips[0]
    assert numbers(clips, backwards(clip.features))["ahead"] == pytest.approx(
        -numbers(clips, clip.features)["ahead"], rel=0.02
    )
    assert words_backwards("a person walks forward") == "a person walks backward"
    assert words_backwards("a person jumps and walks") is None


def test_feet_that_stand_do_not_slide(clips):
    features = clips.clips[0].features.clone()
    features[:, CONTACTS] = torch.tensor([1.0, 0.0, 0.0, 0.0])
    rotations, root = decode(clips.skeleton, features)
    left = foot_points(joints(clips.skeleton, rotations, root), clips.skeleton)[:, 0]
    assert (left[1:] - left[:-1])[:, :2].norm(dim=-1).max() < 1e-4


def test_a_lesson_goes_on_and_its_file_moves(folder, tmp_path, capsys):
    train(tmp_path, seed=0, scale=0.0, data=folder)
    first = (tmp_path / "motion.safetensors").read_bytes()
    capsys.readouterr()
    train(tmp_path, seed=0, scale=0.0, data=folder)
    assert (tmp_path / "motion.safetensors").read_bytes() == first  # all was done
    assert "cm/s" in capsys.readouterr().out
    model = load_model(tmp_path / "motion.safetensors")
    told = torch.zeros(2, len(NUMBERS))
    words = torch.stack([text.told("a person walks", word_vectors()), text.told("jumps", word_vectors())])
    found = [generate(model, words, told, told, 50, seed) for seed in (3, 3, 4)]
    assert found[0].shape == (2, 50, 134) and found[0].isfinite().all()
    assert torch.equal(found[0], found[1]) and not torch.allclose(found[0], found[2])


def test_what_is_missing_is_told(folder, tmp_path):
    with pytest.raises(BadRequest, match="--data"):
        train(tmp_path, seed=0, scale=1.0)
    with pytest.raises(BadRequest, match=r"clips\.npz|no motion-capture"):
        train(tmp_path, seed=0, scale=1.0, data=tmp_path)
    (tmp_path / "odd.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadRequest, match="no model of motion"):
        load_model(tmp_path / "odd.safetensors")
