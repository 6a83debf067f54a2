"""Where the detector's points lie on a head for which it was not learned: carried over from Anny's face."""

from __future__ import annotations

import numpy as np

from ..body import BodyData
from ..body.fitting import Start, Surface, fit_surface
from ..body.fitting.posed import PosedBody
from ..protocol.errors import BadRequest
from .shape import Places, known_places

SOURCE = "anny"


def places_on(body: BodyData, source: BodyData) -> Places:
    """Those that were learned; else those of `source`, Anny, on the nearest places of the head once it is fitted to
    Anny's; the points that come with a FLAME model (mediapipe_landmark_embedding.npz) lie where that says.

    Raises BadRequest for a body that is no head and was not learned.
    """
    known = known_places(body.name)
    if known is not None:
        return known
    if body.form != "head":
        raise BadRequest(
            f"Where a face's points lie on {body.name} is not known.",
            "Choose anny or a head, such as an ICT or a FLAME of yours, for a photo of a face alone.",
        )
    learned = known_places(SOURCE)
    assert learned is not None
    whole = PosedBody(source, next(iter(source.rigs)))
    stands = whole.pose(whole.start()).vertices
    triangles = source.faces.cpu().numpy()
    head = Surface(stands, triangles[np.isin(triangles, source.regions["head"]).all(axis=1)])
    rig = next(iter(body.rigs))
    fit = fit_surface(body, rig, head, [Start("", PosedBody(body, rig).start().turns)], expressions=False)
    skin = body.faces.cpu().numpy()
    balls = [body.regions[name] for name in ("eye_left", "eye_right") if name in body.regions]
    if balls:
        skin = skin[~np.isin(skin, np.concatenate(balls)).any(axis=1)]
    points = learned.on(stands)
    near = Surface(fit.posed.vertices, skin).nearest(points)
    away = np.linalg.norm(near.places - points, axis=1) / np.ptp(points[:, 0])
    places = Places(near.corners.copy(), near.weights.copy(), np.hypot(learned.spread, away))
    return _with_own(body, places, learned)


def _with_own(body: BodyData, places: Places, learned: Places) -> Places:
    marks = body.landmarks
    if "mediapipe_faces" not in marks:
        return places
    rows = marks["mediapipe_numbers"].cpu().numpy().astype(int)
    here = rows < len(places.spread)
    rows = rows[here]
    corners = body.faces[marks["mediapipe_faces"].long()].cpu().numpy()[here]
    places.vertices[rows], places.weights[rows] = corners, marks["mediapipe_barycentrics"].cpu().numpy()[here]
    places.spread[rows] = learned.spread[rows]
    return places
