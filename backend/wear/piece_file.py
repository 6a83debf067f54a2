"""A piece on disk: one .npz of small integers, with its entry as JSON inside."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..assets.reading import own_file, read_arrays
from ..protocol.codec import decode, encode, load_json
from ..protocol.files import whole_file
from ..protocol.results import Material
from . import binding
from .first_format import as_now
from .packed_rows import pack, unpack
from .piece import Entry, Piece

FORMAT = 2
"""of files written now; `first_format.py` reads those before"""
_PACKED = "packed "
"""what the names of arrays begin with that are kept as `pack` gives them"""
_TEXELS = 16384
"""parts of 1 by which texture coordinates count: a quarter of a texel where a texture has 4,096"""
_KNOWN = ("bone", "face", "stand_off", "paint", "strands", "texel")


def save_piece(piece: Piece, path: Path) -> None:
    """Written whole or not at all."""
    header: dict[str, Any] = {
        "format": FORMAT,
        "entry": encode(piece.entry)[0],
        "material": dataclasses.asdict(piece.material),
        "zone_colours": {name: _plain(value) for name, value in piece.zone_colours.items()},
        "bones": list(piece.weights[0]) if piece.weights else [],
        "spans": binding.spans_of(piece.binding),
        **{name: getattr(piece, name) for name in _KNOWN},
    }
    hang = binding.arrays_of(piece.binding)
    packed = {
        "offsets": hang.pop("offsets"),
        "uvs": np.rint(piece.uvs.clip(0, 1) * _TEXELS).astype(np.int32),
        "uv_faces": piece.uv_faces,
        "hides": piece.hides,
        **{f"size {name}": binding.in_steps(value) for name, value in piece.sizes.items()},
        **_corners(piece),
    }
    arrays = {
        "header": np.frombuffer(json.dumps(header).encode(), np.uint8),
        **hang,
        **{_PACKED + name: pack(value) for name, value in packed.items()},
        **{f"zone {name}": value for name, value in piece.zones.items()},
        **{f"picture {name}": value for name, value in piece.pictures.items()},
    }
    if piece.weights:
        arrays["bone_weights"] = np.rint(piece.weights[1] * 255).astype(np.uint8)
    with whole_file(path) as out:
        _pack(out, arrays)


def load_piece(path: Path, hint: str = "Add it again, or install Galatea again.") -> Piece:
    """Raises BadFile where the file is missing or not one of ours."""
    what = f"piece {path.stem}"
    arrays = read_arrays(path, what, hint)
    with own_file(path, what, hint):
        header = load_json(arrays.pop("header").tobytes())
        if header.get("format", 1) < FORMAT:
            header, arrays = as_now(header, arrays, _TEXELS)
        else:
            arrays |= {name: unpack(packed) for name, packed in _called(arrays, _PACKED).items()}
        colours = {name: tuple(v) if isinstance(v, list) else v for name, v in header["zone_colours"].items()}
        bones = tuple(header["bones"])
        return Piece(
            entry=decode(Entry, header["entry"], ()),
            binding=binding.named(arrays, header["spans"]),
            faces=arrays["faces"] if "faces" in arrays else arrays["uv_vertices"][:, 0][arrays["uv_faces"]],
            uvs=arrays["uvs"].astype(np.float32) / _TEXELS,
            uv_faces=arrays["uv_faces"],
            hides=arrays["hides"].reshape(-1),
            material=decode(Material, header["material"], ()),
            weights=(bones, _rows(arrays["bone_weights"])) if bones else None,
            zones=_called(arrays, "zone "),
            zone_colours=colours,
            sizes={name: binding.from_steps(value) for name, value in _called(arrays, "size ").items()},
            pictures=_called(arrays, "picture "),
            **{name: header[name] for name in _KNOWN if name in header},
        )


def load_entry(path: Path, hint: str = "Add it again, or install Galatea again.") -> Entry:
    """What the file tells of its piece, without the piece. Raises BadFile."""
    with own_file(path, f"piece {path.stem}", hint), path.open("rb") as stream, np.load(stream) as stored:
        return decode(Entry, load_json(stored["header"].tobytes())["entry"], ())


def _pack(out: IO[bytes], arrays: dict[str, np.ndarray]) -> None:
    """As numpy.savez_compressed writes them, but a seventh smaller; numpy reads both."""
    with zipfile.ZipFile(out, "w") as packed:
        for name, value in arrays.items():
            told = zipfile.ZipInfo(f"{name}.npy")
            told.compress_type = zipfile.ZIP_LZMA
            with packed.open(told, "w") as member:
                np.lib.format.write_array(member, value, allow_pickle=False)


def _called(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}


def _rows(weights: np.ndarray) -> np.ndarray:
    rows = weights.astype(np.float32)
    return rows / np.maximum(rows.sum(axis=1, keepdims=True), 1.0)


def _corners(piece: Piece) -> dict[str, np.ndarray]:
    """Faces, or where each texture coordinate belongs to one vertex, that vertex: a third of the bytes."""
    owners = np.zeros(len(piece.uvs), np.int32)
    owners[piece.uv_faces] = piece.faces
    one = np.array_equal(owners[piece.uv_faces], piece.faces)
    return {"uv_vertices": owners} if one else {"faces": piece.faces}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
