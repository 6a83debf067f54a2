"""What several tests of the panel do: measure, drag, begin Blender anew, be refused, see what is drawn."""

from __future__ import annotations

import time
import types
from unittest.mock import patch

import bpy
import numpy as np
import pytest
from conftest import turn


def vertices(thing):
    out = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def height(thing):
    return float(np.ptp(vertices(thing)[:, 2]))


def shape(person):
    """Basis, keys and rig: what must agree."""
    blocks = person.data.shape_keys.key_blocks
    keys = np.empty((len(blocks), len(person.data.vertices) * 3), np.float32)
    for row, block in zip(keys, blocks, strict=True):
        block.points.foreach_get("co", row)
    return np.concatenate([vertices(person).ravel(), keys.ravel(), rig_heads(person).ravel()])


def rig_heads(person):
    from blender_addon.state import avatars

    return np.array([bone.head_local for bone in avatars.rig(person).data.bones])


def drag(panel, name, value):
    """Move a slider as a hand does, until the mesh has followed."""
    from blender_addon.jobs import live_edit

    panel.sliders[name].set_value(value)
    turn(live_edit.active)
    turn(lambda: not live_edit.active())


def under_way(*handlers):
    """The jobs on their way that one of these handlers takes care of; without any, all."""
    from blender_addon.session import session

    return [job for job in session.connection.jobs.values() if not handlers or type(job.handler) in handlers]


def in_panel():
    """The work in progress that the panel shows."""
    from blender_addon.session import session

    return session.connection.in_panel()


def until_here(*jobs):
    """Wait until the last answers of these jobs are here; nobody has read them then."""
    from blender_addon._shared.protocol.events import FINAL
    from blender_addon.session import session

    client, events = session.connection._client, []
    missing, end = {job.job_id for job in jobs}, time.monotonic() + 60
    while missing:
        events += client.poll(50)
        missing -= {event.job_id for event in events if isinstance(event, FINAL)}
        assert time.monotonic() < end, "there was no answer"
    client._waiting.extendleft(reversed(events))


def passing(monkeypatch, module):
    """A function that lets seconds pass for one module of the extension."""
    passed = [0.0]
    monkeypatch.setattr(module, "time", types.SimpleNamespace(monotonic=lambda: time.monotonic() + passed[0]))

    def seconds(count):
        passed[0] += count

    return seconds


def everyone():
    from blender_addon.state import avatars

    return list(avatars.everyone())


def restart(address, token, file=None):
    """As if Blender had ended and begun anew: no connection, another file, then the backend's list. Gives the panel."""
    from blender_addon import api
    from blender_addon.jobs import recovered_jobs
    from blender_addon.session import session
    from blender_addon.state import properties

    session.connection.close()
    if file is None:
        bpy.ops.wm.read_homefile(use_empty=True)
    else:
        bpy.ops.wm.open_mainfile(filepath=str(file))
    with patch.object(recovered_jobs, "take_over", wraps=recovered_jobs.take_over) as taken:
        api.connect(address, token)
        turn(lambda: taken.called)
    turn(lambda: not under_way(recovered_jobs.FoundJob))
    return properties.panel()


def refused(call, **arguments):
    """The message of an operator that fails: the panel shows it as well, in one line, with what to do."""
    from blender_addon.state import properties

    with pytest.raises(RuntimeError) as caught:
        call(**arguments)
    shown = properties.panel().problem
    assert shown.message and shown.hint and f"{shown.message} {shown.hint}" in str(caught.value)
    assert "\n" not in shown.message and "makers" not in shown.hint
    return str(caught.value)


class Layout:
    """Stands in for a layout, and notes texts and buttons."""

    def __init__(self):
        self.texts = []
        self.buttons = []

    def operator(self, name, **_):
        self.buttons.append((name, button := types.SimpleNamespace()))
        return button

    def label(self, text="", **_):
        self.texts.append(text)

    def prop(self, owner, name, text=None, **_):
        self.texts.append(text or name)

    def box(self, **_):
        return self

    column = row = split = box

    def panel(self, *_, **__):
        """A fold, as if it were open."""
        return self, self

    def template_icon(self, **_):
        pass

    def separator(self, **_):
        pass

    def jobs(self, name):
        """What the buttons of this operator work on."""
        return [button.job for operator, button in self.buttons if operator == name]


def drawn(draw):
    """What a function of (layout, context) draws."""
    layout = Layout()
    draw(layout, bpy.context)
    return layout
