"""How a face is turned and where it is, in the world's axes: Z up, the camera at the origin looking along +Y."""

from __future__ import annotations

import numpy as np

from rigging.faces.angles import from_yaw_pitch_roll
from rigging.rotations import quaternions_from_matrices

from ..photo.lens import Lens
from ..protocol.sliders import ARKIT_52
from .aligned import Aligned

TO_WORLD = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))
"""the picture's axes (right, down, away) in the world's"""
BETWEEN_EYES = 0.063
"""metres between the eyes of an adult, the unit of aligned faces"""
EYE_ANGLES = {name: np.radians(angle) for name, angle in (("In", 21.0), ("Out", 39.0), ("Up", 26.0), ("Down", 35.0))}
"""how far a look at 1 turns an eye, by least squares over a phone's recording that tells both"""


def heads(faces: Aligned) -> np.ndarray:
    """(N, 4) quaternions wxyz, none for a face that looks into the camera."""
    return quaternions_from_matrices(TO_WORLD @ faces.turns @ TO_WORLD.T)


def positions(faces: Aligned, lens: Lens) -> np.ndarray:
    """(N, 3) metres of the middle between the eyes, by their usual distance."""
    far = lens.focal * BETWEEN_EYES / faces.scales
    x, y = faces.places[:, 0] - lens.x, faces.places[:, 1] - lens.y
    return np.stack([x * far / lens.focal, far, -y * far / lens.focal], axis=1)


def eye_turns(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quaternions (N, 4) of the left and the right eye relative to the head, of ARKit's keys (N, 52)."""
    look = {name: np.clip(values[:, k], 0, 1) for k, name in enumerate(ARKIT_52) if name.startswith("eyeLook")}
    out = []
    for side, towards_left in (("Left", "Out"), ("Right", "In")):
        towards_right = "In" if towards_left == "Out" else "Out"
        yaw = look[f"eyeLook{towards_left}{side}"] * EYE_ANGLES[towards_left]
        yaw = yaw - look[f"eyeLook{towards_right}{side}"] * EYE_ANGLES[towards_right]
        pitch = look[f"eyeLookDown{side}"] * EYE_ANGLES["Down"] - look[f"eyeLookUp{side}"] * EYE_ANGLES["Up"]
        out.append(from_yaw_pitch_roll(yaw, pitch, np.zeros_like(yaw)))
    return out[0], out[1]
