"""Files of others, spoilt by chance: every reader takes them or says why not, soon and in little memory."""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.extend(str(Path(__file__).parents[1] / room) for room in (".", "..", "protocol"))

from bvh_text import bvh_text
from makehuman_files import base_mesh, write_asset
from walking import walk

from backend.body.published.reading.find import find_published
from backend.capabilities.motion.reading.any_file import read_motion
from backend.photo.pictures_given import photo_of
from backend.protocol.batch.lines import read_lines
from backend.protocol.errors import GalateaError
from backend.protocol.requests.photo import NamedFile
from backend.protocol.sliders import ARKIT_52
from backend.wear.makehuman.read import find_assets, read_asset
from backend.wear.makehuman.sources import open_path
from rigging.faces.face_take import FaceTake, from_npz, npz_bytes
from rigging.faces.ifacialmocap import read_text, write_text
from rigging.faces.live_link_csv import read_csv, write_csv
from rigging.faces.live_link_udp import read_packet, write_packet
from rigging.faces.samples import FaceSample, take_of
from tests.published_bodies import made
from tests.published_files import flame_pickle, smplx_npz

MB = 1 << 20
TIMES = 300
"""each file is spoilt"""
SLOWEST_S = 20.0
MOST_MB = 400.0
ODD = (b"nan", b"inf", b"-1", b"1e308", b"9" * 400, b"2147483648", b"0", b"", b"-0.0", b"\0", b"\xff\xfe", b"1" * 5000)


@dataclass(frozen=True)
class Reader:
    """refusals: what it may raise"""

    name: str
    content: bytes
    read: Callable[[Path], object]
    refusals: tuple[type[Exception], ...] = (GalateaError,)


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where a reader failed otherwise than in a sentence, or took very much."""
    chance = random.Random(5)
    figures = {"read": 0.0, "refused": 0.0, "slowest_s": 0.0, "most_memory_mb": 0.0}
    with tempfile.TemporaryDirectory(prefix="galatea-spoilt-") as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow and numpy think of a file is not the user's to read
        folder = Path(name)
        for reader in readers(folder):
            place = folder / "spoilt"
            place.mkdir(exist_ok=True)
            file = place / reader.name
            file.write_bytes(reader.content)
            reader.read(file)  # whole, it is read
            for _ in range(max(2, round(TIMES * scale))):
                file.write_bytes(spoilt(reader.content, chance))
                _try(reader, file, figures)
            file.unlink()
    return figures


def _try(reader: Reader, file: Path, figures: dict[str, float]) -> None:
    tracemalloc.start()
    begun = time.process_time()
    try:
        reader.read(file)
        figures["read"] += 1
    except reader.refusals as error:
        assert str(error), f"{reader.name}: refused without a word"
        figures["refused"] += 1
    except Exception as error:
        kept = Path(tempfile.gettempdir()) / f"galatea-{reader.name}"
        kept.write_bytes(file.read_bytes())
        raise AssertionError(f"{reader.name}: {type(error).__name__}: {error}; the file is kept as {kept}") from error
    finally:
        seconds, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1] / MB
        tracemalloc.stop()
    assert seconds < SLOWEST_S and most < MOST_MB, f"{reader.name}: {seconds:.0f} s, {most:.0f} MB"
    figures["slowest_s"] = max(figures["slowest_s"], seconds)
    figures["most_memory_mb"] = max(figures["most_memory_mb"], most)


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Cut, flipped, doubled, or with numbers that nobody expects; of an archive also what is in it, packed well."""
    if not content.startswith(b"PK") or chance.random() < 0.2:
        return _spoilt(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    members[name] = _spoilt(members[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, data in members.items():
            out.writestr(name, data)
    return stream.getvalue()


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                del data[at:]
            case 1:
                for _ in range(chance.randrange(1, 9)):
                    if data:
                        data[chance.randrange(len(data))] = chance.randrange(256)
            case 2:
                data[at : at + chance.randrange(1, 200)] = chance.randbytes(chance.randrange(200))
            case 3:
                del data[at : at + chance.randrange(1, 400)]
            case 4:
                data[at:at] = data[max(at - chance.randrange(1, 2000), 0) : at]
            case _:
                start = chance.choice((0, max(at - 500, 0)))  # heads say most
                numbers = list(re.finditer(rb"-?\d[\d.]*", bytes(data[start : start + 1000])))
                if numbers:
                    found = chance.choice(numbers)
                    data[start + found.start() : start + found.end()] = chance.choice(ODD)
    return bytes(data)


def readers(folder: Path) -> list[Reader]:
    asset = write_asset(folder / "asset").parent
    base, take = base_mesh(), _face_take()

    def worn(ending: str) -> Callable[[Path], object]:
        def read(file: Path) -> object:
            (asset / f"vest01.{ending}").write_bytes(file.read_bytes())
            try:
                files = open_path(asset).files
                return [read_asset(files, name, base) for name in find_assets(files)]
            finally:
                (asset / f"vest01.{ending}").write_bytes(whole[ending])

        return read

    def packed(file: Path) -> object:
        files = open_path(file).files
        return [read_asset(files, name, base) for name in find_assets(files)]

    def photo(file: Path) -> object:
        return photo_of(NamedFile(file=str(file)), 0.0)

    sizes = {family: len(made(family).arrays["v_template"]) for family in ("smplx", "flame")}

    def published(file: Path) -> object:
        return find_published([file], sizes)

    def text_of(file: Path) -> str:
        return file.read_text(errors="replace")

    whole = {ending: (asset / f"vest01.{ending}").read_bytes() for ending in ("mhclo", "obj", "mhmat", "png")}
    lines = "\n".join(json.dumps({"prompt": f"a man {n}", "seed": n, "sliders": {"age": 0.5}}) for n in range(5))
    return [
        *(Reader(f"vest01.{ending}", content, worn(ending)) for ending, content in whole.items()),
        Reader("pack.zip", _zipped(asset), packed),
        Reader("walk.bvh", bvh_text(walk(20)).encode(), read_motion),
        Reader("walk.npz", _amass(), read_motion),
        Reader("smplx.npz", smplx_npz(folder).read_bytes(), published),
        Reader("flame.pkl", flame_pickle(folder).read_bytes(), published),
        Reader("photo.png", _picture("PNG"), photo),
        Reader("photo.jpg", _picture("JPEG"), photo),
        Reader("photo.webp", _picture("WEBP"), photo),
        Reader("people.jsonl", lines.encode(), read_lines),
        Reader("people.csv", b'prompt,seed,sliders.age\na man,1,0.5\n"a woman, old",2,0.9\n', read_lines),
        Reader("face.csv", write_csv(take).encode(), lambda file: read_csv(text_of(file)), (ValueError,)),
        Reader("face.txt", write_text(take).encode(), lambda file: read_text(text_of(file)), (ValueError,)),
        Reader("face.npz", npz_bytes(take), from_npz, (ValueError,)),
        Reader("packet.bin", _packet(), lambda file: read_packet(file.read_bytes()), ()),
    ]


def _face_take() -> FaceTake:
    samples = [FaceSample(dict.fromkeys(ARKIT_52, 0.01 * n), position=(0.0, 0.5, 0.1)) for n in range(6)]
    return take_of(samples, [n / 30 for n in range(6)])


def _packet() -> bytes:
    return write_packet(FaceSample(dict.fromkeys(ARKIT_52, 0.25)), 60.0)


def _zipped(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.iterdir()):
            out.write(file, f"clothes/vest01/{file.name}")
    return stream.getvalue()


def _amass() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, poses=np.zeros((8, 156)), trans=np.zeros((8, 3)), mocap_framerate=120.0, gender="neutral")
    return stream.getvalue()


def _picture(kind: str) -> bytes:
    stream = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (96, 96, 3), np.uint8)
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


if __name__ == "__main__":
    print(run())
