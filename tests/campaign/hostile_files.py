"""Files that claim more than they hold, or hold what nobody needs: every reader refuses them, with little memory."""

from __future__ import annotations

import io
import json
import struct
import sys
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.extend(str(Path(__file__).parents[1] / room) for room in ("protocol",))

from random_avatar import random_avatar

from backend.capabilities.exchange.check import read_fbx_apart
from backend.capabilities.exchange.read_glb import read_glb
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.errors import BadFile

MB = 1 << 20
FLOAT = 5126


def _npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def avatars(folder: Path, megabytes: int) -> Iterator[tuple[str, bytes]]:
    """Hostile avatar.npz files."""
    save_avatar(folder / "good.npz", random_avatar())
    with zipfile.ZipFile(folder / "good.npz") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header = json.loads(np.load(io.BytesIO(members["avatar.json.npy"])).tobytes())

    def written(changed: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            for name, data in {**members, **changed}.items():
                archive.writestr(name, data)
        return file.getvalue()

    def with_header(**changed: Any) -> bytes:
        return _npy(np.frombuffer(json.dumps({**header, **changed}).encode(), np.uint8))

    large = _npy(np.zeros((megabytes * MB // 12, 3), np.float32))
    names = ["mesh.vertices"] * 40
    yield (
        "one array named forty times",
        written({"mesh.vertices.npy": large, "avatar.json.npy": with_header(names=names)}),
    )
    claim = _npy(np.zeros((1, 3), np.float32)).replace(b"(1, 3)", b"(90000000000, 3)")
    yield "an array that claims a terabyte", written({"mesh.vertices.npy": claim})
    yield "an array of strings", written({"mesh.vertices.npy": _npy(np.array(["a" * 1000] * 9))})
    yield "a header without end", written({"avatar.json.npy": _npy(np.full(30 * MB, ord("["), np.uint8))})
    yield "a packing that takes memory to open", written({}, zipfile.ZIP_LZMA)
    yield "more arrays than an avatar has", written({f"more{i}.npy": b"" for i in range(5000)})
    lying = bytearray(written({"mesh.vertices.npy": large}))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 100)
    yield "a size that lies", bytes(lying)


def glbs(megabytes: int) -> Iterator[tuple[str, bytes]]:
    """Hostile glTF files."""

    def glb(tree: Any, binary: bytes = bytes(64), text: bytes = b"") -> bytes:
        text = text or json.dumps(tree).encode()
        body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
        return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body

    def tree(count: int, kind: str = "VEC3", targets: int = 0, **more: Any) -> dict[str, Any]:
        return {
            "nodes": [{"name": "holder", "mesh": 0, "skin": 0}, {"name": "bone"}],
            "meshes": [
                {
                    "primitives": [
                        {
                            "attributes": {"POSITION": 0, "JOINTS_0": 0, "WEIGHTS_0": 0},
                            "indices": 0,
                            "targets": [{"POSITION": 0}] * targets,
                        }
                    ]
                }
            ],
            "skins": [{"joints": [1], "inverseBindMatrices": 0}],
            "accessors": [{"count": count, "type": kind, "componentType": FLOAT}],
            "bufferViews": [],
            **more,
        }

    yield "arrays of nothing, without end", glb(tree(40 * megabytes * 1000, "MAT4"))
    yield "one array as two thousand keys", glb(tree(200_000, targets=2000))
    yield "a million keys", glb(tree(3, targets=100_000))
    yield "a million nodes", glb(tree(3, nodes=[{}] * 300_000))
    yield "nodes in a ring", glb(tree(3, nodes=[{"children": [1], "mesh": 0, "skin": 0}, {"children": [0]}]))
    meshes = [{"mesh": 0, "skin": 0, "name": f"mesh {i}"} for i in range(9_000)]
    yield "one array as nine thousand meshes", glb(tree(3, nodes=meshes))
    yield "one array as sixty meshes", glb(tree(100_000, targets=20, nodes=meshes[:60]))
    chain = [{"children": [i + 1]} for i in range(9_000)] + [{"mesh": 0, "skin": 0}]
    yield "nodes in a chain without end", glb(tree(3, nodes=chain))
    yield "brackets without end", glb(None, text=b'["\\"' * (megabytes * MB // 4))
    views = {"bufferViews": [{"buffer": 0, "byteOffset": -4, "byteLength": 2**40}]}
    accessors = [{"count": 2**40, "type": "VEC3", "componentType": FLOAT, "bufferView": 0}]
    yield "a view outside of the file", glb(tree(3, accessors=accessors, **views))


def fbx(doubles: int, times: int) -> bytes:
    """An FBX file whose arrays unpack to `doubles` zeros each."""

    def node(name: bytes, properties: list[bytes], inner: bytes = b"", at: int = 0) -> bytes:
        values = b"".join(properties)
        end = at + 13 + len(name) + len(values) + len(inner)
        return struct.pack("<IIIB", end, len(properties), len(values), len(name)) + name + values + inner

    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(bytes(8 * MB)) for _ in range(doubles * 8 // (8 * MB))) + pack.flush()
    array = b"d" + struct.pack("<III", doubles // MB * MB, 1, len(packed)) + packed
    out = bytearray(b"Kaydara FBX Binary  \x00\x1a\x00" + struct.pack("<I", 7400))
    start = len(out)
    inner = bytearray()
    place = start + 13 + len(b"Objects")
    for number in range(times):
        number_of, named_as, kind = struct.pack("<q", number + 1), struct.pack("<I", 1), struct.pack("<I", 4)
        named = [b"L" + number_of, b"S" + named_as + b"a", b"S" + kind + b"Mesh"]
        here = place + len(inner)
        within = here + 13 + len(b"Geometry") + sum(map(len, named))
        inner += node(b"Geometry", named, node(b"Vertices", [array], at=within) + bytes(13), at=here)
    out += node(b"Objects", [], bytes(inner) + bytes(13), at=start) + bytes(13)
    return bytes(out)


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where a file was taken, or cost more than a figure may."""
    megabytes = max(8, round(100 * scale))
    most, slowest, refused = 0.0, 0.0, 0

    def check(what: str, read: Callable[[], object]) -> None:
        nonlocal most, slowest, refused
        tracemalloc.reset_peak()
        before, start = tracemalloc.get_traced_memory()[0], time.monotonic()
        try:
            read()
        except BadFile as error:
            assert error.hint, f"{what}: nothing says what to do"
            refused += 1
        else:
            raise AssertionError(f"{what}: was taken for a whole file")
        slowest = max(slowest, time.monotonic() - start)
        most = max(most, (tracemalloc.get_traced_memory()[1] - before) / MB)
        assert most < 1200, f"{what}: {most:.0f} MB were taken"

    with tempfile.TemporaryDirectory(prefix="galatea-files-") as name:
        folder = Path(name)
        tracemalloc.start()
        try:
            for what, content in avatars(folder, megabytes):
                (folder / "bad.npz").write_bytes(content)
                check(what, lambda: load_avatar(folder / "bad.npz"))
            for what, content in glbs(megabytes):
                check(what, lambda content=content: read_glb(content, [0.0]))
            bomb = fbx(max(4, round(16 * scale)) * MB, max(2, round(40 * scale)))
            check("an FBX file whose arrays unpack without end", lambda: read_fbx_apart(bomb, [0.0]))
        finally:
            tracemalloc.stop()
    return {
        "files_refused": float(refused),
        "files_most_memory_mb": most,
        "files_fbx_reader_memory_mb": _peak_of_programs_mb(),
        "files_slowest_refusal_s": slowest,
    }


def _peak_of_programs_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / (MB if sys.platform == "darwin" else 1024)
