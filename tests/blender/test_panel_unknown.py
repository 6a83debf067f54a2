"""What only the real backend knows to be wrong: it says so, and what was made stays as it was."""

from __future__ import annotations

import bpy
import pytest
from panel_helpers import everyone, refused, vertices

SMALL = {"body": "toy", "skeleton": "own", "texture_size": 256}


@pytest.fixture
def figure(new_figure):
    """A figure of the smallest body, made by the real backend and selected."""
    return new_figure(**SMALL)


def test_the_figure_can_be_changed(figure):
    from blender_addon.state import avatars

    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    assert avatars.values(figure)["height"] == pytest.approx(0.8) and figure.galatea.skeleton == "own"


@pytest.mark.parametrize(
    ("operator", "arguments", "said"),
    [
        ("generate", {"prompt": "高くて強い男"}, "in English"),
        ("generate", {"prompt": "высокий мужчина"}, "in English"),
        ("generate", {"prompt": "a man", "encoder": "nonsense"}, "embedded"),
        ("generate", {"prompt": "a man", "encoder": "ViT-B-32/openai"}, "galatea models get ViT-B-32/openai"),
        ("generate", {"prompt": "a man", "encoder": "ViT-B-32=nowhere.pt"}, "nowhere.pt"),
        ("generate", {"prompt": "a man", "sliders": '{"hieght": 0.5}'}, "Did you mean height"),
        ("generate", {"prompt": "a man", "locked": "wings"}, "wings"),
        ("set_sliders", {"values": '{"hieght": 0.5}'}, "Did you mean height"),
        ("set_sliders", {"values": '{"height": 7}'}, "from 0 to 1"),
    ],
)
def test_what_is_unknown_is_told_and_the_figure_stays(figure, operator, arguments, said):
    before = vertices(figure)
    assert said in refused(getattr(bpy.ops.galatea, operator), **arguments)
    assert everyone() == [figure] and (vertices(figure) == before).all() and not figure.galatea.job


def test_a_script_is_told_what_is_unknown(figure):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest

    for wrong, said in (({"body": "robot"}, "robot"), ({"body": "toy", "sliders": {"hieght": 0.5}}, "hieght")):
        with pytest.raises(BadRequest, match=said) as caught:
            api.new_avatar(**wrong)
        assert caught.value.hint
    with pytest.raises(BadRequest, match="nonsense"):
        api.generate("a man", encoder="nonsense", **SMALL)
    assert everyone() == [figure]
