"""A network of a .tflite file, run on the processor."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import numpy as np

from assets import asset

from ..protocol.errors import BadFile, NotAvailable
from .inner_tensors import with_outputs

INNER = {"face_landmark": ("p_re_lu_15", "add_17"), "iris_landmark": ("p_re_lu_30",)}
"""what is told from between the layers of a network, behind its own outputs: for a face (6, 6, 128) and (3, 3, 128),
for an eye (4, 4, 128)"""
THREADS = {"pose_detection": 2, "pose_landmark_full": 2}
"""of a network, one where it is not named: those of faces take a millisecond, and a second thread a fifth more of the
processor"""


class Network:
    """One network with its memory; one call at a time."""

    def __init__(self, name: str) -> None:
        """name: of a file in assets/landmarks. Raises NotAvailable without its library, BadFile for a damaged file."""
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise NotAvailable(
                f"Pictures of people are read with ai-edge-litert, which cannot be loaded here ({error}).",
                "Install it: pip install ai-edge-litert",
            ) from error
        file = asset("landmarks", f"{name}.tflite")
        try:
            content = with_outputs(file.read_bytes(), INNER.get(name, ()))
            self._interpreter = Interpreter(model_content=content, num_threads=THREADS.get(name, 1))
            self._interpreter.allocate_tensors()
        except (OSError, ValueError, RuntimeError) as error:
            raise BadFile(f"{file.name} is missing or damaged ({error}).", "Install Galatea again.") from error
        self._given = self._interpreter.get_input_details()[0]["index"]
        self._told = [told["index"] for told in self._interpreter.get_output_details()]
        self._lock = Lock()

    def __call__(self, values: np.ndarray) -> tuple[np.ndarray, ...]:
        """values: (H, W, 3) float32 as the network wants it; each of its outputs without the batch's axis."""
        with self._lock:
            self._interpreter.set_tensor(self._given, np.ascontiguousarray(values[None], np.float32))
            self._interpreter.invoke()
            return tuple(self._interpreter.get_tensor(index)[0] for index in self._told)


@lru_cache(maxsize=8)
def network(name: str) -> Network:
    """The network of that name, loaded once."""
    return Network(name)
