"""The space keeps attributes apart, texts carry what their words imply, the teacher finds its lexicon again."""

import os
import subprocess
import sys

import numpy as np
import torch

from backend.clip.space import CONSTANT, DIMENSION, axes, combine, coordinates, mirror, scales, visible, without_noise
from backend.training.encoder.captions import NEUTRAL, compose_texts
from backend.training.encoder.teacher import fit_teacher
from backend.words.attributes import ATTRIBUTES, GROUPS


def _row(**said):
    row = np.zeros(len(ATTRIBUTES), np.float32)
    for name, value in said.items():
        row[ATTRIBUTES.index(name)] = value
    return row


def test_axes_are_orthonormal_and_the_same_every_time():
    assert torch.allclose(axes() @ axes().T, torch.eye(DIMENSION), atol=1e-5)
    assert torch.equal(axes(), axes())
    assert len(ATTRIBUTES) < DIMENSION


def test_coordinates_hold_the_constant_and_the_scaled_attributes():
    found = coordinates(_row(height=2.0)[None])[0]
    assert found[0] == CONSTANT
    assert np.flatnonzero(found[1:]).tolist() == [ATTRIBUTES.index("height")]


def test_no_face_is_seen_from_afar_and_no_build_from_near():
    body, face = (dict(zip(ATTRIBUTES, visible(view), strict=True)) for view in ("body", "face"))
    assert not any(body[name] for name in GROUPS["face"])
    assert all(face[name] for name in GROUPS["face"] + GROUPS["face_shape"])
    assert body["height"] and not face["height"]
    assert body["age"] and face["age"]


def test_mirror_swaps_sides_and_undoes_itself():
    index = mirror()
    assert (index[index] == np.arange(len(index))).all()
    row = _row(eyeBlinkLeft=1.0, height=1.0)
    assert (row[index] == _row(eyeBlinkRight=1.0, height=1.0)).all()


def test_combining_repeats_nothing_and_cancels_contradictions():
    tall, taller, short = _row(height=1.0), _row(height=2.0), _row(height=-2.0)
    assert (combine([tall, taller]) == taller).all()
    assert (combine([taller, short]) == 0).all()
    assert combine([_row(mouthSmileLeft=0.9), _row(age=2.0)])[ATTRIBUTES.index("age")] == 2.0


def test_small_attributes_are_taken_for_noise():
    kept = without_noise(_row(height=0.02, age=1.0)[None])[0]
    assert (kept == _row(age=1.0)).all()


def test_texts_of_the_neutral_say_nothing_and_words_say_their_strengths():
    strengths = np.stack([_row(height=2.0), _row()])
    made = compose_texts(["lanky-word", "table-word"], strengths, np.random.default_rng(0), scale=0.001)
    table = dict(zip(made.texts, made.attributes, strict=True))
    assert all((table[text] == 0).all() for text in NEUTRAL)
    assert (table["a lanky-word person"] == strengths[0]).all()
    assert (table["a tall person"] != 0).any()
    assert len(made.texts) == len(made.attributes) == len(made.weight)
    assert not any(text.startswith(("a a", "a e", "a i", "a o")) for text in made.texts)


def test_the_teacher_knows_its_lexicon_and_doubts_what_is_far():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.eye(6, 32), 20, 0)
    phrases = groups + 0.1 * rng.normal(size=groups.shape)
    strengths = np.repeat(np.eye(6, len(ATTRIBUTES)), 20, 0) * scales()
    names = [f"{'abcdef'[k // 20] * 4} {k}" for k in range(len(phrases))]
    teacher = fit_teacher(names, phrases, strengths)
    near = teacher.strengths(["zzzz"] * 6, np.eye(6, 32) + 0.1 * rng.normal(size=(6, 32)))
    assert (near.argmax(1) == np.arange(6)).all()
    far = teacher.strengths(["zzzz"] * 6, np.eye(6, 32, 20))
    assert np.linalg.norm(far, axis=1).max() < 0.6 * np.linalg.norm(near, axis=1).min()
    spelled = teacher.strengths(["bbbb"], np.eye(1, 32, 25))
    assert spelled.argmax() == 1


def test_texts_do_not_depend_on_the_order_that_python_hashes_by():
    program = (
        "import numpy, zlib\n"
        "from backend.training.encoder.captions import compose_texts\n"
        "from backend.words.attributes import ATTRIBUTES\n"
        "rows = numpy.zeros((1, len(ATTRIBUTES)), numpy.float32)\n"
        "made = compose_texts(['lanky'], rows, numpy.random.default_rng(0), scale=0.001)\n"
        "print(zlib.crc32('|'.join(made.texts).encode()))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-P", "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1
