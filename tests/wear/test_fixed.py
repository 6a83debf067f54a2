"""Small things fixed to pieces go along with the cloth below them; parts of pieces are where their names say."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from assets import asset
from backend.appearance import paint_piece
from backend.appearance.on_body import at_vertices, on_body
from backend.protocol.requests import Detail, Look, Worn
from backend.wear.fixings.fixed import fixed_on
from backend.wear.fixings.kinds import FIXINGS
from backend.wear.piece_file import load_piece

PIECES = {name: load_piece(asset("wardrobe", f"{name}.npz")) for name in ("shirt", "dress_shoes", "bucket_hat")}
ON = {"plume": "bucket_hat", "pom_pom": "bucket_hat", "buckle": "dress_shoes", "tassels": "dress_shoes"}


def fixed(kind, name, fabric=""):
    piece = PIECES[name]
    worn = Worn(slot=piece.entry.slot, piece=name, details=(Detail(kind=kind, fabric=fabric),))
    places = at_vertices(piece)
    ((_, found),) = fixed_on(piece, worn, places)
    return places.points, found


def on(found, host):
    return found.rigid.on(host.T).T


@pytest.mark.parametrize("kind", [kind for kind in FIXINGS if kind != "buttons"])  # a shirt has its own
def test_it_lies_on_its_piece_and_turns_and_grows_with_it(kind):
    host, found = fixed(kind, ON.get(kind, "shirt"))
    points = on(found, host)
    reach = 0.35 if kind == "plume" else 0.16
    away = np.linalg.norm(points[:, None, ::1] - host[None, ::7], axis=2).min(axis=1)
    assert len(points) and np.isfinite(points).all() and away.max() < reach
    turn = Rotation.from_euler("xyz", (0.3, -0.7, 1.1)).as_matrix().astype(np.float32)
    turned = on(found, host @ turn.T + 0.5)
    np.testing.assert_allclose(turned, points @ turn.T + 0.5, atol=2e-4)
    spread = np.ptp(on(found, host * 1.2), axis=0) / np.ptp(points, axis=0)
    np.testing.assert_allclose(spread, 1.2, atol=0.02)


def test_what_stands_on_cloth_that_is_not_seen_is_not_there():
    host, found = fixed("buckle", "dress_shoes")
    left = found.kept(host[:, 0] > 0)
    assert left is not None and found.kept(np.zeros(len(host), bool)) is None
    np.testing.assert_array_equal(on(left, host), on(found, host)[on(found, host)[:, 0] > 0])


def test_fur_runs_along_the_border_that_is_named():
    _, cuffs = fixed("cuffs", "shirt", "fur")
    host, _ = fixed("fur", "shirt")
    points = on(cuffs, host)
    assert np.abs(points[:, 0]).min() > 0.3 and {1.0, -1.0} == set(np.sign(points[:, 0]))


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("half", lambda at: at.points[..., 0] > 0),
        ("cuffs", lambda at: np.abs(at.points[..., 0]) > 0.3),
        ("collar", lambda at: at.points[..., 2] > 0.44),
        ("sleeves", lambda at: np.abs(at.points[..., 0]) > 0.17),
        ("hem", lambda at: at.points[..., 2] < 0.2),
    ],
)
def test_a_part_is_painted_where_it_is_and_nowhere_else(kind, inside):
    def painted(*details):
        worn = Worn(slot="top", piece="shirt", colour=(0.1, 0.2, 0.6), details=details)
        return paint_piece(PIECES["shirt"], Look(), worn, 256)["albedo"].astype(int)

    at = on_body(PIECES["shirt"], 256)
    changed = np.abs(painted(Detail(kind=kind, colour=(0.9, 0.1, 0.1))) - painted()).max(axis=2) > 40
    changed &= at.points[..., 0] < 5
    assert changed.sum() > 100 and inside(at)[changed].mean() > 0.97
