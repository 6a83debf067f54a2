"""Sliders of a new avatar that are known: the face is fitted with them as they are said."""

import dataclasses

import pytest
from face_videos import picture
from PIL import Image
from toy_context import ToyContext

from backend.capabilities.capture.jobs import run_capture
from backend.protocol.errors import BadRequest
from backend.protocol.requests import CaptureRequest, Figure, Look, NamedFile


def test_a_gender_that_is_said_stays_and_the_rest_is_fitted_with_it_and_an_unsure_one_is_told(tmp_path):
    file = tmp_path / "photo.png"
    Image.fromarray(picture()).save(file)
    figure = Figure(texture_size=256, preview_size=64)
    request = CaptureRequest(file=NamedFile(file=str(file)), figure=figure, look=Look(unsaid="bare"))
    context = ToyContext(tmp_path)
    unsaid = run_capture(request, context)
    assert context.fractions == sorted(context.fractions)  # the bar never goes back
    quick = dataclasses.replace(request, figure=dataclasses.replace(figure, preview_size=0))
    man = run_capture(dataclasses.replace(quick, sliders={"gender": 0.0}), ToyContext(tmp_path))
    assert unsaid.avatar is not None and man.avatar is not None
    assert man.avatar.sliders["gender"] == 0.0 != unsaid.avatar.sliders["gender"]
    assert sum(man.sliders[name] != value for name, value in unsaid.sliders.items()) > 10
    assert man.report["shape"]["pixels_off"] < 1.5 * unsaid.report["shape"]["pixels_off"]
    told = [any("Say it: gender" in each for each in one.report["warnings"]) for one in (unsaid, man)]
    assert told == [abs(unsaid.avatar.sliders["gender"] - 0.5) <= 0.2, False]
    with pytest.raises(BadRequest, match="no slider 'gendre'"):
        run_capture(dataclasses.replace(request, sliders={"gendre": 0.0}), ToyContext(tmp_path))
