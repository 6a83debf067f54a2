"""A face in photos: its shape on a head, or on Anny where photos show a face alone, by the points that are found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ...body import BodyData
from ...capture.aligned import Aligned, aligned, usual_face
from ...capture.carried_points import SOURCE, places_on
from ...capture.found import found_of
from ...capture.net import inputs_of, key_net
from ...capture.rest import foretold, rest_table
from ...capture.shape import face_sliders, fit_shape
from ...context import JobContext
from ...figure.told import Told
from ...figure.warm_body import warm_body
from ...landmarks import find_people
from ...landmarks.faces import Face, find_faces
from ...photo import Lens, usual_lens
from ...photo.faces import face_in
from ...photo.pictures_given import Photo
from ...protocol.requests import PhotoRequest
from ...protocol.sliders import ARKIT_52
from .found import Found, Shot
from .people import as_measured
from .somebody import shows_trunk

FOCAL = 1000.0
"""pixels of the one lens through which the points of all photos are seen alike"""
MARGIN = 0.75
"""of a face's size around its middle, in pictures"""
PLACES_BYTES = 1 << 16


def faces_alone(photos: Sequence[Photo]) -> bool:
    """Whether every photo shows a face, and nobody from shoulders to hips."""
    return all(
        not any(map(shows_trunk, find_people(photo.pixels))) and bool(find_faces(photo.pixels, 1)) for photo in photos
    )


def face_found(
    request: PhotoRequest, context: JobContext, body: BodyData, photos: Sequence[Photo], start: np.ndarray, told: Told
) -> Found:
    """start: (P,) sliders. The face is fitted at rest, whatever it does in the photos.

    Raises BadFile where a photo shows no face, BadRequest for a body on which a face's points have no place.
    """
    faces, lenses = [], []
    for number, photo in enumerate(photos):
        context.progress("face", 0.05 + 0.2 * number / len(photos), "finding the face")
        faces.append(face_in(photo, request.person))
        height, width = photo.pixels.shape[:2]
        lenses.append(usual_lens(width, height, photo.focal))
    context.progress("places", 0.3, "where its points lie on the body")
    own = warm_body(request.figure.body, context, "cpu")
    places = context.model(
        f"points of a face on {body.name}", lambda: places_on(own, warm_body(SOURCE, context, "cpu")), PLACES_BYTES
    )
    context.progress("fit", 0.5, "the shape of the face")
    seen = found_of(faces)
    looks = dataclasses.replace(seen, points=_through_one(seen.points, lenses))
    acts = aligned(seen, usual_face())
    rest = foretold(acts, rest_table())
    keys = np.zeros((len(faces), len(ARKIT_52)))
    if "jawOpen" in own.parameter_index:
        keys = key_net().keys(inputs_of(acts, rest), "ict" if own.name == "ict" else "anny").astype(np.float64)
    else:  # nothing tells what moves this face: its points at rest stand for those that were seen
        looks = dataclasses.replace(looks, points=_through_one(_resting(acts, rest), lenses))
    shape = fit_shape(own, places, looks, acts, keys, Lens(FOCAL, 0.0, 0.0))
    values = start.copy()
    for name in face_sliders(own):
        if name not in request.sliders:
            values[own.parameter_index[name]] = shape.values[own.parameter_index[name]]
    if body.form == "person":
        told.warn("The photos show a face alone: its shape is found, the body is one that goes with it.")
        values = as_measured(request, body, values, told)
    sizes = [face.size * FOCAL / lens.focal for face, lens in zip(faces, lenses, strict=True)]
    shots = [
        Shot(photo, lens, vertices, *_around(face, photo.pixels.shape))
        for photo, lens, vertices, face in zip(photos, lenses, shape.vertices, faces, strict=True)
    ]
    each = [
        {
            "file": photo.name,
            "sure": round(face.sure, 3),
            "points_off_faces": round(float(off) / size, 4),
            "metres_away": round(float(shift[1]), 2),
            "focal_told": bool(photo.focal),
        }
        for photo, face, off, size, shift in zip(photos, faces, shape.off, sizes, shape.shifts, strict=True)
    ]
    return Found(values, shots, each, {"landmarks faces": "Apache-2.0"})


def _through_one(points: np.ndarray, lenses: Sequence[Lens]) -> np.ndarray:
    """(N, 468, 3) as a lens of `FOCAL` pixels sees them whose axis meets the picture at 0, 0."""
    middles = np.array([(lens.x, lens.y, 0.0) for lens in lenses])
    scales = np.array([FOCAL / lens.focal for lens in lenses])
    return (points - middles[:, None]) * scales[:, None, None]


def _resting(acts: Aligned, rest: Aligned) -> np.ndarray:
    """(N, 468, 3) pixels where the points of a face at rest would be seen."""
    turned = np.einsum("nij,kj->nki", acts.turns, rest.points[0])
    return turned * acts.scales[:, None, None] + acts.places[:, None]


def _around(face: Face, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x, y = face.box[0]
    reach = MARGIN * face.size
    return (
        slice(max(int(y - reach), 0), min(int(y + reach), shape[0])),
        slice(max(int(x - reach), 0), min(int(x + reach), shape[1])),
    )
