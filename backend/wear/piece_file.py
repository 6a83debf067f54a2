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
from .piece import Entry, Piece

STEPS = "steps "
"""what the names of arrays begin with that are kept as steps from row to row"""
_IN_STEPS = ("faces", "uv_faces", "uvs", "hides")
_KNOWN = ("bone", "face", "stand_off", "paint", "strands", "texel")


def save_piece(piece: Piece, path: Path) -> None:
    """Written whole or not at all."""
    header: dict[str, Any] = {
        "entry": encode(piece.entry)[0],
        "material": dataclasses.asdict(piece.material),
        "zone_colours": {name: _plain(value) for name, value in piece.zone_colours.items()},
        "bones": list(piece.weights[0]) if piece.weights else [],
        **{name: getattr(piece, name) for name in _KNOWN},
    }
    arrays = {
        "header": np.frombuffer(json.dumps(header).encode(), np.uint8),
        "faces": _small(piece.faces),
        "uvs": np.rint(piece.uvs.clip(0, 1) * 65535).astype(np.uint16),
        "uv_faces": _small(piece.uv_faces),
        "hides": piece.hides.astype(np.uint16),
        **binding.arrays_of(piece.binding),
        **{f"zone {name}": value for name, value in piece.zones.items()},
        **{f"picture {name}": value for name, value in piece.pictures.items()},
    }
    if piece.weights:
        arrays["bone_weights"] = np.rint(piece.weights[1] * 255).astype(np.uint8)
    for name, value in piece.sizes.items():
        longest = float(np.abs(value).max(initial=0.0)) or 1.0
        arrays[f"size {name}"] = np.rint(value / longest * 32767).astype(np.int16)
        arrays[f"scale {name}"] = np.array(longest / 32767, np.float32)
    for name in _IN_STEPS:
        arrays[STEPS + name] = _steps(arrays.pop(name))
    with whole_file(path) as out:
        _pack(out, arrays)


def load_piece(path: Path, hint: str = "Add it again, or install Galatea again.") -> Piece:
    """Raises BadFile where the file is missing or not one of ours."""
    what = f"piece {path.stem}"
    arrays = read_arrays(path, what, hint)
    with own_file(path, what, hint):
        arrays |= {name: _from_steps(steps) for name, steps in _called(arrays, STEPS).items()}
        header = load_json(arrays.pop("header").tobytes())
        colours = {name: tuple(v) if isinstance(v, list) else v for name, v in header["zone_colours"].items()}
        bones = tuple(header["bones"])
        sizes = _called(arrays, "size ")
        return Piece(
            entry=decode(Entry, header["entry"], ()),
            binding=binding.named(arrays),
            faces=arrays["faces"].astype(np.int32),
            uvs=arrays["uvs"].astype(np.float32) / 65535,
            uv_faces=arrays["uv_faces"].astype(np.int32),
            hides=arrays["hides"].astype(np.int32),
            material=decode(Material, header["material"], ()),
            weights=(bones, _rows(arrays["bone_weights"])) if bones else None,
            zones=_called(arrays, "zone "),
            zone_colours=colours,
            sizes={name: value.astype(np.float32) * arrays[f"scale {name}"] for name, value in sizes.items()},
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


def _steps(rows: np.ndarray) -> np.ndarray:
    """(bytes of a number, ...) uint8: what each row adds to the one before, all low bytes first: neighbours differ by
    little, so that it packs to less than half."""
    steps = np.diff(rows, axis=0, prepend=np.zeros_like(rows[:1]))
    return np.moveaxis(np.ascontiguousarray(steps)[..., None].view(np.uint8), -1, 0)


def _from_steps(steps: np.ndarray) -> np.ndarray:
    each = np.ascontiguousarray(np.moveaxis(steps, 0, -1))
    numbers = each.view(np.dtype(f"<u{steps.shape[0]}"))[..., 0]
    return np.cumsum(numbers, axis=0, dtype=numbers.dtype)


def _small(indices: np.ndarray) -> np.ndarray:
    return indices.astype(np.uint16 if indices.max(initial=0) < 65536 else np.uint32)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
