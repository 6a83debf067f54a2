"""Jobs compute on the device that they are given: nothing is left on the CPU, and the results are the same."""

import numpy as np
import pytest
import torch
from other_device import Away, held, other_device
from toy_context import ToyContext

from backend.body import load_body, measure, orient, parameter_vector, rest, skin
from backend.capabilities.avatar import jobs, search
from backend.capabilities.shape import live
from backend.capabilities.shape.jobs import run_shape
from backend.clip import load_encoder
from backend.optim.loop import minimise
from backend.protocol.requests import AvatarRequest, Figure, LiveShapeRequest, ShapeRequest, look_of
from backend.training.encoder.bench_words import embed_pool
from backend.training.encoder.dataset import Shard


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """For what is so small, threads wait longer for one another than they work."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(count)


@pytest.fixture
def device():
    with other_device() as name:
        yield name


@pytest.fixture
def encoder(device, tmp_path):
    return ToyContext(tmp_path, device).model(f"encoder embedded {device}", lambda: load_encoder(device=device))


@pytest.mark.parametrize(
    "mixed",
    [
        lambda away, here: away + here,
        lambda away, here: here @ away,
        lambda away, here: torch.cat([away, here]),
        lambda away, here: torch.where(away > 0, here, away),
        lambda away, here: away.index_select(0, here[0].long()),
        lambda away, here: here[away[0].long()],
        lambda away, here: torch.nn.functional.linear(away, here),
        lambda away, here: torch.rand(3, device=away.device, generator=torch.Generator()),
        lambda away, here: away.numpy(),
    ],
)
def test_the_other_device_refuses_what_cuda_refuses(device, mixed):
    here = torch.zeros(3, 3)
    away = here.to(device)
    with pytest.raises((RuntimeError, TypeError)):
        mixed(away, here)
    assert torch.equal((away[torch.tensor([0, 2])] + torch.tensor(2.0)).cpu(), torch.full((2, 3), 2.0))


@pytest.mark.parametrize(("name", "rig"), [("toy", "toy"), ("anny", "mixamo")])
def test_a_body_is_shaped_measured_and_posed_with_gradients(name, rig, tmp_path):
    def all_of(body):
        generator = torch.Generator().manual_seed(0)
        sliders = {"weight": torch.tensor(0.7, device=body.device), "height": 0.2}
        variable = parameter_vector(body, sliders, batch=2).requires_grad_()
        vertices, heads, tails = rest(body, rig, variable)
        frames = orient(body.rigs[rig], heads, tails)
        turn = torch.linalg.qr(torch.randn(len(body.rigs[rig].bone_names), 3, 3, generator=generator)).Q
        turns = turn.to(body.device).expand(2, -1, 3, 3)
        posed = skin(body, rig, vertices, frames, turns)
        numbers = measure(body, vertices)
        (posed.square().mean() + sum(value.sum() for value in numbers.values())).backward()
        return [posed, *numbers.values(), variable.grad]

    body = ToyContext(tmp_path, "cpu").model(f"body {name} cpu", lambda: load_body(name))
    expected = all_of(body)
    with other_device() as device:
        found = all_of(body.to(device))
    for value, wanted in zip(found, expected, strict=True):
        assert isinstance(value, Away)
        np.testing.assert_allclose(value.held.detach(), wanted.detach(), rtol=1e-3, atol=1e-3)


def test_an_encoder_moves_a_picture(device, encoder):
    neutral, text = encoder.encode_texts(["a person", "a tall person"])
    assert encoder.unknown_words("a tall xqzzy") == ["xqzzy"] and isinstance(encoder.encode_texts([]), Away)
    picture = torch.full((1, 64, 48, 3), 0.5, device=device, requires_grad=True)
    (encoder.encode_images(picture) @ (text - neutral)).sum().backward()
    assert isinstance(picture.grad, Away) and bool(picture.grad.held.any())


def test_an_encoder_ranks_pictures_that_are_kept_on_the_cpu(encoder):
    none = np.zeros((3, 0), np.float32)
    shard = Shard(np.zeros((3, 32, 32, 4), np.uint8), none, none, none, none)
    assert isinstance(embed_pool(encoder, shard), Away)


def test_a_descent_that_was_cut_goes_on(device, tmp_path):
    def descent(steps, **options):
        x = torch.tensor([3.0, -2.0], device=device)
        minimise(lambda step: (x**2).sum(), {"x": x}, steps=steps, learning_rates={"x": 0.05}, **options)
        return held(x).detach()

    cut = {"checkpoint": tmp_path / "loop.safetensors", "checkpoint_every": 5}
    descent(10, **cut)
    assert torch.equal(descent(20, **cut), descent(20))


def test_words_become_a_person_and_again_the_same_from_what_was_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "BODY_CODEBOOK", 4)
    monkeypatch.setattr(search, "FACE_CODEBOOK", 4)
    figure = Figure(texture_size=256, preview_size=32)
    request = AvatarRequest(prompt="a tall woman, smiling", steps=1, views=1, figure=figure)
    with other_device() as device:
        context = ToyContext(tmp_path / "other", device)
        found, resumed = (jobs.run_avatar(request, context) for _ in range(2))
        sliders, look = dict(found.avatar.sliders), look_of(found.avatar)
        dragged = live.run_live_shape(LiveShapeRequest(sliders=sliders, worn=look.worn), context)
    assert found.report["device"] == device and resumed.avatar.sliders == sliders
    assert len(context.pictures) >= 4 and not context.warnings
    expected = run_shape(ShapeRequest(sliders=sliders, look=look, figure=figure), ToyContext(tmp_path / "cpu", "cpu"))
    for vertices in (found.avatar.mesh.vertices, dragged.vertices):
        assert np.abs(vertices - expected.avatar.mesh.vertices).max() < 1e-5
    assert np.abs(found.preview.astype(int) - expected.preview).mean() < 1


def test_sliders_become_the_same_person_on_another_device(tmp_path):
    request = ShapeRequest(
        figure=Figure(body="toy", skeleton="own", texture_size=256, preview_size=32), sliders={"height": 0.9}
    )
    expected = run_shape(request, ToyContext(tmp_path, "cpu"))
    with other_device() as device:
        found = run_shape(request, ToyContext(tmp_path, device))
    assert np.abs(found.avatar.mesh.vertices - expected.avatar.mesh.vertices).max() < 1e-5
    assert np.abs(found.avatar.rig.rest_matrices - expected.avatar.rig.rest_matrices).max() < 1e-5
    assert np.abs(found.preview.astype(int) - expected.preview).mean() < 1
