"""An animal in photos: cut out, and its shape and pose found by its silhouette."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...body import BodyData
from ...body.fitting.posed import PosedBody
from ...context import JobContext
from ...figure.told import Told
from ...figure.warm_body import warm_body
from ...photo import usual_lens
from ...photo.cutout import cut_out
from ...photo.pictures_given import Photo, mask_of
from ...photo.silhouettes import Silhouette, fit_silhouettes
from ...protocol.requests import PhotoRequest
from ...render import topology
from .found import Found, Shot

POOR = 0.8
"""overlap of both silhouettes below which another pose is meant than the one that was found"""


def animal_found(
    request: PhotoRequest, context: JobContext, body: BodyData, photos: Sequence[Photo], start: np.ndarray, told: Told
) -> Found:
    """start: (P,) sliders. Raises BadFile where an animal cannot be cut out."""
    silhouettes, ways = [], []
    for number, photo in enumerate(photos):
        context.progress("cut out", 0.05 + 0.1 * number / len(photos), "cutting the animal out")
        mask = mask_of(request.masks[number], photo.pixels.shape) if request.masks else None
        inside, how = cut_out(photo, mask)
        height, width = inside.shape
        silhouettes.append(Silhouette(inside, usual_lens(width, height, photo.focal)))
        ways.append(how)
    own = warm_body(request.figure.body, context, "cpu")
    fit = fit_silhouettes(
        own,
        topology(own.faces),
        silhouettes,
        start,
        tuple(request.sliders),
        joints=True,
        tell=lambda share: context.progress("fit", 0.15 + 0.5 * share, "shape and pose"),
    )
    model = PosedBody(own, next(iter(own.rigs)))
    poses = [model.pose(state) for state in fit.states]
    for photo, overlap in zip(photos, fit.overlap, strict=True):
        if overlap < POOR:
            told.warn(
                f"In {photo.name} the figure covers {100 * overlap:.0f} % of the silhouette: the pose may be another "
                "one. Look at the overlay; a picture from the side tells most."
            )
    told.warn(
        "A silhouette tells neither how large an animal is nor what lies inside of it, and it looks nearly alike from "
        "both sides: look at the overlay."
    )
    shots = [
        Shot(photo, one.lens, pose.vertices, *one.part())
        for photo, one, pose in zip(photos, silhouettes, poses, strict=True)
    ]
    each = [
        {
            "file": photo.name,
            "cut_out_by": how,
            "overlap": round(float(overlap), 3),
            "metres_away": round(float(np.median(pose.joints[:, 1])), 2),
            "focal_told": bool(photo.focal),
        }
        for photo, how, overlap, pose in zip(photos, ways, fit.overlap, poses, strict=True)
    ]
    return Found(fit.values, shots, each, {}, model.rig_name, poses)
