# SPDX-License-Identifier: GPL-3.0-or-later
"""A mesh, a scan or an avatar becomes a new avatar of another body, beside what it was made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import Base, ConvertRequest, Figure, Scan
from .._shared.protocol.results import AvatarResult
from ..scene import as_seen, current
from ..scene.objects import MeshObject
from ..session import session
from ..session.job import Job
from ..state import avatars, labels, looks, properties
from ..state.avatar_object import AvatarObject
from . import base_avatars, generating
from .generating import GeneratedAvatar


class ConvertedAvatar(GeneratedAvatar):
    """A new avatar; how near it came is told."""

    def tell(self, job: Job, result: AvatarResult) -> None:
        super().tell(job, result)
        panel = properties.panel()
        panel.note = " ".join(filter(None, (_told(result.report), panel.note)))


def of_mesh(mesh: MeshObject, body: str, **options: Any) -> Job:
    """A mesh as it is seen, with its modifiers, becomes an avatar. options: fields of ConvertRequest and Figure.

    Raises BadRequest where it has no surface.
    """
    if mesh.mode == "EDIT":
        raise BadRequest(f"{mesh.name} is being edited.", "Leave Edit Mode, then convert it again.")
    layer = current.layer_in_view()
    layer.update()
    if layer.objects.get(mesh.name) != mesh:
        raise BadRequest(f"{mesh.name} is not in this view layer.", "Show its collection, then try again.")
    seen = as_seen.read(mesh, layer)
    scan = Scan(file=mesh.name, vertices=seen.vertices.astype(np.float32), faces=seen.faces)
    return _send(ConvertRequest(scan=scan, **_formed(body, options)), mesh.name)


def of_avatar(thing: AvatarObject, body: str, **options: Any) -> Job:
    """An avatar becomes one of another body, with its look; where this session has not seen it made, by its mesh."""
    if body == thing.galatea.body:
        raise BadRequest(f"{thing.name} is of the body {body} already.", "Choose another body, then convert it.")
    known = base_avatars.as_it_is(thing)
    if known is None:
        return of_mesh(thing, body, **options)
    formed = {"look": looks.look_of(thing.galatea.look), **_formed(body, options)}
    return _send(ConvertRequest(base=Base(avatar=known), **formed), thing.name)


def _formed(body: str, options: dict[str, Any]) -> dict[str, Any]:
    own = {name: options.pop(name) for name in list(options) if name in Figure.__dataclass_fields__}
    return {"figure": Figure(body=body, **own), **options}


def _send(request: ConvertRequest, name: str) -> Job:
    avatars.separate_twins()
    generating.must_be_idle("")
    title = labels.shorten(f"convert {name}")
    job = session.connection.submit(request, ConvertedAvatar(), title=title)
    job.scene = current.scene().session_uid
    properties.panel().note = ""
    properties.forget_problem()
    return job


def _told(report: Any) -> str:
    """How near a fit came, in a sentence."""
    try:
        near = report["fit"]["scan_to_body_mm"]
        return f"{near['mean']:.1f} mm off on average, 95 % within {near['95_percent']:.1f} mm."
    except (KeyError, TypeError, ValueError):
        return ""
