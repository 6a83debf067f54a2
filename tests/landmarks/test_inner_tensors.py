"""What is between a network's layers is told beside its own outputs, which stay as they are."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from assets import asset
from backend.landmarks.inner_tensors import with_outputs
from backend.landmarks.network import INNER


def told(content: bytes, given: np.ndarray) -> list[np.ndarray]:
    one = Interpreter(model_content=content, num_threads=1)
    one.allocate_tensors()
    one.set_tensor(one.get_input_details()[0]["index"], given)
    one.invoke()
    return [one.get_tensor(out["index"]) for out in one.get_output_details()]


@pytest.mark.parametrize(
    ("name", "size", "shapes"),
    [
        ("face_landmark", 192, [(1, 6, 6, 128), (1, 3, 3, 128)]),
        ("iris_landmark", 64, [(1, 4, 4, 128)]),
    ],
)
def test_further_outputs_leave_the_first_as_they_are(name, size, shapes):
    model = asset("landmarks", f"{name}.tflite").read_bytes()
    given = np.random.default_rng(0).random((1, size, size, 3), np.float32)
    plain, longer = told(model, given), told(with_outputs(model, INNER[name]), given)
    for one, other in zip(plain, longer, strict=False):
        np.testing.assert_array_equal(one, other)
    assert [out.shape for out in longer[len(plain) :]] == shapes
    assert all(out.std() > 0.1 for out in longer[len(plain) :])


def test_what_is_not_there_is_named_and_other_files_are_refused():
    model = asset("landmarks", "iris_landmark.tflite").read_bytes()
    with pytest.raises(ValueError, match="no tensor of_nobody"):
        with_outputs(model, ("of_nobody",))
    for wrong in (b"", b"PK\x03\x04", b"\xff" * 40, model[:100]):
        with pytest.raises(ValueError, match="no such file"):
            with_outputs(wrong, ("p_re_lu_30",))
