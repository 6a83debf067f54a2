"""Published mappers through the door that people use: words and photos become the coefficients of the user's body."""

import numpy as np
import pytest
import torch
from PIL import Image

from backend.body import load_body, parameter_vector
from backend.capabilities.models.adding import add_published
from backend.cli import main
from backend.protocol.errors import BadRequest
from backend.semantics.published import read_published
from backend.semantics.published_body import checked_logits, seen_in, sliders_of
from backend.semantics.word_sliders import word_sliders
from backend.server.catalogue import users_models
from tests.published_bodies import VERTICES
from tests.published_files import smpl_npz
from tests.semantics.test_published_mappers import answer, published


class Eyes:
    """As much of CLIP ViT-B/32 as rating asks for: words lie along axes, and pictures by their mean colour."""

    name, device, has_axes = "ViT-B-32-quickgelu/openai", "cpu", False
    model = torch.nn.Linear(1, 1)

    def encode_texts(self, texts):
        return torch.eye(3)[: len(texts)]

    def encode_images(self, images):
        return torch.nn.functional.normalize(images.mean(dim=(1, 2)), dim=-1)


@pytest.fixture
def mapper(tmp_path):
    return read_published(published(tmp_path))


def test_coefficients_are_the_bodys_first_ones_and_stay_within_their_sliders(mapper):
    body = load_body("toy-smpl")
    few = mapper.coefficients({"fat": 30.0})[: len([p for p in body.parameters if p.group == "shape"])]
    found, cut = sliders_of(body, few, "shape")
    assert list(found) == [p.name for p in body.parameters if p.group == "shape"][: len(few)]
    assert [found[name] for name in found if name not in cut] == pytest.approx(
        [v for name, v in zip(found, few.tolist(), strict=True) if name not in cut]
    )
    far, cut = sliders_of(body, torch.full((2,), 99.0), "shape")
    assert len(cut) == 2 and all(
        value == body.parameters[body.parameter_index[name]].maximum for name, value in far.items()
    )
    with pytest.raises(BadRequest, match="gives 10 coefficients of expression"):
        sliders_of(body, mapper.coefficients({}), "expression")


def test_a_photo_says_raw_logits_of_bare_words_in_the_order_of_the_labels(mapper):
    photo = np.zeros((40, 80, 3), np.uint8)
    photo[:, 20:60] = (0, 200, 0)  # the square of the middle
    told = seen_in(mapper, [photo], Eyes())
    assert list(told) == list(mapper.words) and list(told.values()) == pytest.approx([0.0, 100.0, 0.0])
    assert mapper.coefficients(told).tolist() == pytest.approx(answer([0.0, 100.0, 0.0]).tolist())
    other = Eyes()
    other.name = "galatea-96"
    with pytest.raises(BadRequest, match="ViT-B-32/openai, not of galatea-96"):
        seen_in(mapper, [photo], other)


def test_words_and_ends_that_are_none_are_told(mapper, tmp_path, capsys):
    with pytest.raises(BadRequest, match='no word "slim"'):
        checked_logits(mapper, {"slim": 3.0})
    with pytest.raises(BadRequest, match='"fat" is 60'):
        checked_logits(mapper, {"fat": 60.0})
    file = str(tmp_path / "smplx_male.ckpt")
    assert main(["mapper", file]) == 0 and "fat" in capsys.readouterr().out
    for wrong, told in ((["--set", "fat"], "no word with its logit"), (["--set", "fat=1", "fat=2"], "given twice")):
        assert main(["mapper", file, *wrong]) == 2 and told in capsys.readouterr().err
    assert main(["models", "add", "mine", file, "--kind", "mapper"]) == 2
    assert f"galatea mapper {file} --body BODY --keep NAME" in capsys.readouterr().err
    assert main(["models", "add", file]) == 2
    assert f"galatea mapper {file} --body BODY --keep NAME" in capsys.readouterr().err
    smpl_npz(tmp_path, vertices=VERTICES["smpl"], shapes=10)
    passed = dict(add_published(tmp_path).passed_over)
    assert "galatea mapper" in passed["smplx_male.ckpt"]
    Image.new("RGB", (9, 9)).save(tmp_path / "no.safetensors", "png")
    assert main(["models", "add", "mine", str(tmp_path / "no.safetensors"), "--kind", "mapper"]) == 2
    assert "is no mapper" in capsys.readouterr().err


def test_kept_its_words_are_sliders_everywhere_that_go_the_published_way(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    file = str(published(tmp_path))
    assert main(["mapper", file, "--body", "toy-smpl", "--keep", "theirs"]) == 2
    assert "licence" in capsys.readouterr().err
    assert main(["mapper", file, "--body", "toy-smpl", "--keep", "theirs", "--licence", "research only"]) == 0
    assert "galatea sliders --body toy-smpl --mapper theirs" in capsys.readouterr().out
    told = next(model for model in users_models() if model.name == "theirs")
    assert (told.of, told.words) == ("toy-smpl", ("fat", "long legs", "narrow waist")) and told.available
    body, net = load_body("toy-smpl"), read_published(tmp_path / "smplx_male.ckpt")
    first = sliders_of(body, net.coefficients({}), "shape")[0]
    start = parameter_vector(body, first)[0]
    sliders = word_sliders(body, ["theirs:fat", "theirs:long legs"])
    alike = []
    for key, word in (("theirs:fat", "fat"), ("theirs:long legs", "long legs")):
        for value, end in ((-1.0, 0.0), (1.0, 50.0)):
            goal = parameter_vector(body, sliders_of(body, net.coefficients({word: end}), "shape")[0])[0]
            moved = sliders.moved(start, {key: value}) - start
            alike.append(float(torch.cosine_similarity(moved, goal - start, dim=0)))
    assert min(alike) > 0.8, "its weights are random, and bend more than those of a trained one"
