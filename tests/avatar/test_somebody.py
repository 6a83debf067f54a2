"""Whom the words leave open: what is drawn agrees with what is said."""

from __future__ import annotations

import pytest

from backend.body import load_body
from backend.capabilities.avatar.somebody import drawn
from backend.protocol.requests import AvatarRequest
from backend.protocol.requests.figure import Figure
from backend.words.prompt import read_prompt

BODY = load_body("anny")
SEEDS = range(12)


def people(prompt: str) -> list[AvatarRequest]:
    requests = [AvatarRequest(prompt=prompt, figure=Figure(seed=seed)) for seed in SEEDS]
    return [drawn(request, read_prompt(prompt), BODY) for request in requests]


@pytest.mark.parametrize("prompt", ["a dark-skinned young man", "a woman with black skin"])
def test_a_skin_that_is_said_to_be_dark_comes_with_the_face_and_the_eyes_of_it(prompt):
    for request in people(prompt):
        assert request.sliders["african"] > 0.5
        red, _, blue = request.look.eye_colour
        assert red > blue, "brown"


def test_a_skin_that_is_said_to_be_pale_comes_with_no_african_face():
    assert all(request.sliders.get("african", 0.0) == 0.0 for request in people("a pale woman"))


def test_who_is_of_no_said_skin_is_of_any_origin():
    most = {max(("african", "asian", "caucasian"), key=lambda o: r.sliders.get(o, 0.0)) for r in people("a man")}
    assert len(most) == 3
