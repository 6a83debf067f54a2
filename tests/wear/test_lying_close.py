"""Collars lie on their own cloth, cloth goes in below what is over it, straps and shoulders lie on the body."""

from dataclasses import replace

import numpy as np
import pytest

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.wear.bind import nearest_places
from backend.wear.binding import fit
from backend.wear.outfit import outfit
from backend.wear.piece_file import load_piece
from backend.wear.trims import sewn_on, trim_of

STOUT = {"weight": 1.0, "age": 0.6}


def wear(surface, *names):
    pieces = [load_piece(asset(f"wardrobe/{name}.npz")) for name in names]
    return outfit([(p, Worn(slot=p.entry.slot, piece=p.entry.name)) for p in pieces], surface)


def ahead(points, out, vertices, faces):
    """Metres (N,) that a surface is ahead of points along their ways out, nan where it is not there."""
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    *_, places = nearest_places(points, vertices.astype(np.float64), triangles)
    away = places - points
    along = np.einsum("nd,nd->n", away, out)
    return np.where(np.linalg.norm(away, axis=1) < np.abs(along) + 0.004, along, np.nan)


@pytest.mark.parametrize("name", ["kimono", "robe"])
def test_cloth_does_not_come_through_its_own_collar(body, surface, name):
    piece = load_piece(asset(f"wardrobe/{name}.npz"))
    points = fit(piece.binding, surface.base)
    trim = trim_of(points, piece.faces)
    sewn = sewn_on(piece.binding, trim, surface)
    assert np.abs(fit(sewn, surface.base) - points).max() < 1e-5, "where it was made nothing changes"
    at, shares = surface.nearest(points[trim.rows])

    def over(shape, on):
        out = np.einsum("nk,nkd->nd", shares, surface.normals(shape)[at])
        cloth = np.einsum("nk,nkd->nd", trim.shares, on[trim.corners])
        return np.einsum("nd,nd->n", on[trim.rows] - cloth, out)

    made = over(surface.base, points) > 0.002
    made &= points[trim.rows, 2] > surface.chin - 0.40  # a sash is laid around the waist as a band, afterwards
    stout = base_mesh(body, parameter_vector(body, {"weight": 0.9}))
    through = [int((over(stout, fit(binding, stout)) < 0.0)[made].sum()) for binding in (piece.binding, sewn)]
    assert through[0] > 5 and through[1] == 0


def test_a_skirt_does_not_come_through_an_apron(body, surface):
    clothes = wear(surface, "short_dress", "apron")
    base = base_mesh(body, parameter_vector(body, STOUT))
    names = [garment.name for garment in clothes.garments]
    below, over = names.index("short_dress"), names.index("apron")
    (pair,) = clothes.inside[below]
    rows = pair.under.upper[pair.under.fall == 0.0]
    points = clothes.on(base)
    out = clothes.garments[below].standing.on(base, surface.normals(base))[1][rows]

    def through(skirt):
        high = ahead(skirt[rows], out, points[over], clothes.garments[over].piece.faces)
        return int((high < -0.002).sum())

    lifted = clothes._lifted(base.T.copy(), base, clothes._together.below(base.T.copy()))[below].T
    assert through(lifted) > 5 and through(points[below]) == 0


@pytest.mark.parametrize("skirt", ["pleated_skirt", "kirtle"])
def test_an_apron_lies_over_the_ridges_of_a_skirt_on_every_build(body, surface, skirt):
    clothes = wear(surface, skirt, "apron")
    names = [garment.name for garment in clothes.garments]
    below, over = names.index(skirt), names.index("apron")
    for build in ({}, STOUT):
        base = base_mesh(body, parameter_vector(body, build))
        points = clothes.on(base)
        hem = points[over][clothes.garments[over].hangs]
        near = np.flatnonzero((points[below][:, 2] < hem[:, 2].max()) & (points[below][:, 2] > hem[:, 2].min()))
        way = points[below][near] * (1.0, 1.0, 0.0)
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        high = ahead(points[below][near], way, points[over], clothes.garments[over].piece.faces)
        assert np.isfinite(high).sum() > 40 and (high < -0.004).sum() < 0.05 * np.isfinite(high).sum()


def test_the_shoulders_of_a_coat_lie_on_the_body(body, surface):
    (garment,) = (clothes := wear(surface, "lab_coat")).garments
    base = base_mesh(body, parameter_vector(body, STOUT))
    normals, standing = surface.normals(base), garment.standing
    rows = standing.hugs.rows[standing.hugs.share > 0.99]
    pushed = replace(standing, hugs=None).pushed(fit(garment.binding, base), base, normals)
    before, after = (standing.heights_of(p, base, normals)[0][rows] for p in (pushed, clothes.on(base)[0]))
    assert np.median(before) > 0.010 and np.median(after) < 0.007
    assert after.min() > 0.0
