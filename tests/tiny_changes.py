"""Capabilities of a few lines that change an avatar which is already there: one for each kind of change."""

from __future__ import annotations

from dataclasses import dataclass

from backend.protocol.table import Capability

CHANGES = {
    "wave": "MotionResult",
    "stain": "TextureResult",
    "stretch": "ShapeResult",
    "guess": "ParametersResult",
    "ripple": "MovingMeshResult",
}


@dataclass(frozen=True, kw_only=True)
class _ForAvatar:
    """What a job has to know of the avatar that it changes."""

    avatar_id: str = ""
    bones: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    vertices: int = 0
    height: float = 0.5
    rise: float = 1.0


class WaveRequest(_ForAvatar):
    """An avatar bends its bones."""


class StainRequest(_ForAvatar):
    """An avatar gets another skin."""


class StretchRequest(_ForAvatar):
    """An avatar grows."""


class GuessRequest(_ForAvatar):
    """Numbers about an avatar."""


class RippleRequest(_ForAvatar):
    """A wave runs over an avatar."""


def _told(request, name):
    from backend.protocol.checks import request_as_json
    from backend.protocol.results import Provenance

    plain, _ = request_as_json(request)
    source = Provenance(request=plain, seed=0, models={name: "CC0-1.0"}, versions={"tiny": "1"})
    return {"avatar_id": request.avatar_id, "provenance": source, "report": {"warnings": [f"Only a {name}."]}}


def run_wave(request, context):
    import numpy as np

    from backend.protocol.changes import MotionResult
    from backend.protocol.results import Motion

    rotations = np.tile(np.float32((1, 0, 0, 0)), (5, len(request.bones), 1))
    rotations[2] = (0.6, 0.8, 0, 0)
    motion = Motion(
        name="wave",
        fps=24.0,
        root_translation=np.linspace((0, 0, 0), (0, 0, request.rise), 5, dtype=np.float32),
        rotations=rotations,
        shape_key_curves=np.tile(np.linspace(0, 1, 5, dtype=np.float32)[:, None], (1, len(request.keys))),
    )
    return MotionResult(**_told(request, "wave"), motion=motion, bone_names=request.bones, key_names=request.keys)


def run_stain(request, context):
    import numpy as np

    from backend.protocol.changes import TextureResult

    green = np.tile(np.array([0, 255, 0, 255], np.uint8), (16, 16, 1))
    return TextureResult(**_told(request, "stain"), textures={"albedo": green})


def run_stretch(request, context):
    from backend.protocol.changes import ShapeResult

    return ShapeResult(**_told(request, "stretch"), sliders={"height": request.height})


def run_guess(request, context):
    import numpy as np

    from backend.protocol.changes import ParametersResult

    betas = np.linspace(0, 1, 10, dtype=np.float32)
    return ParametersResult(**_told(request, "guess"), parameters={"betas": betas, "pose": np.ones((2, 3), np.float32)})


def run_ripple(request, context):
    import numpy as np

    from backend.protocol.changes import MovingMeshResult

    vertices = np.zeros((3, request.vertices, 3), np.float32)
    vertices[:, :, 2] = np.arange(3, dtype=np.float32)[:, None]
    return MovingMeshResult(**_told(request, "ripple"), name="ripple", fps=24.0, vertices=vertices)


LINES = [
    Capability(
        name=name,
        request=f"tiny_changes:{name.title()}Request",
        result=f".changes:{result}",
        job=f"tiny_changes:run_{name}",
        lane="quick",
        sentence=f"a {name}, for an avatar that is there",
    )
    for name, result in CHANGES.items()
]
