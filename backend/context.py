"""What a job may ask of the worker that runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

Model = TypeVar("Model")


class JobContext(Protocol):
    """Handed to every job as `run(request, context)`."""

    folder: Path
    """The job's folder: stages save here what a resumed job need not do again."""
    device: str
    """torch device name: "cpu", "cuda:0"."""

    def progress(self, stage: str, fraction: float, message: str = "") -> None:
        """Tell the user how far the job is (0..1 over the whole job); raises JobCancelled when asked to stop."""
        ...

    def preview(self, image: np.ndarray) -> None:
        """Show an (H, W, 3) uint8 picture of the state so far."""
        ...

    def warn(self, message: str) -> None:
        """Add a sentence to the result's warnings and show it."""
        ...

    def result_of(self, job_id: str) -> Any:
        """The result of another job of this backend. Raises BadRequest where it is not done, or no longer there."""
        ...

    def model(self, key: str, load: Callable[[], Model], size: int = 0) -> Model:
        """The model under `key`, loaded once and kept warm between jobs until another needs the room; this job keeps it
        to its end. `size`: bytes that loading it takes, where that is known."""
        ...
