"""A face that follows a phone on this computer: frames, bad packets, recording, punching in, and what stood before."""

from __future__ import annotations

import importlib
import socket
from typing import Any

import numpy as np
import pytest
from conftest import turn

from rigging.faces.angles import from_yaw_pitch_roll
from rigging.faces.live_link_udp import write_packet
from rigging.faces.names import ARKIT
from rigging.faces.samples import FaceSample

bpy: Any = importlib.import_module("bpy")


@pytest.fixture
def sender():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        yield made


@pytest.fixture
def listening(panel, person):
    """The port at which the person listens."""
    from blender_addon.jobs import live_face

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bpy.ops.galatea.listen_face(address="127.0.0.1", port=port)
    yield port
    live_face.stop()


def packet(frame, yaw=0.0, fps=60, **keys):
    head = tuple(from_yaw_pitch_roll(np.array([yaw]), np.zeros(1), np.zeros(1))[0])
    return write_packet(FaceSample({**dict.fromkeys(ARKIT, 0.0), **keys}, head=head), frame, fps)


def value(person, key):
    return person.data.shape_keys.key_blocks[key].value


def test_the_face_follows_and_bad_packets_are_counted(panel, person, listening, sender):
    from blender_addon import scene
    from blender_addon.jobs import live_face

    person.galatea.capture.smooth = 0.0
    to = ("127.0.0.1", listening)
    phone = live_face.live().phone
    for bad in (b"", b"\x06", b"\x06" + b"\xff" * 200, b"jawOpen-x|", bytes(9000), packet(1)[:-3]):
        sender.sendto(bad, to)
    turn(lambda: phone.bad >= 6)
    assert not panel.problem.message and phone.is_silent
    sender.sendto(packet(1, yaw=0.4, jawOpen=0.7), to)
    turn(lambda: abs(value(person, "jawOpen") - 0.7) < 1e-3)
    rig: Any = scene.armature_of(person)
    turns = [2 * np.arccos(rig.pose.bones[f"mixamorig:{name}"].rotation_quaternion[0]) for name in ("Neck", "Head")]
    assert abs(sum(turns) - 0.4) < 1e-3
    bpy.ops.galatea.rest_face()
    sender.sendto(packet(2, yaw=0.4, jawOpen=0.7, mouthPucker=0.3), to)
    turn(lambda: abs(value(person, "mouthPucker") - 0.3) < 1e-3)
    assert value(person, "jawOpen") < 1e-3
    person.galatea.capture.smooth = 0.3
    sender.sendto(packet(3, yaw=0.4, jawOpen=0.7, mouthPucker=0.1), to)
    turn(lambda: value(person, "mouthPucker") < 0.29)
    sender.sendto(b"mouthPucker-80|jawOpen-70|=head#0,0,0,0,0,0|", to)  # the same socket, the other app's fewer keys
    turn(lambda: abs(value(person, "mouthPucker") - 0.8) < 1e-3)
    person.galatea.capture.smooth = 0.0
    for frame in range(150):  # more than a turn takes
        sender.sendto(packet(frame, jawOpen=0.7, tongueOut=0.001 * frame), to)
    turn(lambda: value(person, "tongueOut") > 0.148)


def test_recordings_become_takes_with_numbers_and_a_part_is_punched_in(panel, person, listening, sender):
    from blender_addon.jobs import live_face
    from blender_addon.scene import face_action

    now, to = live_face.live(), ("127.0.0.1", listening)
    bpy.context.scene.render.fps = 30

    def record(first, count, punch=False, **keys):
        bpy.ops.galatea.record_face()
        for frame in range(count):
            sender.sendto(packet(first + frame, **keys), to)
        turn(lambda: len(now.record) == count)
        bpy.ops.galatea.record_face(punch=punch)

    bpy.context.scene.frame_set(5)
    record(0, 51, jawOpen=0.5)
    record(0, 3, mouthPucker=0.5)
    assert {name for name, _ in face_action.names(person)} == {"Take 1", "Take 2"}
    assert person.galatea.capture.start == 5
    with pytest.raises(RuntimeError, match="No face came"):
        record(0, 0)
    bpy.ops.galatea.stop_listening()
    bpy.ops.galatea.play_take(name="Take 1")
    bpy.ops.galatea.listen_face(address="127.0.0.1", port=listening)
    bpy.context.scene.frame_set(15)
    record(0, 11, punch=True, tongueOut=1.0)
    bpy.ops.galatea.stop_listening()
    assert face_action.names(person)[0] == ("Take 1", "plays")
    made: Any = face_action.on(person)
    last = bpy.context.scene.frame_end
    assert last >= 5
    seen = {}
    for frame in range(5, round(made.frame_range[1]) + 1):
        bpy.context.scene.frame_set(frame)
        seen[frame] = value(person, "tongueOut")
    peak = max(seen, key=lambda frame: seen[frame])
    assert 14 <= peak <= 21 and seen[5] < 1e-3 and seen[peak] > 0.5


def test_a_camera_is_followed_recorded_and_let_go_and_one_in_use_is_told(panel, person):
    from blender_addon.jobs import live_face, webcam
    from blender_addon.scene import face_action

    person.galatea.capture.smooth = 0.0
    bpy.ops.galatea.film_face(camera="a stream")
    turn(lambda: abs(value(person, "jawOpen") - 0.5) < 1e-3)
    turn(lambda: webcam.filming().job.message == "30 a second")
    bpy.ops.galatea.record_face()
    turn(lambda: len(live_face.live().record) > 5)
    bpy.ops.galatea.record_face()
    assert [name for name, _ in face_action.names(person)] == ["Take 1"]
    job = webcam.filming().job
    bpy.ops.galatea.stop_listening()
    assert not live_face.active() and webcam.filming() is None
    turn(lambda: job.job_id not in session_jobs())  # the camera is free again
    bpy.ops.galatea.film_face(camera="short")
    turn(lambda: not live_face.active())
    assert panel.note.startswith("The camera's pictures have ended.") and not panel.problem.message
    bpy.ops.galatea.film_face(camera="busy")
    turn(lambda: not live_face.active())
    assert "in use by another program" in panel.problem.message


def session_jobs():
    from blender_addon.session import session

    return session.connection.jobs


def test_what_played_plays_again_and_what_cannot_be_is_told(panel, person, listening, sender, tmp_path):
    from blender_addon.jobs import live_face
    from blender_addon.session.phone import Phone

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(RuntimeError, match="cannot be listened to"):
            bpy.ops.galatea.listen_face(address="127.0.0.1", port=taken.getsockname()[1])
    assert not live_face.active()
    with pytest.raises(RuntimeError, match="No phone is listened to"):
        bpy.ops.galatea.record_face()
    if not bpy.app.online_access:
        with pytest.raises(RuntimeError, match="stay offline"):
            bpy.ops.galatea.listen_face(address="0.0.0.0", port=11111)
    phone = Phone()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as app:
        app.bind(("127.0.0.1", 0))
        from blender_addon._shared.rigging.faces import ifacialmocap

        before, ifacialmocap.PORT = ifacialmocap.PORT, app.getsockname()[1]
        try:
            phone.open("127.0.0.1", 0, asked="127.0.0.1")
            app.settimeout(5)
            said, where = app.recvfrom(200)
            assert said == ifacialmocap.HELLO and where[1] == phone.port
        finally:
            ifacialmocap.PORT = before
            phone.close()
    assert phone.drain() == []
