# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist has moved since the panel was last compared with its avatar: sliders, numbers, words, clothes."""

from __future__ import annotations

from ..session import session
from ..state import avatars, looks, measurement_goals, panel_sliders, words
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from ..state.properties import GalateaPanel
from . import generating
from .drag import Drag, LiveEdits


def compare(thing: AvatarObject, panel: GalateaPanel, now: float) -> None:
    """Begin a drag where something was moved, or tell the one that is under way."""
    values, look, spoken = panel_sliders.edited(panel), looks.look_of(panel.look), words.moved(panel)
    uid = thing.galatea.uid
    drags = memory.of(LiveEdits).drags
    drag, held, typed = drags.get(uid), avatars.held(thing), measurement_goals.wanted(uid)
    if drag is None:
        defaults = panel_sliders.defaults(panel)
        known = defaults | avatars.values(thing)
        moved = panel_sliders.moved(values, known, 2e-5)
        if not (moved or typed or spoken) and look == looks.look_of(thing.galatea.look):
            return
        asked = {} if typed else held
        face = avatars.expression(thing) if words.move_face(thing) else {}
        drag = drags[uid] = Drag(avatars.figure(thing), values, look, now, defaults, face, live=known, asked=asked)
    else:
        moved = panel_sliders.moved(values, drag.values | drag.solved)
        if not moved and spoken == drag.words and look == drag.look and {**held, **typed} == drag.measures:
            return
        unsettle(drag)
        if moved and typed and {**held, **typed} == drag.measures == drag.answered:
            measurement_goals.drop()  # what was typed is there; from now on sliders are moved
            typed = {}
        if moved and drag.words:  # they follow from now on
            words.settle(panel)
            spoken = {}
            drag.go_on()
        elif (drag.in_hand and (typed or spoken)) or {**held, **typed}.keys() != drag.measures.keys():
            drag.go_on()
        drag.solved = {name: value for name, value in drag.solved.items() if name not in moved}
        drag.values, drag.look, drag.changed = drag.values | moved, look, now
    drag.measures, drag.words = {**held, **typed}, spoken
    drag.in_hand |= set(moved) if len(moved) <= generating.IN_HAND else set()


def unsettle(drag: Drag) -> None:
    """The artist goes on: the job of the pause would only be in the way of the next live answer."""
    if drag.settled in session.connection.jobs:
        session.connection.cancel(drag.settled)
    drag.settled = ""
