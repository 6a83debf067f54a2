"""The floor of a filmstrip: its tiles stay in the world under who goes, and the way is behind who goes ahead."""

import numpy as np
import torch

from backend.figure.floor_marks import floor_marks
from backend.render.camera import orbit_camera

SIZE = 64
BOX = torch.tensor([[[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (0.0, 0.1)]])


def drawn(middle, way, yaw=0.0):
    camera = orbit_camera(BOX, yaw, 45.0, orthographic=True)
    return floor_marks(camera, (SIZE, SIZE), np.array(middle), np.array(way), 1.0)


def test_tiles_stay_in_the_world():
    far = [(9.0, 9.0), (9.0, 9.1)]
    here, step, tile = (drawn(middle, far)[0] for middle in ((0.0, 0.0), (0.25, 0.0), (1.0, 0.0)))
    assert torch.allclose(here, tile, atol=1e-4) and (here - step).abs().max() > 0.1
    there = drawn((0.0, 0.0), far)[1]
    assert float(there[SIZE // 2, SIZE // 2]) == 1.0 and float(there.min()) >= 0.0


def test_the_way_is_behind_who_goes_ahead_and_before_who_goes_back():
    for sign, behind in ((-1.0, slice(0, SIZE // 2 - 4)), (1.0, slice(SIZE // 2 + 4, SIZE))):
        colours, _ = drawn((0.0, sign), [(0.0, 0.0), (0.0, sign)])  # ahead is -Y, towards who looks
        orange = (colours[..., 0] - colours[..., 2]) > 0.4
        other = slice(SIZE // 2 + 4, SIZE) if behind.start == 0 else slice(0, SIZE // 2 - 4)
        assert orange[behind].sum() > 20 and orange[other].sum() == 0
