"""The model of motion: features and back, mirror images, feet that stand, and a whole lesson on clips made here."""

from pathlib import Path

import pytest
import torch
from small_clips import write_clips

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_clips(tmp_path_factory.mktemp("clips"))


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
