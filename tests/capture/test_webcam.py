"""A recorded stream as camera: sent as a phone would send it, and a take; and cameras that are not as they should."""

import socket
import threading
import time

import av
import numpy as np
import pytest
from face_videos import JAW, blank, picture, video
from toy_context import ToyContext

from backend.capabilities.capture.webcam import run_webcam
from backend.capture import camera_stream as cameras
from backend.capture.camera_faults import fault_of
from backend.capture.camera_stream import Camera, Source, source_of
from backend.capture.resting_faces import keep_rest, kept_rest, rest_file
from backend.protocol.errors import BadFile, BadRequest, JobCancelled, NotAvailable
from backend.protocol.requests import WebcamRequest
from backend.protocol.sound_results import check_result
from backend.result_files import write_change
from rigging.faces.face_take import from_npz
from rigging.faces.live_link_udp import read_packet


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))


@pytest.fixture
def unhurried(monkeypatch):
    """Cameras wait until each picture was taken, however busy the machine is."""
    shots = Camera._shots

    def waiting(self):
        for shot in shots(self):
            yield shot
            until(lambda: self._newest is None or self._closing.is_set())

    monkeypatch.setattr(Camera, "_shots", waiting)


def until(there):
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)


@pytest.fixture(scope="module")
def stream(tmp_path_factory):
    file = tmp_path_factory.mktemp("stream") / "talk.mp4"
    pictures = [blank(), *(picture(float(jaw)) for jaw in JAW)]
    file.write_bytes(video(pictures, rate=10).tobytes())
    return file


def test_what_is_sent_is_what_is_kept_and_the_jaw_opens_as_it_does(stream, tmp_path, unhurried):
    began = time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.setblocking(False)
        request = WebcamRequest(camera=str(stream), port=receiver.getsockname()[1])
        made = run_webcam(request, ToyContext(tmp_path))
        packets = []
        while True:
            try:
                packets.append(read_packet(receiver.recv(8192)))
            except BlockingIOError:
                break
    check_result(made)
    assert made.report["pictures"]["came"] == len(JAW) + 1 and len(packets) == len(made.times)
    assert packets[0].confidence == 0.0 == made.confidence[0] and not made.values[0].any()
    jaw = made.values[:, made.take_keys.index("jawOpen")]
    seen = made.confidence > 0
    sent = [each.values["jawOpen"] for each in packets if each.confidence > 0]
    np.testing.assert_allclose(jaw[seen], sent, atol=1e-6)
    acted = JAW[np.round(made.times[seen] * 10).astype(int) - 1]
    assert np.corrcoef(jaw[seen], acted)[0, 1] > 0.8
    assert began - 0.1 < packets[-1].time < time.monotonic() + 0.1, "its clock is this machine's"
    files, _ = write_change(tmp_path, made)
    assert {"take.npz", "take.csv"} <= {file.name for file in files}
    assert from_npz(tmp_path / "take.npz").source == "talk.mp4"


def test_a_slow_reader_gets_the_newest_picture_and_none_before_it_is_due(tmp_path):
    (tmp_path / "long.mp4").write_bytes(video([blank()] * 600, rate=10).tobytes())
    camera = Camera(source_of(str(tmp_path / "long.mp4")))
    first = camera.next(60.0)
    before = camera.came
    until(lambda: camera.came >= before + 5)
    second = camera.next(60.0)
    assert first.seconds <= second.seconds - 0.39 and second.seconds <= time.monotonic()
    camera.close()


def test_no_camera_one_in_use_and_streams_that_stop_are_told(stream, tmp_path, monkeypatch):
    context = ToyContext(tmp_path)
    with pytest.raises(NotAvailable, match="There is no camera '63'"):
        run_webcam(WebcamRequest(camera="63"), context)
    with pytest.raises(BadRequest, match="by gopher are not read"):
        run_webcam(WebcamRequest(camera="gopher://there"), context)
    with pytest.raises(NotAvailable, match="There is no host"):
        run_webcam(WebcamRequest(camera=str(stream), host="no.such.host.invalid"), context)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(NotAvailable, match="Nothing comes from rtsp"):
            run_webcam(WebcamRequest(camera=f"rtsp://127.0.0.1:{port}/x"), context)
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(BadFile, match=r"text\.mp4 cannot be read"):
        run_webcam(WebcamRequest(camera=str(tmp_path / "text.mp4")), context)
    (tmp_path / "wall.mp4").write_bytes(video([blank()] * 3, rate=30).tobytes())
    with pytest.raises(BadRequest, match="No face was seen in"):
        run_webcam(WebcamRequest(camera=str(tmp_path / "wall.mp4")), context)
    with pytest.raises(JobCancelled):
        run_webcam(WebcamRequest(camera=str(stream)), ToyContext(tmp_path, cancel_at=0.0))
    busy = Source("camera 0 (Front)", "/dev/video0", "v4l2", ({"framerate": "30"}, {}))
    tried = []

    def opening(address, options, **more):
        tried.append(options)
        av.error.err_check(-16, address)

    monkeypatch.setattr(av, "open", opening)
    with pytest.raises(NotAvailable, match=r"camera 0 \(Front\) is in use by another program"):
        Camera(busy)
    assert len(tried) == 1


def test_a_stream_that_stops_leaves_what_came_before_it_and_says_so(stream, tmp_path):
    """The first half of the stream comes over a socket, and then nothing more."""
    matroska = video([picture(float(jaw)) for jaw in JAW], rate=10, container="matroska").tobytes()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            there, _ = server.accept()
            with there:
                half = matroska[: len(matroska) // 2]
                for begin in range(0, len(half), 1000):
                    there.sendall(half[begin : begin + 1000])
                    time.sleep(0.03)

        sending = threading.Thread(target=serve, daemon=True)
        sending.start()
        context = ToyContext(tmp_path)
        made = run_webcam(WebcamRequest(camera=f"tcp://127.0.0.1:{server.getsockname()[1]}", host=""), context)
        sending.join()
    assert 0 < made.report["pictures"]["came"] < len(JAW)
    assert any("stopped" in told for told in context.warnings)


def test_a_camera_that_falls_silent_counts_as_gone():
    source = Source("cam", "x")
    now = [0.0]
    silent = object.__new__(Camera)
    silent.source, silent.over, silent.came, silent._newest, silent._heard = source, False, 7, None, 0.0
    silent._clock, silent._fresh = (lambda: now[0]), threading.Condition()
    assert silent.next(0.0) is None and not silent.over
    now[0] = cameras.SILENT_S + 1.0
    assert silent.next(0.0) is None and silent.over
    assert "stopped after 7 pictures" in silent.fault.message
    assert "may not be used" in fault_of(PermissionError(13, "denied"), "cam", 0).message
    assert "is not there" in fault_of(OSError(19, "gone"), "cam", 0).message
    assert "stopped after 3" in fault_of(OSError(19, "gone"), "cam", 3).message


def test_a_person_is_known_again_and_bad_names_are_told(stream, tmp_path):
    from backend.capture.inner_features import inner_axes
    from backend.capture.rest import TOLD, flat, from_flat

    row = np.random.default_rng(0).normal(size=TOLD + inner_axes().count)
    keep_rest("Ada B", from_flat(row))
    np.testing.assert_allclose(flat(kept_rest("Ada B"))[0], row, atol=1e-6)
    np.savez(rest_file("Eve"), rest=row[:TOLD])
    assert kept_rest("Eve") is None, "kept by a version that knew less of a face"
    assert kept_rest("Bob") is None and rest_file("Ada B").is_relative_to(tmp_path)
    for bad in ("../x", "", ".x", "a/b", "x" * 99):
        with pytest.raises(BadRequest):
            rest_file(bad)
    rest_file("Ada B").write_bytes(b"PK damaged")
    with pytest.raises(BadFile, match="resting face of Ada B"):
        kept_rest("Ada B")
    with pytest.raises(BadRequest, match="cannot be the name"):
        run_webcam(WebcamRequest(camera=str(stream), person="../x"), ToyContext(tmp_path))
