"""Published mappers: the numbers that their nets give, and nothing of their pickles run."""

import json
import os
import pickle
import zipfile
from collections import OrderedDict
from itertools import pairwise

import pytest
import torch

from backend.assets.pickles.checkpoint import read_checkpoint
from backend.protocol.errors import BadFile, BadRequest
from backend.semantics.published import read_published

LABELS = [["fat"], ["long legs"], ["narrow waist"]]


class Settings:
    """As pickled hyper-parameters of a package that is not here."""

    def __init__(self):
        self.hidden_size = [800, 500]


class Harm:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"echo harm > {self.marker}",)


def layers():
    torch.manual_seed(0)
    sizes = (3, 800, 500, 10)
    return [torch.nn.Linear(a, b) for a, b in pairwise(sizes)]


def answer(logits):
    x = torch.tensor([logits])
    first, second, last = layers()
    return last(torch.relu(second(torch.relu(first(x)))))[0]


def state(names):
    made = OrderedDict()
    for name, layer in zip(names, layers(), strict=True):
        made[f"{name}.weight"], made[f"{name}.bias"] = layer.weight.detach(), layer.bias.detach()
    return made


NEW = ("model.fc_layers.0", "model.fc_layers.2", "model.out_layer")
OLD = ("model.layers.0", "model.layers.2", "model.layers.4")


def published(folder, names=NEW, labels=LABELS, out=10, **more):
    torch.save({"state_dict": state(names), "epoch": 50, **more}, folder / "smplx_male.ckpt")
    facts = {"lr": 1e-4, "out_features": out, "hidden_size": [800, 500], "num_hiddens": 1, "labels": labels}
    (folder / "smplx_male_metadata.json").write_text(json.dumps(facts))
    return folder / "smplx_male.ckpt"


@pytest.mark.parametrize("names", [NEW, OLD])
def test_they_give_the_numbers_of_their_net_whatever_their_layers_are_called(names, tmp_path):
    mapper = read_published(published(tmp_path, names, hyper_parameters={"cfg": Settings()}))
    assert mapper.words == ("fat", "long legs", "narrow waist") and mapper.outputs == 10
    found = mapper.coefficients({"narrow waist": 31.0, "fat": 17.5, "long legs": 24.0})
    assert torch.allclose(found, answer([17.5, 24.0, 31.0]), atol=1e-5)
    assert torch.allclose(mapper.coefficients({}), answer([20.0, 20.0, 20.0]), atol=1e-5)
    with pytest.raises(BadRequest, match="no word"):
        mapper.coefficients({"tall": 20.0})


def test_layers_are_put_in_order_by_their_sizes(tmp_path):
    made = state(NEW)
    turned = OrderedDict(sorted(made.items(), reverse=True))
    torch.save({"state_dict": turned}, tmp_path / "a.ckpt")
    (tmp_path / "a_metadata.json").write_text(json.dumps({"labels": LABELS}))
    found = read_published(tmp_path / "a.ckpt").coefficients({"fat": 30.0})
    assert torch.allclose(found, answer([30.0, 20.0, 20.0]), atol=1e-5)


def test_limits_come_from_their_yaml(tmp_path):
    limits = tmp_path / "smplx_male.yaml"
    limits.write_text("fat: [13, 35, 20]\nlong legs: [0, 50, 21]\nrectangular: [0, 50, 20]\n")
    mapper = read_published(published(tmp_path), limits=limits)
    assert mapper.limits["fat"] == (13.0, 35.0, 20.0)
    assert mapper.limits["narrow waist"] == (0.0, 50.0, 20.0) and "rectangular" not in mapper.limits
    assert torch.allclose(mapper.coefficients({}), answer([20.0, 21.0, 20.0]), atol=1e-5)
    limits.write_text("fat: [35, 13, 20]\n")
    with pytest.raises(BadFile, match="from 35 to 13"):
        read_published(published(tmp_path), limits=limits)
    limits.write_text("fat: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(BadFile, match="cannot be read"):
        read_published(published(tmp_path), limits=limits)


def test_what_a_pickle_wants_to_run_is_not_run_and_the_tensors_still_come(tmp_path):
    marker = tmp_path / "harm"
    file = published(tmp_path, hyper_parameters={"cfg": Harm(marker), "more": [Harm(marker)]})
    assert read_published(file).outputs == 10
    assert not marker.exists()


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Settings()),
        b"cbuiltins\neval\n(S'1/0'\ntR.",
        b"cos\nsystem\n(S'exit 1'\ntR.",
        b"(dp0\nS'state_dict'\ncbuiltins\nexec\n(S'raise SystemExit'\ntRs.",
        b"ctorch._utils\n_rebuild_tensor_v2\n(I1\nI0\n(I-4\nt(I1\nttR.",
        b"\x80\x02]q\x00h\x09.",
        b"",
    ],
)
def test_pickles_without_tensors_are_refused(content, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.ckpt", "w") as archive:
        archive.writestr("archive/data.pkl", content)
    with pytest.raises(BadFile):
        read_checkpoint(tmp_path / "a.ckpt")


def test_tensors_that_reach_beyond_their_bytes_are_refused(tmp_path):
    file = published(tmp_path)
    cut = tmp_path / "cut.ckpt"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(cut, "w") as archive:
        for info in whole.infolist():
            content = whole.read(info)
            archive.writestr(info.filename, content[: len(content) // 8 * 4] if "/data/" in info.filename else content)
    with pytest.raises(BadFile, match="beyond its bytes"):
        read_checkpoint(cut)


def test_files_that_do_not_belong_together_say_what_each_has(tmp_path):
    file = published(tmp_path, labels=[["fat"], ["thin"]])
    with pytest.raises(BadFile, match="takes 3 words and gives 10 coefficients"):
        read_published(file)
    published(tmp_path, out=50)
    with pytest.raises(BadFile, match="50"):
        read_published(file)
    (tmp_path / "smplx_male_metadata.json").unlink()
    with pytest.raises(BadFile, match="metadata"):
        read_published(file)
    (tmp_path / "text.ckpt").write_text("no checkpoint")
    with pytest.raises(BadFile, match="no checkpoint"):
        read_checkpoint(tmp_path / "text.ckpt")
