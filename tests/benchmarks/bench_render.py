"""What a picture and its gradient cost, and how far the gradient is from finite differences of a fine hard mask."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from backend.body import BodyData, load_body, parameter_vector, rest_matrices, rest_shape, skin
from backend.render import Camera, Topology, named_camera, orbit_camera, pyramid, render, topology

sys.path.insert(0, str(Path(__file__).parents[1] / "render"))
from render_figure import SIGNIFICANT, coverage, directions, finite_difference, hard_mask, reach, silhouette_length

SIZES = (112, 224, 512)
FINE = 3072
# the method was chosen on other bodies, seen from yaw 0, 40 and 70 degrees; these views only judge it
VIEWS = (
    # seed of body and pose, yaw, elevation, opening angle, orthographic
    (11, 10.0, 5.0, 30.0, False),
    (12, 200.0, -15.0, 50.0, False),
    (13, 115.0, 20.0, 35.0, False),
    (14, 300.0, 10.0, 25.0, True),
    (15, 55.0, 45.0, 60.0, False),
    (16, 180.0, 0.0, 25.0, False),
)
SLIDERS = ("height", "weight", "muscle", "gender")


def run() -> dict[str, float | str]:
    body = load_body("anny")
    mesh = topology(body.faces)
    results: dict[str, float | str] = {"triangles": len(body.faces)}
    results |= costs(body, mesh)
    results |= gradient_ratios(body, mesh)
    return results


def costs(body: BodyData, mesh: Topology) -> dict[str, float | str]:
    """Milliseconds, median and fastest; "flat": vertex colours and no light, "lit": light and a 1024 pixel texture."""
    results: dict[str, float | str] = {}
    shape = rest_shape(body, parameter_vector(body, {}))
    colours = torch.rand(shape.shape[1], 3)
    texture = pyramid(torch.rand(1024, 1024, 3))
    looks = {
        "flat": {"light": "unlit", "vertex_colours": colours},
        "lit": {"light": "lit", "texture": texture, "uvs": body.uvs, "uv_faces": body.uv_faces},
    }
    print(f"{'ms, median':<24}{'forward':>10}{'and back':>10}{'fastest':>10}")
    for batch in (1, 4):
        for size in (224, 512):
            vertices = shape.expand(batch, -1, -1).contiguous()
            camera = named_camera("three_quarter", vertices)
            for look, options in looks.items():
                forward, _ = spent_ms(partial(draw, vertices, mesh, camera, size, options))
                both, fastest = spent_ms(partial(draw, vertices, mesh, camera, size, options, backward=True))
                results[f"render_{look}_b{batch}_{size}_forward_ms"] = forward
                results[f"render_{look}_b{batch}_{size}_forward_backward_ms"] = both
                results[f"render_{look}_b{batch}_{size}_forward_backward_fastest_ms"] = fastest
                print(f"batch {batch}, {size} px, {look:<8}{forward:>10.1f}{both:>10.1f}{fastest:>10.1f}")
    return results


def draw(vertices: Tensor, mesh: Topology, camera: Camera, size: int, options: dict, backward: bool = False) -> None:
    with torch.set_grad_enabled(backward):
        points = vertices.clone().requires_grad_(backward)
        image, alpha = render(points, mesh, camera, (size, size), **options)
        if backward:
            (image.mean() + alpha.mean()).backward()


def spent_ms(action: Callable[[], None], count: int = 40) -> tuple[float, float]:
    """Median and fastest of `count` times, after three to warm up."""
    for _ in range(3):
        action()
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000.0)
    return statistics.median(taken), min(taken)


def gradient_ratios(body: BodyData, mesh: Topology) -> dict[str, float | str]:
    """Gradient of the covered part of the picture over its finite difference, for poses and views not tuned on."""
    ratios: dict[int, list[float]] = {size: [] for size in SIZES}
    excluded = 0
    print(f"{'gradient / difference':<40}" + "".join(f"{size:>8}" for size in SIZES) + "   of reach")
    for seed, yaw, elevation, angle, orthographic in VIEWS:
        parameters, rotations = person(body, seed)
        vertices = posed(body, parameters, rotations)
        camera = orbit_camera(vertices, yaw, elevation, angle, orthographic=orthographic)
        length = silhouette_length(hard_mask(vertices, mesh, camera))
        gradients = {size: coverage(vertices, mesh, camera, size)[1] for size in SIZES}
        for name, direction in (directions(vertices) | slider_directions(body, parameters, rotations)).items():
            expected = finite_difference(vertices, direction, mesh, camera, fine=FINE)
            row = [float((gradients[size] * direction).sum()) / (expected or float("nan")) for size in SIZES]
            part = abs(expected) / reach(length, vertices, direction, camera)
            note = "" if part > SIGNIFICANT else "   cancels out, not counted"
            shown = "".join(f"{ratio:>8.3f}" for ratio in row)
            print(f"body {seed}, yaw {yaw:>4.0f}, {name:<20}{shown}{100 * part:>8.1f} %{note}")
            if part <= SIGNIFICANT:
                excluded += 1
                continue
            for size, ratio in zip(SIZES, row, strict=True):
                ratios[size].append(ratio)
    results: dict[str, float | str] = {"gradient_directions": len(ratios[224]), "gradient_excluded": excluded}
    for size, values in ratios.items():
        results[f"gradient_ratio_{size}_lowest"] = min(values)
        results[f"gradient_ratio_{size}_median"] = statistics.median(values)
        results[f"gradient_ratio_{size}_highest"] = max(values)
        print(f"{size} px: {min(values):.3f} .. {statistics.median(values):.3f} .. {max(values):.3f}")
    return results


def person(body: BodyData, seed: int) -> tuple[Tensor, Tensor]:
    """Sliders (1, P) and bone rotations (1, J, 3, 3) by chance."""
    generator = torch.Generator().manual_seed(seed)
    values = {
        parameter.name: parameter.minimum
        + (0.15 + 0.7 * float(torch.rand(1, generator=generator))) * (parameter.maximum - parameter.minimum)
        for parameter in body.parameters
        if parameter.group == "phenotype"
    }
    bones = len(body.rigs["mixamo"].bone_names)
    turn = 0.2 * torch.randn(bones, 3, generator=generator)
    turn[0] = 0.0
    zero = torch.zeros(bones)
    x, y, z = turn.unbind(-1)
    skew = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(bones, 3, 3)
    return parameter_vector(body, values), torch.linalg.matrix_exp(skew)[None]


def posed(body: BodyData, parameters: Tensor, rotations: Tensor) -> Tensor:
    shape = rest_shape(body, parameters)
    return skin(body, "mixamo", shape, rest_matrices(body, "mixamo", parameters), rotations)


def slider_directions(body: BodyData, parameters: Tensor, rotations: Tensor) -> dict[str, Tensor]:
    """How the posed vertices move with each of some sliders."""
    moves = {}
    for name in SLIDERS:
        step = torch.zeros_like(parameters)
        step[0, [p.name for p in body.parameters].index(name)] = 0.01
        ends = [posed(body, parameters + sign * step, rotations) for sign in (1.0, -1.0)]
        moves[f"slider {name}"] = (ends[0] - ends[1]) / 0.02
    return moves


if __name__ == "__main__":
    run()
