"""How fast the embedded encoder is on the CPU, and how large its files are."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

from assets import asset
from backend.clip import load_encoder


def run() -> dict[str, float]:
    began = time.perf_counter()
    encoder = load_encoder()
    loaded = time.perf_counter() - began
    torch.set_num_threads(2)
    picture = torch.rand(1, encoder.image_size, encoder.image_size, 3)
    eight = torch.rand(8, encoder.image_size, encoder.image_size, 3)
    tracked = picture.clone().requires_grad_()

    def image(pixels: torch.Tensor) -> None:
        with torch.no_grad():
            encoder.encode_images(pixels)

    numbers = {
        "load, s": loaded,
        "image, ms": _median(lambda: image(picture)),
        "image forward and backward, ms": _median(lambda: encoder.encode_images(tracked).sum().backward()),
        "8 images, ms": _median(lambda: image(eight)),
        "text, ms": _median(lambda: encoder.encode_texts(["a tall muscular man, smiling"])),
        "files, MB": sum(file.stat().st_size for file in asset("encoder").iterdir()) / 1e6,
    }
    for name, value in numbers.items():
        print(f"{name:34s} {value:8.2f}")
    return {name: round(value, 3) for name, value in numbers.items()}


def _median(call: Callable[[], object], rounds: int = 40) -> float:
    """Milliseconds of one call, the median after warming up."""
    times = []
    for round_ in range(rounds + 5):
        began = time.perf_counter()
        call()
        if round_ >= 5:
            times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


if __name__ == "__main__":
    run()
