"""What is told of a fit to photos: how near it came, what was guessed, and how sure the shape is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...photo import PhotoFit, View
from ...photo.pictures_given import Photo
from ...protocol.requests import PhotoRequest

FAR = 0.04
"""of the person's height: points that lie farther off on average mean another pose"""


def told_shape(request: PhotoRequest, photos: Sequence[Photo], fit: PhotoFit, views: Sequence[View]) -> list[str]:
    out = []
    if "height" not in request.measures:
        out.append("How tall the person is cannot be seen in a photo; give the height where it is known.")
    for photo, off, far in zip(photos, fit.off, relative(views, fit), strict=True):
        if far > FAR:
            out.append(
                f"In {photo.name} the figure's joints lie {off:.0f} pixels off those that were seen: the pose may be "
                "another one. Look at the overlay."
            )
    return out


def relative(views: Sequence[View], fit: PhotoFit) -> list[float]:
    """How far the points lie off in each photo, in heights of the figure."""
    sizes = [
        view.lens.focal * float(np.ptp(figure.native[:, 2])) / float(np.median(figure.joints[:, 1]))
        for view, figure in zip(views, fit.figures, strict=True)
    ]
    return [float(off) / size for off, size in zip(fit.off, sizes, strict=True)]


def report_of_fit(photos: Sequence[Photo], views: Sequence[View], fit: PhotoFit) -> list[dict[str, Any]]:
    each = []
    for photo, view, figure, pixels, far in zip(photos, views, fit.figures, fit.off, relative(views, fit), strict=True):
        height, width = photo.pixels.shape[:2]
        each.append(
            {
                "file": photo.name,
                "looked_at_pixels": [width, height],
                "focal_pixels": round(view.lens.focal, 1),
                "focal_told": bool(photo.focal),
                "sure": round(view.person.sure, 3),
                "points_seen": int((view.person.visible > 0.5).sum()),
                "points_off_pixels": round(float(pixels), 2),
                "points_off_heights": round(far, 4),
                "metres_away": round(float(np.median(figure.joints[:, 1])), 2),
            }
        )
    return each
