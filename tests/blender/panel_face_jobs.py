"""Jobs that read faces, for the panel's tests: a jaw that opens, from a file and from a camera."""

from __future__ import annotations

import dataclasses
import socket
import time

import numpy as np
from panel_jobs import result_of

from backend.protocol.changes import CaptureResult, TakeResult
from backend.protocol.errors import BadFile, NotAvailable
from backend.protocol.results import Motion, Provenance
from backend.protocol.sliders import ARKIT_52, PHENOTYPES
from rigging.faces.live_link_udp import write_packet
from rigging.faces.samples import FaceSample


def run_capture(request, context):
    """A second in which the jaw opens evenly and the head turns to its own left; of a file called photo, its end. Two
    faces are in it, of which the second smiles. A new figure comes where its shape is asked for."""
    context.progress("faces", 0.5, "looking at 0.5 s")
    if request.file.content.tobytes() == b"nobody":
        raise BadFile("talk.mp4 shows no face.", "Choose another.")
    count = 1 if "photo" in request.file.file else 31
    share = np.linspace(0.0, 1.0, 31)[-count:]
    still = np.tile((1.0, 0.0, 0.0, 0.0), (count, 1)).astype(np.float32)
    head = np.stack((np.cos(0.3 * share), 0 * share, 0 * share, np.sin(0.3 * share)), axis=1).astype(np.float32)
    values = np.zeros((count, len(ARKIT_52)), np.float32)
    values[:, ARKIT_52.index("jawOpen")] = share
    values[:, ARKIT_52.index("mouthSmileLeft")] = request.face == 2
    new = (
        None
        if request.base or not request.shape
        else result_of(
            dataclasses.replace(request, file=None), {**dict.fromkeys(PHENOTYPES, 0.5), **dict.fromkeys(ARKIT_52, 0.0)}
        ).avatar
    )
    bones, keys = (new.rig.bone_names, new.shape_keys.names) if new else (("hips",), ())
    return CaptureResult(
        avatar_id=request.base.avatar.avatar_id if request.base else "",
        provenance=Provenance(request={}, seed=0, models={}, versions={}),
        motion=Motion(
            name="talk",
            fps=30.0,
            root_translation=np.zeros((count, 3), np.float32),
            rotations=np.repeat(still[:, None], len(bones), axis=1),
            shape_key_curves=np.zeros((count, len(keys)), np.float32),
        ),
        bone_names=bones,
        key_names=keys,
        times=np.arange(count) / 30.0,
        take_keys=ARKIT_52,
        values=values,
        head=head,
        left_eye=still,
        right_eye=still,
        confidence=np.ones(count, np.float32),
        position=np.tile(np.array((0.0, 0.7, 0.0), np.float32), (count, 1)),
        fps=30.0,
        report={"file": {"pixels": [640, 480], "focal_pixels": 800.0}, "metres_between_eyes": 0.063, "numbered": 2},
        pictures={"faces": np.full((30, 40, 3), 90, np.uint8)},
        avatar=new,
    )


def run_webcam(request, context):
    """A jaw that opens to a half is sent until it is stopped; a camera called busy is in use, one called short ends."""
    context.progress("camera", 0.0, "opening")
    if request.camera == "busy":
        raise NotAvailable("camera 0 is in use by another program.", "Close it.")
    rest = dict.fromkeys(ARKIT_52, 0.0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for frame in range(10 if request.camera == "short" else 10_000):
            sample = FaceSample({**rest, "jawOpen": min(frame / 20, 0.5)}, time=time.monotonic())
            out.sendto(write_packet(sample, sample.time * 60.0), (request.host, request.port))
            context.progress("camera", 0.0, "30 a second")
            time.sleep(0.01)
    one, still = np.zeros((1, len(ARKIT_52)), np.float32), np.array([[1.0, 0.0, 0.0, 0.0]], np.float32)
    return TakeResult(
        provenance=Provenance(request={}, seed=0, models={}, versions={}),
        times=np.zeros(1),
        take_keys=ARKIT_52,
        values=one,
        head=still,
        left_eye=still,
        right_eye=still,
        confidence=np.ones(1, np.float32),
        position=np.zeros((1, 3), np.float32),
        fps=30.0,
    )
