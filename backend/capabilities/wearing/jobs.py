"""The job behind WearThisRequest."""

from __future__ import annotations

import numpy as np
import torch

from ...assets import remove
from ...body import parameter_vector
from ...body.helpers import base_mesh, skin_surface
from ...context import JobContext
from ...figure.base import base_of
from ...figure.rig import stand
from ...figure.sculpt import sculpt_of
from ...figure.warm_body import warm_body
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import WearThisRequest, figure_of
from ...protocol.results import Avatar
from ...protocol.wardrobe import WearThisResult
from ...wear.own import keep, model_of, own_pieces
from ...wear.piece import Piece
from ...wear.wardrobe import wardrobe
from .made_around import made_around
from .unposed import Posed


def run_wear_this(request: WearThisRequest, context: JobContext) -> WearThisResult:
    """A mesh around an avatar is bound to the body in the body's own rest pose and kept in the user's wardrobe.

    Raises BadRequest where the avatar's body can wear nothing, where the mesh lies far from it, and where the wardrobe
    has a piece of that name.
    """
    check_request(request)
    avatar = base_of(request, context)
    assert avatar is not None  # check_request
    posed, base = _figure(avatar, context)
    piece = made_around(request, posed, base, skin_surface(_body(avatar, context)))
    _keep(piece, request.replace, avatar)
    return WearThisResult(entry=piece.entry, vertices=len(piece.binding), covers=len(piece.hides))


def _body(avatar: Avatar, context: JobContext):
    return warm_body(figure_of(avatar).body, context)


@torch.inference_mode()
def _figure(avatar: Avatar, context: JobContext) -> tuple[Posed, np.ndarray]:
    """The avatar as it stands, and its base mesh (19158, 3) metres in the body's own rest pose."""
    body, figure = _body(avatar, context), figure_of(avatar)
    sliders = {name: value for name, value in avatar.sliders.items() if name in body.parameter_index}
    parameters = parameter_vector(body, sliders)
    if len(avatar.mesh.vertices) != len(body.template):
        raise BadRequest(
            "The avatar has another mesh than its body.",
            "Make it around a figure whose vertices are as they were made.",
        )
    sculpt = sculpt_of(body, avatar, figure)
    stance = stand(body, parameters, figure.skeleton, figure.rest_pose, sculpt)
    native = stance.native[0].cpu().numpy()
    own = None if sculpt is None else sculpt.cpu().numpy()
    base = base_mesh(body, parameters, native if own is None else native - own, own)
    surface, numbers = skin_surface(body), body.tables["base_vertices"].cpu().numpy()
    posed = Posed(avatar.mesh.vertices, native, body.rigs[stance.rig], stance.moves, numbers, surface.quads)
    return posed, base


def _keep(piece: Piece, replace: bool, avatar: Avatar) -> None:
    name = piece.entry.name
    if name in wardrobe():
        if not (replace and name in own_pieces()):
            raise BadRequest(
                f"There is a piece {name} in the wardrobe already.",
                "Give it another name, or ask for it to be replaced where it is yours.",
            )
        remove(model_of(name))
    keep(piece, source=f"made around the avatar {avatar.avatar_id}")
