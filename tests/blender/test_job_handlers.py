"""A capability brings a handler, and nothing else of the extension has to know it."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import in_panel, restart


@pytest.fixture
def heard(panel):
    """A handler of a capability that nobody knows, and what it was told."""
    from blender_addon.session.job import JobHandler

    class Known(JobHandler):
        in_panel = True
        blocks = True

        def __init__(self):
            self.told = []

        def on_result(self, job, done):
            self.told.append(("result", done.result.avatar.sliders["height"]))

        def on_failure(self, job, failure):
            self.told.append(("failure", failure.message))

        def on_cancel(self, job, cancelled):
            self.told.append(("cancel", job.title))

        def on_preview(self, job, image):
            self.told.append(("preview", image.shape))

        def on_drop(self, job):
            self.told.append(("drop", job.title))

    return Known()


def ask(handler, words, uid=""):
    from blender_addon._shared.protocol.requests import AvatarRequest
    from blender_addon.session import session

    return session.connection.submit(AvatarRequest(prompt=words), handler, uid=uid, title=words)


def is_over(job):
    from blender_addon.session import session

    turn(lambda: job.job_id not in session.connection.jobs)


def test_a_result_and_a_failure_go_to_the_handler_alone(panel, heard):
    from blender_addon.state import avatars

    is_over(ask(heard, "a tall man"))
    is_over(ask(heard, "trouble"))
    assert heard.told == [("result", pytest.approx(0.9)), ("failure", "The model is not there.")]
    assert not list(avatars.everyone()) and not panel.problem.message


def test_the_panel_shows_and_stops_its_work(panel, heard, hold):
    job = ask(heard, "a slow man")
    turn(lambda: ("preview", (32, 32, 3)) in heard.told)
    assert in_panel() == [job]
    bpy.ops.galatea.cancel()
    is_over(job)
    assert heard.told[-1] == ("cancel", "a slow man") and not in_panel()


def test_what_blocks_an_avatar_keeps_other_work_from_it(panel, person, heard, hold):
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.jobs import generating

    job = ask(heard, "a slow man", person.galatea.uid)
    with pytest.raises(BadRequest, match="worked on already"):
        generating.from_words("old", person)
    bpy.ops.galatea.cancel(job=job.job_id)
    is_over(job)
    heard.blocks = False
    job = ask(heard, "a slow man", person.galatea.uid)
    generating.from_words("old", person)
    bpy.ops.galatea.cancel(job=job.job_id)


def test_a_handler_that_stumbles_over_a_result_is_told_to_drop_it(panel, heard, monkeypatch):
    def stumbles(job, done):
        raise RuntimeError("the scene is odd")

    monkeypatch.setattr(heard, "on_result", stumbles)
    is_over(ask(heard, "a tall man"))
    assert heard.told == [("drop", "a tall man")] and "the scene is odd" in panel.problem.message


def test_what_another_capability_left_is_recovered_by_its_own_handler(panel, backend, monkeypatch):
    """Its result has a class of its own, and the extension learns of it from the table and the handler alone."""
    from blender_addon._shared.protocol import results
    from blender_addon._shared.protocol.client import Client
    from blender_addon._shared.protocol.requests import AvatarRequest
    from blender_addon._shared.protocol.table import CAPABILITIES, Capability, added
    from blender_addon.session import job as job_room
    from blender_addon.state import avatars

    with Client(*backend[:2]) as client:
        done = client.submit(AvatarRequest(prompt="a tall man"))
        client.wait(done)
    monkeypatch.setattr(results, "SculptResult", results.AvatarResult, raising=False)
    monkeypatch.setattr(job_room, "_RECOVERING", dict(job_room._RECOVERING))
    told = []

    class Sculpted(job_room.JobHandler):
        recovers = ("SculptResult",)

        def on_result(self, job, done):
            told.append(job.job_id)

    line = CAPABILITIES["avatar"]
    with added([Capability(name="avatar", request=line.request, result=".results:SculptResult", job=line.job)]):
        panel = restart(*backend[:2])
        assert [item.name for item in panel.found] == [done]
        bpy.ops.galatea.fetch_job(job=done)
    assert told == [done] and not list(avatars.everyone()) and not panel.problem.message
