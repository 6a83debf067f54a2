"""The one context that jobs are tested with: notes what a job tells, and holds it to what `JobContext` promises."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from backend.protocol.errors import BadRequest, JobCancelled


class ToyContext:
    """A `backend.context.JobContext` without a worker. The job is cancelled once it tells a fraction of `cancel_at`."""

    warm: dict[str, Any] = {}  # noqa: RUF012 - models stay as long as the process, as a worker keeps them

    def __init__(self, folder: Path, device: str = "cpu", cancel_at: float = math.inf) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.device, self.cancel_at = folder, device, cancel_at
        self.progressed: list[tuple[str, float]] = []
        """(stage, fraction) of each report"""
        self.pictures: list[np.ndarray] = []
        self.warnings: list[str] = []
        self.results: dict[str, Any] = {}
        """of other jobs, by their ids"""

    @property
    def stages(self) -> list[str]:
        return [stage for stage, _ in self.progressed]

    @property
    def fractions(self) -> list[float]:
        return [fraction for _, fraction in self.progressed]

    def progress(self, stage: str, fraction: float, message: str = "") -> None:
        assert stage and isinstance(message, str)
        assert 0.0 <= fraction <= 1.0, f"{stage}: {fraction} of a job"
        self.progressed.append((stage, float(fraction)))
        if fraction >= self.cancel_at:
            raise JobCancelled("The job was cancelled.")

    def preview(self, image: np.ndarray) -> None:
        assert image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8 and image.size
        self.pictures.append(image)

    def warn(self, message: str) -> None:
        assert message.strip() == message and message
        self.warnings.append(message)

    def result_of(self, job_id: str) -> Any:
        if job_id not in self.results:
            raise BadRequest(f"There is no result of the job {job_id}.", "Start from another.")
        return self.results[job_id]

    def model(self, key: str, load: Callable[[], Any], size: int = 0) -> Any:
        assert size >= 0
        if key not in self.warm:
            self.warm[key] = load()
        return self.warm[key]
