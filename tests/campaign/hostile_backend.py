"""A backend that has the token and sends nonsense: the client refuses every answer, whole, and goes on."""

from __future__ import annotations

import dataclasses
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import zmq

sys.path.extend(str(Path(__file__).parents[1] / room) for room in ("server", "protocol"))

from random_avatar import random_result

from backend.protocol.client import Client
from backend.protocol.codec import PROTOCOL
from backend.protocol.errors import ConnectionFailed, GalateaError
from backend.protocol.events import Done, Welcome, event_frames
from backend.protocol.message import pack, unpack
from backend.protocol.proof import backend_keys
from backend.protocol.requests import ShapeRequest
from backend.protocol.results import LiveShapeResult

TOKEN = "h" * 32
CONTENT = 2


def nonsense() -> Iterator[tuple[str, Callable[[str], list[Any]]]]:
    """What is wrong, and the frames of such an answer to a job."""

    def avatar(part: str, **change: Any) -> Callable[[str], list[Any]]:
        def answer(job_id: str) -> list[Any]:
            result = random_result()
            whole = result.avatar
            changed = dataclasses.replace(getattr(whole, part), **change) if part else None
            whole = dataclasses.replace(whole, **({part: changed} if part else change))
            return event_frames(Done(job_id=job_id, result=dataclasses.replace(result, avatar=whole)))

        return answer

    good = random_result().avatar
    many = 20_000
    yield "a face index outside", avatar("mesh", faces=good.mesh.faces + 10_000_000)
    yield "a negative face index", avatar("mesh", faces=good.mesh.faces - 100)
    yield "a UV index outside", avatar("mesh", uv_faces=good.mesh.uv_faces + 10_000_000)
    yield "a bone index outside", avatar("rig", bone_indices=good.rig.bone_indices + 100)
    yield "bones in a ring", avatar("rig", parents=np.array([2, 0, 1], np.int32))
    yield "bones of no length in a matrix of zeros", avatar("rig", rest_matrices=np.zeros_like(good.rig.rest_matrices))
    yield (
        "twenty thousand face keys",
        avatar(
            "shape_keys",
            names=tuple(map(str, range(many))),
            offsets=np.zeros((many, len(good.mesh.vertices), 3), np.float32),
            values=np.zeros(many, np.float32),
        ),
    )
    yield "two bones of one name", avatar("rig", bone_names=("a", "a", "b"))
    yield "a name of a million letters", avatar("rig", bone_names=("a", "b", "c" * 900_000))
    yield "vertices at the end of the world", avatar("mesh", vertices=good.mesh.vertices * np.float32(1e30))
    yield "a million sliders", avatar("", sliders=dict.fromkeys(map(str, range(60_000)), 0.5))
    yield "a texture of one line", avatar("", textures={"albedo": np.zeros((60_000, 1, 4), np.uint8)})
    yield (
        "a clip without end",
        avatar(
            "motion",
            root_translation=np.zeros((200_000, 3), np.float32),
            rotations=np.zeros((200_000, 3, 4), np.float32),
            shape_key_curves=np.zeros((200_000, 0), np.float32),
        ),
    )

    def part(**change: Any) -> Callable[[str], list[Any]]:
        (first,) = random_result(parts=1).avatar.parts
        fields = {name: dataclasses.replace(getattr(first, name), **inner) for name, inner in change.items()}
        return avatar("", parts=(dataclasses.replace(first, **fields),))

    (worn,) = random_result(parts=1).avatar.parts
    yield "a part with a face index outside", part(mesh={"faces": worn.mesh.faces + 10_000_000})
    yield "a part on bones that are not there", part(skin={"bone_indices": worn.skin.bone_indices + 100})
    yield "a part whose keys no body has", part(shape_keys={"names": ("nobody's",)})
    yield "forty parts", avatar("", parts=tuple(dataclasses.replace(worn, name=f"p{i}") for i in range(40)))

    def not_a_number(job_id: str) -> list[Any]:
        result = LiveShapeResult(vertices=np.zeros((9, 3), np.float32), measurements={})
        return [*event_frames(Done(job_id=job_id, result=result))[:-1], np.full((9, 3), np.nan, np.float32).tobytes()]

    def with_content(content: bytes) -> Callable[[str], list[Any]]:
        def answer(job_id: str) -> list[Any]:
            frames = event_frames(Done(job_id=job_id, result=random_result()))
            return [*frames[:CONTENT], content, *frames[CONTENT + 1 :]]

        return answer

    yield "vertices that are no numbers", not_a_number
    yield "brackets without end", with_content(b'["\\"' * 250_000)
    yield "another object", with_content(b'{"avatar": {}}')
    yield "no JSON", with_content(b"\xff" * 1000)
    yield "a result of no kind", lambda job: pack({"type": "done", "job": job, "result": "Trap"}, None)


class HostileBackend:
    """Greets like a backend, and answers each job with the next nonsense. `with` ends it."""

    def __init__(self, answers: list[tuple[str, Callable[[str], list[Any]]]]) -> None:
        self.told: list[str] = []
        self._answers = answers
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.curve_server = True
        self._socket.curve_publickey, self._socket.curve_secretkey = backend_keys(TOKEN)
        self.address = f"tcp://127.0.0.1:{self._socket.bind_to_random_port('tcp://127.0.0.1')}"
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> HostileBackend:
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(10)
        self._socket.close()
        self._context.term()

    def _run(self) -> None:
        while not self._ending.is_set():
            if not self._socket.poll(50):
                continue
            peer, *frames = self._socket.recv_multipart()
            message = unpack(frames)
            if message.type == "submit":
                what, answer = self._answers[len(self.told) % len(self._answers)]
                self.told.append(what)
                self._socket.send_multipart([peer, *answer(message.job_id())])
            elif message.type == "hello":
                self._socket.send_multipart([peer, *event_frames(_welcome())])
            elif message.type == "ping":
                self._socket.send_multipart([peer, *pack({"type": "pong", "job": ""}, {"instance": "hostile"})])


def _welcome() -> Welcome:
    return Welcome(
        protocol=PROTOCOL, server_version="0", instance="hostile", device="cpu", memory_mb={}, models=(),
        capabilities=("shape", "avatar", "live_shape"),
    )  # fmt: skip


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where nonsense came through, or harmed the client."""
    import psutil  # which Blender's Python, where the nonsense is used too, does not have

    answers = list(nonsense())
    rounds = max(1, round(5 * scale))
    slowest, before = 0.0, 0
    process = psutil.Process()
    with HostileBackend(answers) as backend, Client(backend.address, TOKEN) as client:
        client.handshake()
        for _ in range(rounds):
            for what, _ in answers:
                start = time.monotonic()
                try:
                    client.wait(client.submit(ShapeRequest()), timeout=60)
                except ConnectionFailed as error:
                    raise AssertionError(f"{what}: the client lost its backend: {error}") from error
                except GalateaError as error:
                    assert "broken" in error.message, f"{what}: not told as the backend's fault: {error}"
                else:
                    raise AssertionError(f"{what}: was taken for a result")
                slowest = max(slowest, time.monotonic() - start)
            before = before or process.memory_info().rss
        growth = (process.memory_info().rss - before) / 2**20
    assert slowest < 30.0, f"an answer was refused after {slowest:.1f} s only"
    assert growth < 200, f"the client grew by {growth:.0f} MB"
    return {
        "backend_answers_refused": float(rounds * len(answers)),
        "backend_slowest_refusal_ms": slowest * 1000,
        "backend_client_growth_mb": growth,
    }
