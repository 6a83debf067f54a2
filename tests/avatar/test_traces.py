"""A search leaves no traces of what the words did not ask for, and what was there before stays."""

import torch

from backend.body import load_body, parameter_vector
from backend.capabilities.avatar.traces import TRACE, without_traces


def test_small_shapes_that_hardly_moved_are_back_and_everything_else_stays():
    body = load_body("anny")
    start = parameter_vector(body, {"nose-hump-incr": 0.02, "jawOpen": 0.4})[0]
    generator = torch.Generator().manual_seed(3)
    moved = start + (torch.rand(len(start), generator=generator) - 0.5) * 0.14
    kept = without_traces(body, moved, start)
    small = torch.tensor([parameter.group in ("local", "expression") for parameter in body.parameters])
    trace = (moved - start).abs() < TRACE
    assert trace[small].any() and (~trace[small]).any()
    assert torch.equal(kept[small & trace], start[small & trace])
    assert torch.equal(kept[~(small & trace)], moved[~(small & trace)])
    assert torch.equal(without_traces(body, start, start), start)
