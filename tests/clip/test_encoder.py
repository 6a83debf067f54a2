"""Encoders load through open_clip's own code, give unit vectors with gradients, and say clearly what is wrong."""

import json
import logging
import subprocess
import sys

import pytest
import torch
from safetensors.torch import save_file

from backend.clip.encoder import (
    EMBEDDED_MODEL,
    add_architecture,
    create_untrained,
    fit_images,
    load_encoder,
    load_trained,
)
from backend.protocol.errors import BadFile, BadRequest, NotAvailable

TINY = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
}


def _write_tiny(folder, name):
    (folder / f"{name}.json").write_text(json.dumps(TINY), encoding="utf-8")
    torch.manual_seed(0)
    model = create_untrained(add_architecture(folder / f"{name}.json"))
    weights = folder / f"{name}.safetensors"
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, weights)
    return model, weights


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return _write_tiny(tmp_path_factory.mktemp("tiny"), "tiny-test")


@pytest.fixture(scope="module")
def tiny_encoder(tiny):
    return load_encoder(f"tiny-test={tiny[1]}")


def test_any_open_clip_model_loads_from_a_file(tiny, tiny_encoder):
    model, _ = tiny
    tokens = tiny_encoder.tokenizer(["a tall man"])
    with torch.no_grad():
        assert torch.equal(model.eval().encode_text(tokens, normalize=True), tiny_encoder.encode_texts(["a tall man"]))
    assert (tiny_encoder.dimension, tiny_encoder.image_size) == (24, 32)


def test_embeddings_are_unit_vectors_whatever_the_size_of_the_pictures(tiny_encoder):
    for height, width in ((32, 32), (100, 60), (17, 40)):
        images = torch.rand(3, height, width, 3)
        assert torch.allclose(tiny_encoder.encode_images(images).norm(dim=-1), torch.ones(3), atol=1e-5)
    assert torch.allclose(tiny_encoder.encode_texts(["a", "b c"]).norm(dim=-1), torch.ones(2), atol=1e-5)
    assert tiny_encoder.encode_texts([]).shape == (0, 24)


def test_gradient_to_pixels_agrees_with_finite_differences(tiny_encoder):
    torch.manual_seed(1)
    images, towards = torch.rand(1, 48, 40, 3), torch.randn(24)
    change = torch.randn_like(images)
    images.requires_grad_()
    (tiny_encoder.encode_images(images) @ towards).sum().backward()
    assert images.grad is not None
    step = 1e-2
    with torch.no_grad():
        up, down = (tiny_encoder.encode_images(images + s * step * change) @ towards for s in (1, -1))
    difference = float((up - down) / (2 * step))
    assert float((images.grad * change).sum()) == pytest.approx(difference, rel=0.03, abs=1e-3)


def test_a_wide_picture_is_padded_not_squeezed():
    picture = torch.zeros(1, 20, 40, 3)
    picture[:, :, 10:30] = 1.0
    fitted = fit_images(picture, 40)
    assert fitted.shape == (1, 3, 40, 40)
    assert torch.equal(fitted[0, 0], picture[0, :1, :, 0].expand(40, 40))
    with pytest.raises(ValueError, match=r"\(B, H, W, 3\)"):
        fit_images(torch.zeros(1, 3, 20, 20), 40)


def test_a_half_precision_file_gives_a_single_precision_model(tiny, tmp_path):
    half = tmp_path / "half.safetensors"
    save_file({k: v.half() if v.is_floating_point() else v for k, v in tiny[0].state_dict().items()}, half)
    encoder = load_encoder(f"tiny-test={half}")
    assert encoder.encode_images(torch.rand(1, 32, 32, 3)).dtype == torch.float32


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("nonsense", BadRequest, "NAME=FILE"),
        ("ViT-B-3=x", BadFile, "no file"),
        ("ViT-B-32/openai", NotAvailable, "galatea models get ViT-B-32/openai"),
    ],
)
def test_a_wrong_name_says_what_to_do(name, kind, says):
    with pytest.raises(kind, match=says):
        load_encoder(name)


def test_wrong_files_say_what_to_do(tiny, tmp_path):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(tiny[1].read_bytes()[:1000])
    with pytest.raises(BadFile, match="does not hold weights of tiny-test"):
        load_encoder(f"tiny-test={broken}")
    with pytest.raises(BadFile, match="does not hold weights of ViT-S-32"):
        load_encoder(f"ViT-S-32={tiny[1]}")
    with pytest.raises(BadRequest, match=r"Did you mean .*ViT-B-32"):
        load_encoder(f"ViT-B32={tiny[1]}")
    with pytest.raises(NotAvailable, match="galatea train encoder"):
        load_trained(tmp_path)


def test_loading_leaves_the_root_logger_as_it_was(tiny):
    before = logging.getLogger().level
    load_encoder(f"tiny-test={tiny[1]}")
    assert logging.getLogger().level == before


def test_torchvision_imports_beside_this_torch():
    program = (
        "from backend.clip.torchvision_compat import import_torchvision as f\n"
        "assert f() == f()\nimport torchvision, open_clip\n"
        "torchvision.transforms.CenterCrop(2)"
    )
    subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], check=True)


def test_the_name_of_the_embedded_model_is_its_architecture_file():
    from assets import asset

    assert asset("encoder", f"{EMBEDDED_MODEL}.json").exists()
