"""`galatea face-film`: a video of a face beside what was read of it, as an MP4, and the numbers of each picture."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import tyro

from ..protocol.errors import BadFile
from ..protocol.files import whole_file

EVERY = 25
"""pictures after which it is told how far it is"""


def face_film(
    clip: tyro.conf.Positional[Path],
    out: Path = Path("out/face"),
    model: str = "smirk",
    crop: float = 1.4,
    face: int = 0,
    expression: tuple[tuple[str, float], ...] = (),
    repaint: bool = True,
) -> int:
    """Show what nets as SMIRK's read of a video: crop, shape over it, shape alone and, where the nets have a generator,
    the crop painted anew. Writes side_by_side.mp4 and numbers.npz (pose, cam, shape, expression, eyelids, jaw of each
    picture).

    Args:
        clip: The video: MP4, MOV, MKV, WebM or GIF.
        out: Folder for the files; made if missing.
        model: Nets that you have added; `galatea models` lists them as face_reader.
        crop: How many times as wide as the face the square is that the nets see.
        face: Who of several, counted from the left where faces are first seen; 0 is the largest.
        expression: Numbers that the painted face has instead: name and value, as jaw_x 0.3.
        repaint: Whether the generator paints; it takes the most time.
    """
    from ..capabilities.face.film import film
    from ..capabilities.face.jobs import reader_named

    if not clip.expanduser().is_file():
        raise BadFile(f"There is no file {clip}.", "Correct the path.")
    out.mkdir(parents=True, exist_ok=True)
    told = film(
        reader_named(model),
        clip.expanduser(),
        out / "side_by_side.mp4",
        crop=crop,
        number=face,
        expression=dict(expression),
        repaint=repaint,
        tell=_tell,
    )
    with whole_file(out / "numbers.npz") as file:
        np.savez(file, **told)
    print(f"{out / 'side_by_side.mp4'}: {len(told['found'])} pictures, a face in {int(told['found'].sum())}")
    return 0


def _tell(done: int, total: int) -> None:
    if done % EVERY == 0 or done == total:
        print(f"{done} of {total} pictures", file=sys.stderr, flush=True)
