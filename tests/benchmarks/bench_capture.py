"""Capture: milliseconds of processor time a frame by size, jitter of a still face, how well keys are read; and SMIRK.

Times are processor time of one thread, so that they tell the same on a busy machine. Frames are renders of one head.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from assets import asset
from backend.capture.aligned import aligned, usual_face
from backend.capture.found import found_of
from backend.capture.net import inputs_of, key_net
from backend.capture.rest import foretold, rest_table
from backend.landmarks.faces import Tracker
from backend.photo.footage import opened
from backend.protocol.requests import NamedFile
from backend.smirk.encoder import Encoder
from backend.smirk.generator import Generator
from backend.smirk.layout import Layout

sys.path.append(str(Path(__file__).parent.parent))
from face_videos import picture, video

SIZES = {"480 lines": (640, 480), "720 lines": (1280, 720), "1080 lines": (1920, 1080)}
FRAMES = 24
TIMES = 5
NOISE = 3.0
"""grey values of noise on the pictures of a still face"""


def run() -> dict[str, float]:
    torch.set_num_threads(1)
    out: dict[str, float] = {}
    rng = np.random.default_rng(0)
    for name, (width, height) in SIZES.items():
        face = Image.fromarray(picture()).resize((height, height), Image.Resampling.BICUBIC)
        whole = Image.new("RGB", (width, height), (115, 140, 153))
        whole.paste(face, ((width - height) // 2, 0))
        still = np.asarray(whole, np.float32)
        noisy = [(still + rng.normal(0, NOISE, still.shape)).clip(0, 255).astype(np.uint8) for _ in range(FRAMES)]
        content = video(noisy)
        tracker = Tracker(1)
        tracker.look(noisy[0])  # the networks are loaded
        begin, faces, count = time.process_time(), [], 0
        with opened(NamedFile(file="bench.mp4", content=content)) as (_, shots):
            for shot in shots:
                count += 1
                faces += tracker.look(shot.pixels).values()
        one = aligned(found_of(faces), usual_face())
        values = key_net().keys(inputs_of(one, foretold(one, rest_table())), "anny")
        spent = (time.process_time() - begin) / count
        out[f"ms a frame, {name}, with decoding"] = round(1000 * spent, 2)
        out[f"frames a second of one core, {name}"] = round(1 / spent, 1)
        out[f"found, {name}"] = round(len(faces) / count, 3)
        points = np.stack([face.points[:, :2] for face in faces])
        out[f"jitter of points, {name}, px"] = round(float(points.std(0).mean()), 3)
        out[f"jitter of keys, {name}"] = round(float(values.std(0).mean()), 4)
    out |= _pixels()
    told = json.loads(asset("capture", "evaluation.json").read_text())
    for body, numbers in told.items():
        out[f"mean correlation of keys, {body}"] = numbers["correlation"]
        out[f"mean error of keys, {body}"] = numbers["mean off"]
    return out


@torch.inference_mode()
def _pixels() -> dict[str, float]:
    """Of SMIRK's nets in their published layout, on weights of chance, which take as long."""
    layout = Layout()
    torch.manual_seed(0)
    encoder, generator = Encoder(layout).eval(), Generator(layout).eval()
    crop, drawn = torch.rand(1, 3, layout.size, layout.size), torch.rand(1, 3, layout.size, layout.size)
    out = {}
    for name, net in (
        ("expression, shape and pose", lambda: encoder(crop)),
        ("face anew", lambda: generator(drawn, crop)),
    ):
        net()
        begin = time.process_time()
        for _ in range(TIMES):
            net()
        out[f"SMIRK: ms for {name}"] = round(1000 * (time.process_time() - begin) / TIMES, 1)
    weights = sum(value.numel() * value.element_size() for net in (encoder, generator) for value in net.parameters())
    out["SMIRK: MB of weights"] = round(weights / 2**20, 1)
    return out
