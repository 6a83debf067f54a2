"""The 3D view without a browser: however fast things change, one figure is there in the end, and it is the last."""

import threading
import time

import numpy as np
import pytest
from toy_avatar import toy_avatar

from backend.page import scene as page_scene
from backend.page.scene import Scene
from backend.page.serving import page_server

pytest.importorskip("viser", reason="viser is not installed")


@pytest.fixture
def scene(monkeypatch):
    monkeypatch.setattr(page_scene, "RESTS_AFTER_S", 0.0)
    monkeypatch.setattr(page_scene, "LOADED_AFTER_S", 0.0)
    with page_server("127.0.0.1", 0) as server:
        made = Scene(server, toy_avatar(), "person")
        yield made
        made.close()


def at_rest(scene):
    """The nodes of what is drawn at rest."""
    handles = scene._server.scene._handle_from_node_name
    return [name for name in handles if name.startswith("/at rest")]


def settled(scene, wanted):
    until(lambda: len(at_rest(scene)) == wanted and not scene._news.is_set())


def until(there):
    deadline = time.monotonic() + 60
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_was_painted_for_before_is_thrown_away(scene):
    """A heat map that is still being painted when another is asked for must not stay in the scene beside it."""
    settled(scene, 1)
    begun, gate = threading.Event(), threading.Event()

    def slow(vertices):
        begun.set()
        gate.wait(60)
        return np.ones_like(vertices)

    scene.show("heat", slow)
    assert begun.wait(60)
    scene.show("heat", lambda vertices: np.zeros_like(vertices))
    gate.set()
    until(lambda: scene._count >= 2 and not scene._news.is_set())
    time.sleep(0.2)
    assert len(at_rest(scene)) == 1
    body = scene.body()
    scene.move({"body": body + np.float32(0.01)}, {})
    scene.show("clay")
    settled(scene, 0)
    assert scene.body() == pytest.approx(body + 0.01, abs=1e-6)
