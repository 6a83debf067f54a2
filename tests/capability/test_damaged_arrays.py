"""Arrays of others that are damaged anywhere are refused in one sentence, whoever reads them."""

import io

import numpy as np
import pytest

from backend.capabilities.expressions.curve_file import read_curves
from backend.capabilities.motion.reading.any_file import read_motion
from backend.protocol.errors import BadFile
from backend.protocol.requests.expressions import CurveFile
from rigging.faces.face_take import face_take, from_npz, npz_bytes

TIMES = 400


def _take(content, path):
    from_npz(content)


def _curves(content, path):
    read_curves(CurveFile(file="curves.npz", content=np.frombuffer(content, np.uint8)), ("jaw_x", "jaw_y"))


def _motion(content, path):
    path.write_bytes(content)
    read_motion(path)


def _packed(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


@pytest.mark.parametrize("read", [_take, _curves, _motion])
def test_damage_anywhere_is_told_and_nothing_else_is_raised(read, tmp_path):
    rng = np.random.default_rng(3)
    values = rng.random((60, 2)).astype(np.float32)
    whole = {
        _take: npz_bytes(face_take(np.arange(60) / 30.0, ["jawOpen", "eyeBlinkLeft"], values)),
        _curves: _packed(expression=values),
        _motion: _packed(poses=rng.random((60, 72)), trans=rng.random((60, 3)), mocap_framerate=np.array(30.0)),
    }[read]
    refused = 0
    for _ in range(TIMES):
        damaged = bytearray(whole)
        for at in rng.integers(len(whole), size=rng.integers(1, 4)):
            damaged[at] = rng.integers(256)
        cut = rng.integers(len(whole)) if rng.random() < 0.2 else len(whole)
        try:
            read(bytes(damaged[:cut]), tmp_path / "motion.npz")
        except (ValueError, BadFile) as error:
            assert str(error)
            refused += 1
    assert refused > TIMES / 3
