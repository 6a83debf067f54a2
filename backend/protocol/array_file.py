"""Dataclasses with arrays as one .npz file: the arrays under their own names, the rest as JSON in an array of bytes.

Nothing in such a file is ever unpickled.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .archive import ArrayArchive
from .codec import MAX_FRAMES, MAX_MESSAGE_BYTES, dump_json, encode, load_json, raw
from .errors import BadFile, BadRequest
from .files import whole_file

Data = TypeVar("Data")
LEVEL = 4
"""of compression: a dressed avatar takes a quarter of the time that numpy's own 6 takes, and a twelfth more bytes"""


def save_arrays(path: str | os.PathLike[str], what: str, value: Any, header: dict[str, Any]) -> None:
    """Write `value` under the word `what`, whole or not at all; `header` stands beside it.

    Raises OSError where the disk does not take it.
    """
    plain, arrays = encode(value)
    header = {**header, "names": [a.path for a in arrays], what: plain}
    if "checksum" in header:
        header["checksum"] = checksum(plain, [raw(a.array) for a in arrays])
    contents = {f"{what}.json": np.frombuffer(dump_json(header), np.uint8), **{a.path: a.array for a in arrays}}
    with (
        whole_file(Path(path)) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed,
    ):
        for name, array in contents.items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def load_arrays(
    path: str | os.PathLike[str], what: str, read: Callable[[dict[str, Any], Sequence[Any]], Data], hint: str
) -> Data:
    """What `read(header, frames)` makes of the file. Raises BadFile on anything that `save_arrays` does not write."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            contents = ArrayArchive(file, MAX_MESSAGE_BYTES, MAX_FRAMES)
            kinds = [name.removesuffix(".json") for name in contents.names if name.endswith(".json")]
            if len(kinds) == 1 and kinds != [what]:
                raise BadFile(f"holds {_a(kinds[0][:60])}, where {_a(what)} is needed.", hint)
            header = load_json(contents.take(f"{what}.json").tobytes(), limit=1 << 24, what="file's header")
            frames = [raw(contents.take(name)) for name in header["names"]]
        return read(header, frames)
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path}.", "Check its name.") from error
    except BadFile as error:
        raise BadFile(f"{path} {error.message}", error.hint) from error
    except BadRequest as error:
        raise BadFile(f"{path} is not a whole {what}: {error}", hint) from error
    except Exception as error:  # numpy and zipfile raise a dozen kinds over damaged bytes, none of them documented
        raise BadFile(f"{path} cannot be read as {_a(what)}: {type(error).__name__}: {error}.", hint) from error


def checksum(plain: Any, frames: Sequence[Any]) -> str:
    """BLAKE2b, 32 bytes, as hexadecimal digits, of the JSON and of the arrays' bytes in their order."""
    digest = hashlib.blake2b(dump_json(plain), digest_size=32)
    for frame in frames:
        digest.update(frame)
    return digest.hexdigest()


def checksum_of(value: Any) -> str:
    """The checksum that a file of this dataclass would have."""
    plain, arrays = encode(value)
    return checksum(plain, [raw(a.array) for a in arrays])


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"
