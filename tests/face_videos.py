"""Short videos of a rendered head that opens its mouth, and others that are wrong in one way."""

import io
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
import torch

from backend.body import load_body
from backend.protocol.sliders import ARKIT_52
from backend.render import pinhole_camera, render
from backend.training.capture.heads import HeadModel, Somebody, head_model, somebody

SIZE = 192
JAW = np.abs(np.sin(np.arange(14) * 0.3)) * 0.6
JAW[:2] = 0.0


@lru_cache(maxsize=4)
def people(seed: int = 5) -> tuple[HeadModel, Somebody]:
    model = _model()
    return model, somebody(model, np.random.default_rng(seed))


@lru_cache(maxsize=1)
def _model() -> HeadModel:
    return head_model(load_body("anny"))


@lru_cache(maxsize=64)
def picture(jaw: float = 0.0, seed: int = 5, yaw: float = 0.0) -> np.ndarray:
    """(SIZE, SIZE, 3) uint8"""
    model, person = people(seed)
    keys = np.zeros(52, np.float32)
    keys[ARKIT_52.index("jawOpen")] = jaw
    vertices = person.neutral + np.tensordot(keys, person.offsets, 1)
    c, s = np.cos(yaw), np.sin(yaw)
    middle = np.array((0, np.median(person.neutral[:, 1]), person.neutral[:, 2].max() - 0.13), np.float32)
    turned = (vertices - middle) @ np.array(((c, s, 0), (-s, c, 0), (0, 0, 1)), np.float32) + (0, 0.75, 0)
    with torch.inference_mode():
        image, _ = render(
            torch.from_numpy(turned.astype(np.float32))[None],
            model.mesh,
            pinhole_camera(1.9 * SIZE, (SIZE / 2, SIZE / 2), (SIZE, SIZE), 10.0),
            (SIZE, SIZE),
            texture=person.albedo,
            uvs=model.uvs,
            uv_faces=model.uv_faces,
            background=(0.45, 0.55, 0.6),
        )
    return (image[0].numpy() * 255).round().astype(np.uint8)


def blank() -> np.ndarray:
    return np.full((SIZE, SIZE, 3), (115, 140, 153), np.uint8)


def video(pictures, times=None, rate=25, container="mp4") -> np.ndarray:
    """The bytes of a video, (B,) uint8. times: milliseconds of each picture"""
    stream = io.BytesIO()
    with av.open(stream, "w", format=container) as out:
        track = out.add_stream("mpeg4", rate=rate, options={"qscale": "2"})
        height, width = pictures[0].shape[:2]
        track.width, track.height, track.pix_fmt = width, height, "yuv420p"
        track.codec_context.bit_rate = 4_000_000
        if times is not None:
            track.codec_context.time_base = Fraction(1, 1000)
        for number, pixels in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            frame.pts = number if times is None else times[number]
            frame.time_base = Fraction(1, rate) if times is None else Fraction(1, 1000)
            out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return np.frombuffer(stream.getvalue(), np.uint8)


def held_sideways(content: np.ndarray) -> np.ndarray:
    """The same MP4, whose head says that a player must turn it by 90 degrees clockwise."""
    data = bytearray(content.tobytes())
    place = data.index(b"tkhd") + 4 + 40  # version 0: the matrix stands behind times, duration and layers
    numbers = (0, 1, 0, -1, 0, 0, 0, 0, 1)
    ones = (16, 16, 30, 16, 16, 30, 16, 16, 30)
    rows = [int(n * (1 << bits)).to_bytes(4, "big", signed=True) for n, bits in zip(numbers, ones, strict=True)]
    data[place : place + 36] = b"".join(rows)
    return np.frombuffer(bytes(data), np.uint8)


def sound_alone() -> np.ndarray:
    stream = io.BytesIO()
    with av.open(stream, "w", format="wav") as out:
        track = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return np.frombuffer(stream.getvalue(), np.uint8)
