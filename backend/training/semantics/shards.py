"""Samples on disk: tar files as WebDataset has them, each whole or absent, and one description of them all.

data.json            what decides their content (`Plan`)
shard-00000.tar      000000.json (values of the axes), 000000.front.png, 000000.side.png, 000001.json …
"""

from __future__ import annotations

import dataclasses
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from backend.protocol.codec import decode
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.files import whole_file

PLAN = "data.json"
_AGAIN = "Delete it, and `galatea semantics sample` makes it again."


@dataclass(frozen=True)
class Plan:
    """What a folder of samples holds."""

    body: str
    space: str
    views: tuple[str, ...]
    size: int
    """pixels"""
    textured: bool
    seed: int
    shard: int
    """samples in each"""
    axes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Samples:
    """N bodies and their pictures."""

    values: np.ndarray
    """(N, A) float32"""
    images: np.ndarray
    """(N, views, size, size, 3) uint8"""


def write_plan(folder: Path, plan: Plan) -> None:
    """Say what `folder` holds. Raises BadRequest where it holds something else already."""
    file = folder / PLAN
    if file.exists():
        check_same(read_plan(folder), plan, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as out:
        out.write(json.dumps(dataclasses.asdict(plan), indent=2).encode() + b"\n")


def check_same(there: Plan, wanted: Plan, folder: Path) -> None:
    """Raises BadRequest where the samples in `folder` are others than those that are wanted."""
    for field in dataclasses.fields(Plan):
        old, new = getattr(there, field.name), getattr(wanted, field.name)
        if old != new:
            raise BadRequest(
                f"The samples in {folder} were made with {field.name} {_told(old)}, not {_told(new)}.",
                "Ask for the same, or name another folder.",
            )


def _told(value: object) -> str:
    return f"{len(value)} names" if isinstance(value, tuple) and len(value) > 4 else str(value)


def read_plan(folder: Path) -> Plan:
    """Raises NotAvailable where a folder has no samples, BadFile where its description is damaged."""
    file = folder / PLAN
    if not file.exists():
        raise NotAvailable(f"There are no samples in {folder}.", f"Run: galatea semantics sample --out {folder.parent}")
    try:
        return decode(Plan, json.loads(file.read_text(encoding="utf-8")), ())
    except (OSError, ValueError, BadRequest) as error:
        raise BadFile(
            f"{file} does not describe samples.", "Make them again in another folder.", repr(error)
        ) from error


def shard_file(folder: Path, number: int) -> Path:
    return folder / f"shard-{number:05d}.tar"


def shards_of(folder: Path) -> list[Path]:
    """Those that are there, in their order. Raises NotAvailable where there are none."""
    read_plan(folder)
    found = sorted(folder.glob("shard-*.tar"))
    if not found:
        raise NotAvailable(f"There are no samples in {folder}.", f"Run: galatea semantics sample --out {folder.parent}")
    return found


def packed(plan: Plan, samples: Samples, first: int) -> bytes:
    """A shard as its file holds it. first: number of its first sample."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for k, (values, images) in enumerate(zip(samples.values, samples.images, strict=True)):
            key = f"{first + k:06d}"
            told = {name: round(float(v), 6) for name, v in zip(plan.axes, values, strict=True)}
            _put(tar, f"{key}.json", json.dumps(told).encode())
            for view, image in zip(plan.views, images, strict=True):
                _put(tar, f"{key}.{view}.png", png(image))
    return out.getvalue()


def read_shard(file: Path, plan: Plan, images: bool = True) -> Samples:
    """Raises BadFile for one that is cut off, holds a picture that is none, or is of other samples."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadFile(f"{file.name} cannot be read.", _AGAIN, repr(error)) from error
    return unpacked(content, file.name, plan, images)


def unpacked(content: bytes, name: str, plan: Plan, images: bool = True) -> Samples:
    """As `read_shard`, of what the file `name` holds."""
    values: list[list[float]] = []
    pictures: list[np.ndarray] = []
    try:
        for _, parts in _members(io.BytesIO(content)):
            told = json.loads(parts["json"])
            values.append([float(told[axis]) for axis in plan.axes])
            if images:
                pictures.append(np.stack([_picture(parts[f"{view}.png"], plan.size) for view in plan.views]))
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise BadFile(f"{name} is no whole shard of samples.", _AGAIN, repr(error)) from error
    if len(values) != plan.shard:
        raise BadFile(f"{name} holds {len(values)} samples, and should hold {plan.shard}.", _AGAIN)
    stack = np.stack(pictures) if images else np.zeros((len(values), 0), np.uint8)
    return Samples(np.array(values, np.float32), stack)


def is_whole(file: Path, plan: Plan) -> bool:
    """Without looking at the pictures."""
    try:
        read_shard(file, plan, images=False)
    except BadFile:
        return False
    return True


def unpack(file: Path, target: Path) -> None:
    """The pictures and parameters of a shard as single files, for people who want to look."""
    target.mkdir(parents=True, exist_ok=True)
    for key, parts in _members(io.BytesIO(file.read_bytes())):
        for ending, content in parts.items():
            (target / f"{key}.{ending}").write_bytes(content)


def _members(stream: BinaryIO) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Samples by their key, each with its parts by their ending."""
    key, parts = "", {}
    with tarfile.open(fileobj=stream, mode="r:") as tar:
        for member in tar:
            name, _, ending = member.name.partition(".")
            part = tar.extractfile(member)
            if part is None:
                raise ValueError(f"{member.name} is no file")
            content = part.read()
            if len(content) != member.size:
                raise EOFError(f"{member.name} is cut off")
            if name != key:
                if parts:
                    yield key, parts
                key, parts = name, {}
            parts[ending] = content
    if parts:
        yield key, parts


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def png(image: np.ndarray) -> bytes:
    """(H, W, 3) uint8 as a file."""
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _picture(content: bytes, size: int) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        if image.size != (size, size):
            raise ValueError(f"a picture has {image.size[0]} x {image.size[1]} pixels")
        return np.asarray(image.convert("RGB"))
