"""What a clip of words costs, by its parts: processor time of the nets and of all else, and what a GPU would be given.

The nets are the flow, the decoder and the evaluator; manners, errors and mirror images are geometry on the same device;
what lands the clip (fingers, gestures, feet, smoothing) is numpy on the processor. Operations are counted as torch
dispatches them: a GPU starts one kernel for each, which takes the processor some microseconds and the GPU, at so few
numbers, no longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from torch.utils._python_dispatch import TorchDispatchMode

from backend.capabilities.motion.worded import made, maker
from backend.capabilities.motion.worded.maker import Maker
from backend.motion.evaluator import Evaluator, Judge
from backend.motion.generate import MotionModel
from backend.motion.nets import Flow, MotionVae
from backend.protocol.requests import MotionRequest
from backend.words.moving.reading import read_script
from rigging.clips.body import Body

PROMPTS = ("a person walks forward", "an old man limps forward, then waves", "a person sits down", "a person boxes")
SECONDS = 5.0
_VIEWS = ("aten.view.", "aten._unsafe_view", "aten.slice", "aten.select", "aten.expand", "aten.transpose", "aten.t.",
          "aten.permute", "aten.unsqueeze", "aten.squeeze", "aten.split", "aten.alias", "aten.detach", "aten.unbind",
          "aten.diagonal", "aten.as_strided", "aten.unfold")  # fmt: skip
"""what only looks at numbers otherwise"""


class _Counted(TorchDispatchMode):
    """Counts what would be kernels on a GPU."""

    count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += not str(func).startswith(_VIEWS)
        return func(*args, **(kwargs or {}))


def parts(model: MotionModel, judge: Judge, body: Body) -> dict[str, float]:
    """Means over the prompts: seconds of processor time and rounds of tries, and operations a round."""
    found: dict[str, list[float]] = {}
    for text in PROMPTS:
        asked = MotionRequest(text=text, seconds=SECONDS)
        own = Maker(asked, Shown(), model, read_script(text, SECONDS), body, None, None, judge, None)
        own.landed(own.one(0, shown=True), text)
        spent: dict[str, float] = {}
        with _clocks(spent):
            begin = time.process_time()
            tried = own.one(0, shown=True)
            between = time.process_time()
            own.landed(tried, text)
            end = time.process_time()
        nets = spent["flow"] + spent["decoder"] + spent["evaluator"]
        with _Counted() as counted:
            own.one(0, shown=True)
        rounds = -(-tried.tries // made.AT_ONCE)
        for name, value in {
            "whole": end - begin, **spent, "geometry_and_preview": between - begin - nets, "landing": end - between,
            "beside_nets": end - begin - nets, "rounds": rounds, "operations_a_round": counted.count / rounds,
        }.items():  # fmt: skip
            found.setdefault(name, []).append(value)
    return {f"parts_{name}": sum(values) / len(values) for name, values in found.items()}


@contextmanager
def _clocks(spent: dict[str, float]) -> Iterator[None]:
    """Adds what each net takes to `spent`, seconds of processor time, and what cleans up to "clean_up"."""
    with ExitStack() as stack:
        for owner, name, of in (
            (Flow, "forward", "flow"), (MotionVae, "decode", "decoder"), (Evaluator, "of_motion", "evaluator"),
            (Evaluator, "of_words", "evaluator"), (maker, "stepped", "clean_up"),
        ):  # fmt: skip
            spent.setdefault(of, 0.0)
            stack.enter_context(patch.object(owner, name, _timed(getattr(owner, name), of, spent)))
        yield


def _timed(work: Callable[..., Any], of: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **more: Any) -> Any:
        begin = time.process_time()
        try:
            return work(*args, **more)
        finally:
            spent[of] += time.process_time() - begin

    return run


class Shown:
    """What a motion is made in. times: of the processor, when a picture of it was shown."""

    device = "cpu"

    def __init__(self) -> None:
        self.times: list[float] = []

    def progress(self, stage: str, fraction: float, message: str = "") -> None: ...

    def preview(self, image: Any) -> None:
        self.times.append(time.process_time())
