"""The loop finds minima, keeps bounds, stops when told, and resumes to the same result."""

import pytest
import torch
from safetensors.torch import load_file, save_file

from backend.optim.loop import minimise


def quadratic(start=(3.0, -2.0)):
    x = torch.tensor(start)
    return {"x": x}, lambda step: ((x - torch.tensor([1.0, 0.5])) ** 2).sum()


def test_finds_the_minimum():
    variables, loss = quadratic()
    values = minimise(loss, variables, steps=400, learning_rates={"x": 0.05})
    assert torch.allclose(variables["x"], torch.tensor([1.0, 0.5]), atol=1e-3)
    assert values[-1] < 1e-5 < values[0]


def test_projection_keeps_the_bounds_at_every_step():
    variables, loss = quadratic()
    x = variables["x"]
    seen = []
    minimise(
        loss,
        variables,
        steps=200,
        learning_rates={"x": 0.1},
        project=lambda: x.clamp_(min=0.8),
        on_step=lambda step, value: seen.append(float(x.detach().min())),
    )
    assert min(seen) >= 0.8
    assert torch.allclose(x, torch.tensor([1.0, 0.8]), atol=1e-3)


def test_a_run_cut_in_two_equals_a_whole_run(tmp_path):
    whole, loss = quadratic()
    minimise(loss, whole, steps=60, learning_rates={"x": 0.05})

    class StopHere(Exception):
        pass

    def stop(step, value):
        if step == 37:
            raise StopHere

    cut, loss = quadratic()
    path = tmp_path / "loop.safetensors"
    with pytest.raises(StopHere):
        minimise(loss, cut, steps=60, learning_rates={"x": 0.05}, on_step=stop, checkpoint=path, checkpoint_every=10)
    resumed, loss = quadratic()
    steps_run = minimise(loss, resumed, steps=60, learning_rates={"x": 0.05}, checkpoint=path, checkpoint_every=10)
    assert len(steps_run) == 30
    assert torch.equal(resumed["x"], whole["x"])


@pytest.mark.parametrize("damage", ["cut", "noise", "header", "shape", "nan", "empty"])
def test_a_damaged_checkpoint_is_made_again(tmp_path, damage):
    whole, loss = quadratic()
    path = tmp_path / "loop.safetensors"
    minimise(loss, whole, steps=20, learning_rates={"x": 0.05}, checkpoint=path, checkpoint_every=10)
    data = path.read_bytes()
    if damage in ("shape", "nan"):
        tensors = load_file(path)
        tensors["variable.x"] = torch.zeros(99) if damage == "shape" else tensors["variable.x"] * torch.nan
        save_file(tensors, path)
    else:
        lying = (1 << 40).to_bytes(8, "little") + data[8:]
        path.write_bytes({"cut": data[:-4], "noise": b"\xff" * 500, "header": lying, "empty": b""}[damage])
    again, loss = quadratic()
    steps_run = minimise(loss, again, steps=20, learning_rates={"x": 0.05}, checkpoint=path, checkpoint_every=10)
    assert len(steps_run) == 20 and torch.equal(again["x"], whole["x"])


def test_a_loss_that_is_not_finite_is_an_error():
    x = torch.zeros(1)
    with pytest.raises(FloatingPointError, match="step 0"):
        minimise(lambda step: (x / 0.0).sum(), {"x": x}, steps=3, learning_rates={"x": 0.1})
