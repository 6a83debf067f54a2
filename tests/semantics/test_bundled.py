"""The one command that makes the mappers that come with the program, on a small body; and the teacher of nets."""

import json

import numpy as np
import seeing_eyes
import torch

from backend.semantics import read_mapper
from backend.semantics.any_word import SIGHTS
from backend.training.semantics import bundled
from backend.training.semantics.executor import one_thread
from backend.training.semantics.make import MOVED
from backend.training.semantics.moved import moved_bodies
from backend.training.semantics.teacher import teacher_of


def test_mappers_with_what_they_are_worth_are_made_by_one_command(tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "BODY", "toy-smpl")
    monkeypatch.setattr(bundled, "WORKERS", 1)
    monkeypatch.setattr(bundled, "MOVED", 50)
    monkeypatch.setattr(bundled, "WORDS", {"body": ("wide", "high")})
    monkeypatch.setattr(bundled, "load_encoder", seeing_eyes.Eyes)
    bundled.train(tmp_path, seed=3, scale=0.001)
    file = tmp_path / "mappers" / "toy-smpl-body.safetensors"
    mapper = read_mapper(file)
    assert mapper.words == ("wide", "high") and mapper.card.seed == 3
    told = json.loads((tmp_path / "mappers" / "evaluation.json").read_bytes())["toy-smpl-body"]
    assert {"ours", "refined", "published"} <= set(told) and told["bodies"] == 3
    assert len(list(tmp_path.rglob("shard-*.tar"))) == 1
    eyes, folder = seeing_eyes.Eyes(), tmp_path / "toy-smpl-body"
    values, seen = moved_bodies(folder / MOVED, mapper, None, eyes, 30, 3)  # pyright: ignore[reportArgumentType]
    assert len(values) == len(seen) == 50, "what was rated is rated once"
    assert mapper.card.samples == 80 + 50 and (folder / "swept-refined.npz").exists()
    assert (tmp_path / "mappers" / SIGHTS / file.name).stat().st_size > 1000


def test_a_teacher_knows_unseen_bodies_better_than_squares_do():
    torch.manual_seed(0)
    steps = torch.randn(300, 8)  # of which four matter, each in its own way
    goals = torch.stack([torch.sin(2 * steps[:, 0]) + steps[:, 1], steps[:, 2] * torch.tanh(steps[:, 3])], 1)
    with one_thread():
        teacher = teacher_of(steps[:200], goals[:200])
    missed = float((teacher(steps[200:]) - goals[200:]).square().mean())
    known = np.concatenate([steps, steps**2, np.ones((300, 1))], 1)
    squares = known[200:] @ np.linalg.lstsq(known[:200], goals[:200].numpy(), rcond=None)[0]
    assert missed < 0.3 * float(np.square(squares - goals[200:].numpy()).mean())
    widths = teacher.kernel.widths
    assert float(widths[:4].min()) > float(widths[4:].max()), "it finds out which axes matter"
