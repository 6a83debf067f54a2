"""SMIRK's nets against their published layout, and files that are none."""

import dataclasses
import hashlib
import zipfile
from pathlib import Path

import pytest
import torch
from torch.nn import functional as f

from backend.capabilities.models.adding import add_published
from backend.protocol.errors import BadFile, BadRequest
from backend.smirk.encoder import Encoder, FaceCode, split
from backend.smirk.generator import Generator
from backend.smirk.layout import Layout
from backend.smirk.model_file import Smirk, load_smirk, read_smirk, smirk_of, tensors_of, write_smirk
from tests.hostile_pickles import running

PUBLISHED = "7cd83787e8e8a0d1a9662d54cbbb99c3fa51b0bb57714ac449922a5e2ea40e22"
"""SHA-256 of the names and shapes of the 940 tensors, as the published classes list them with timm 1.0.31"""
TINY = Layout(
    shapes=7, expressions=6, features=4, blocks=1, size=32,
    **dict.fromkeys(("pose_net", "shape_net", "expression_net"), "test_byobnet"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def smirk() -> Smirk:
    torch.manual_seed(0)
    return Smirk(TINY, Encoder(TINY).eval(), Generator(TINY).eval())


def test_the_nets_have_the_tensors_of_the_published_checkpoint() -> None:
    with torch.device("meta"):
        tensors = tensors_of(Smirk(Layout(), Encoder(Layout()), Generator(Layout())))
    assert sum(name.startswith("smirk_encoder.") for name in tensors) == 762
    assert sum(name.startswith("smirk_generator.") for name in tensors) == 178
    listed = "\n".join(f"{name} {tuple(value.shape)}" for name, value in tensors.items())
    assert hashlib.sha256(listed.encode()).hexdigest() == PUBLISHED


def test_outputs_stand_in_the_published_order_and_within_their_ends() -> None:
    found = torch.linspace(-3, 3, 11)[None].requires_grad_()
    expression, eyelids, jaw = split(found, TINY)
    plain = found.detach()
    torch.testing.assert_close(expression.detach(), plain[:, :6])
    torch.testing.assert_close(eyelids.detach(), plain[:, 6:8].clamp(0, 1))
    torch.testing.assert_close(jaw.detach(), torch.tensor([[float(plain[0, 8]), 0.2, 0.2]]))
    (eyelids.sum() + jaw.sum()).backward()
    assert found.grad is not None
    assert found.grad[0, 9] == 1.0, "beyond its end a number still feels what leads it back"
    again = plain.clone().requires_grad_()
    (-split(again, TINY)[2].sum()).backward()
    assert again.grad is not None and again.grad[0, 9] == 0.0
    named = dataclasses.replace(TINY, expression_names=tuple("abcdef"))
    assert float(split(found, named)[0].detach().min()) == 0.0


def test_what_the_encoder_says_before_it_has_learned(smirk: Smirk) -> None:
    code = Encoder(TINY).eval()(torch.rand(3, 3, 32, 32))
    assert isinstance(code, FaceCode)
    assert code.pose.abs().max() < 0.1 and (code.cam[:, 0] == 7.0).all(), "upright, and as large as the crop"
    assert not code.shape.any(), "of the usual shape"
    assert code.flat.shape == (3, 11) and code.of([0]).cam.shape == (1, 3)


def test_the_generator_computes_what_its_layers_say(smirk: Smirk) -> None:
    """The same sum written down from the tensors, layer by layer."""
    assert smirk.generator is not None
    t = {
        k: v + 0.05 * torch.randn(v.shape) if v.dtype.is_floating_point else v
        for k, v in smirk.generator.state_dict().items()
    }
    for key in [key for key in t if key.endswith("running_var")]:
        t[key] = t[key].abs() + 0.5
    net = Generator(TINY).eval()
    net.load_state_dict(t)

    def normed(x: torch.Tensor, key: str) -> torch.Tensor:
        mean, var = (t[f"{key}.running_{k}"][:, None, None] for k in ("mean", "var"))
        return (x - mean) / (var + 1e-5).sqrt() * t[f"{key}.weight"][:, None, None] + t[f"{key}.bias"][:, None, None]

    def double(x: torch.Tensor, part: str, stem: str) -> torch.Tensor:
        for k in (1, 2):
            x = normed(f.conv2d(x, t[f"{part}.{stem}conv{k}.weight"], padding=1), f"{part}.{stem}norm{k}").relu()
        return x

    rendered, masked = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32)
    x, kept = torch.cat([rendered, masked], 1), []
    for k in range(1, 5):
        kept.append(double(x, f"encoder{k}", f"enc{k}"))
        x = f.max_pool2d(kept[-1], 2)
    x = double(x, "bottleneck", "bottleneck")
    block = "resnet_blocks.0.conv_block"
    y = normed(f.conv2d(f.pad(x, (1, 1, 1, 1), "reflect"), t[f"{block}.1.weight"]), f"{block}.2").relu()
    x = x + normed(f.conv2d(f.pad(y, (1, 1, 1, 1), "reflect"), t[f"{block}.5.weight"]), f"{block}.6")
    for k in range(4, 0, -1):
        x = f.conv_transpose2d(x, t[f"upconv{k}.weight"], t[f"upconv{k}.bias"], stride=2)
        x = double(torch.cat([x, kept[k - 1]], 1), f"decoder{k}", f"dec{k}")
    wanted = f.conv2d(x, t["conv.weight"], t["conv.bias"]).sigmoid()
    with torch.no_grad():
        torch.testing.assert_close(net(rendered, masked), wanted, atol=1e-5, rtol=1e-4)


def test_kept_nets_come_back_and_strange_ones_are_named(smirk: Smirk, tmp_path: Path) -> None:
    file = tmp_path / "nets.safetensors"
    write_smirk(smirk, file)
    adding = add_published(file, "CC0-1.0")
    (added,) = adding.added
    assert (added.name, added.changed, added.licence) == ("smirk", True, "CC0-1.0")
    back = load_smirk("smirk")
    assert back.layout == TINY
    pictures = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        torch.testing.assert_close(back.encoder(pictures).flat, smirk.encoder(pictures).flat)
    tensors = tensors_of(smirk)
    one = next(iter(tensors))
    with pytest.raises(BadFile, match="lacks the tensor"):
        smirk_of(TINY, {k: v for k, v in tensors.items() if k != one}, "x.pt")
    with pytest.raises(BadFile, match="has the shape"):
        smirk_of(TINY, {**tensors, one: torch.zeros(3)}, "x.pt")
    with pytest.raises(BadFile, match="not finite"):
        smirk_of(TINY, {**tensors, one: tensors[one] * torch.nan}, "x.pt")
    with pytest.raises(BadFile, match="which SMIRK has not"):
        smirk_of(TINY, {**tensors, "model.x": torch.zeros(3)}, "x.pt")


def test_files_that_are_no_checkpoint(tmp_path: Path) -> None:
    heads = {
        f"smirk_encoder.{part}_encoder.{part}_layers.0.weight": torch.zeros(count, 960)
        for part, count in (("shape", 300), ("expression", 55))
    }
    whole = tmp_path / "part.pt"
    torch.save(heads, whole)
    with pytest.raises(BadFile, match="lacks the tensor"):
        list(add_published(whole).added)
    cut = tmp_path / "cut.pt"
    cut.write_bytes(whole.read_bytes()[:-5000])
    marker = tmp_path / "ran"
    bad = tmp_path / "bad.pt"
    for letters in running(marker).values():
        with zipfile.ZipFile(bad, "w") as archive:
            archive.writestr("bad/data.pkl", letters + b"X\x0e\x00\x00\x00smirk_encoder.0.")
        with pytest.raises((BadFile, BadRequest)):
            list(add_published(bad).added)
    with pytest.raises(BadFile):
        list(add_published(cut).added)
    with pytest.raises(BadFile):
        read_smirk(tmp_path / "none.pt")
    assert not marker.exists()
