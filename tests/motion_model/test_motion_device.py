"""A motion is made where the model is: no tensor on the way is made on another device than it was asked for.

The device "meta" holds no numbers and, as a GPU does, refuses to work together with what the processor holds.
"""

import pytest
import torch
from small_model import small_model
from toy_avatar import toy_avatar

from backend.capabilities.motion.worded import jobs, obeyed
from backend.capabilities.motion.worded.plan import bearings, planned
from backend.capabilities.motion.worded.steered import steered
from backend.figure.motions import body_of_rig
from backend.figure.puppet import moved, puppet_of
from backend.motion.bearing import USUAL, Borne, borne
from backend.motion.canvas import features_of, generate_canvas, tokens_of
from backend.motion.evaluator import Evaluator, Judge
from backend.motion.features import decode, encode
from backend.motion.generate import generate
from backend.motion.mirror import mirrored
from backend.motion.path import NUMBERS
from backend.motion.toward_poses import interpolated, optimised
from backend.words.moving.reading import read_script
from backend.words.vectors import word_vectors

META = torch.device("meta")
TEXT = "a person steps sideways to the left, then sits down"


@pytest.fixture(scope="module")
def model():
    return small_model().to(META)


def test_every_step_from_noise_to_a_motion_stays_on_the_device_of_the_model(model):
    plan = planned(read_script(TEXT, 4.0), lambda words: torch.zeros(96))
    held = tokens_of(model, torch.zeros(1, 24, 134, device=META))[0].detach()
    for begins, loop in ((None, False), (held[:2], False), (None, True)):
        tokens = generate_canvas(model, plan.windows, plan.tokens, [1, 2], 3, held=begins, loop=loop)
        rows = features_of(model, tokens, loop)
        assert tokens.device == rows.device == META and rows.shape[:1] == (2,)
    rows = steered(model.skeleton, torch.cat([rows, mirrored(model.skeleton, rows)]), plan)
    everything = [Borne(slice(0, 40), dict.fromkeys(USUAL, 40.0)), *bearings(plan)]
    rows = borne(model.skeleton, rows, everything, seed=3)
    judge = Judge(Evaluator(word_vectors().width), torch.zeros(5, 128), 1.0).to(META)
    for found in (obeyed.errors(model, rows, plan), judge.scores(model.skeleton, rows, "a person walks")):
        assert found.device == META and found.shape == (4,)
    rotations, root = decode(model.skeleton, rows[0])
    assert encode(model.skeleton, rotations, root).device == META
    nothing = torch.zeros(2, len(NUMBERS), device=META)
    assert generate(model, torch.zeros(2, 96, device=META), nothing, nothing, 30, steps=2).device == META


def test_a_motion_through_poses_stays_there_too(model):
    poses = torch.zeros(3, 134, device=META)
    assert interpolated(model, poses, 10).device == META
    assert optimised(model, poses, 10, seed=1, steps=2, seen=lambda turns: turns[:, 0, 0, 0], clip=1.0).device == META


def test_the_puppet_that_is_looked_at_moves_on_its_device(model):
    avatar = toy_avatar()
    puppet = puppet_of(avatar, body_of_rig(avatar.rig), model.skeleton, "meta")
    points = moved(puppet, torch.zeros(2, 21, 3, 3, device=META))
    assert points.device == META and points.shape == (2, len(avatar.mesh.vertices), 3)


def test_a_job_has_its_models_on_the_device_of_the_worker(tmp_path):
    class Worker:
        device = "meta"

        def model(self, key, load, size=0):
            assert key.endswith(" meta"), "one of another device is another model"
            return load()

    made_by, judge = jobs.model_of("", Worker()), jobs.judge_of(Worker())
    assert judge is not None
    tensors = [*made_by.flow.parameters(), *made_by.vae.parameters(), made_by.told_scale, made_by.skeleton.toes]
    tensors += [*judge.net.parameters(), *judge.net.buffers(), judge.bank]
    assert {each.device for each in tensors} == {META}
