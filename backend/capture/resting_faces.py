"""The resting faces of people, kept under their names in the user's data folder: nothing else of them is stored."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from ..assets.reading import read_arrays
from ..protocol.errors import BadRequest
from ..protocol.files import whole_file
from ..protocol.folders import data_folder, unusable
from .aligned import Aligned
from .inner_features import inner_axes
from .rest import TOLD, flat, from_flat

HINT = "Delete the file, or keep the resting face of this person anew."
_LONGEST = 60


def rest_file(person: str) -> Path:
    """Raises BadRequest for a name that can be none of a file."""
    name = person.strip()
    if not name or len(name) > _LONGEST or name[0] == "." or any(c in '/\\:*?"<>|' or ord(c) < 32 for c in name):
        raise BadRequest(
            f"{person[:80]!r} cannot be the name of a person.", f"Use up to {_LONGEST} letters, digits and spaces."
        )
    return data_folder() / "faces" / f"{name}.npz"


def kept_rest(person: str) -> Aligned | None:
    """The face of this person at rest; None where none was kept, or by a version that kept less of it. Raises BadFile
    where it is damaged."""
    path = rest_file(person)
    if not path.is_file():
        return None
    stored = read_arrays(path, f"resting face of {person}", HINT)
    rest = stored["rest"].astype(np.float64)
    return from_flat(rest) if rest.shape == (TOLD + inner_axes().count,) else None


def keep_rest(person: str, rest: Aligned) -> Path:
    """Raises ResourceExhausted where the folder cannot be written."""
    path, stream = rest_file(person), io.BytesIO()
    np.savez_compressed(stream, rest=flat(rest)[0].astype(np.float32))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as out:
            out.write(stream.getvalue())
    except OSError as error:
        raise unusable(path.parent, error) from error
    return path


def people() -> tuple[str, ...]:
    """Whose faces are kept."""
    return tuple(sorted(path.stem for path in (data_folder() / "faces").glob("*.npz")))
