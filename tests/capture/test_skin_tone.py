"""How light or dark the skin in pictures is, and that a new avatar has it."""

import dataclasses

import numpy as np
import pytest
from face_videos import picture
from PIL import Image, ImageDraw
from toy_context import ToyContext

from backend.appearance.colours import skin_colour
from backend.appearance.srgb import linear
from backend.capabilities.capture.jobs import run_capture
from backend.capabilities.capture.seen import Kept
from backend.capabilities.capture.skin_tone import skin_tone_of
from backend.landmarks.faces import find_faces
from backend.protocol.requests import CaptureRequest, Figure, Look, NamedFile


@pytest.mark.parametrize("tone", [0.1, 0.5, 0.9])
def test_painted_skin_is_read_as_its_tone_also_in_a_smaller_picture(tone):
    (face,) = find_faces(picture())
    painted = np.broadcast_to((skin_colour(tone) * 255).round().astype(np.uint8), picture().shape)
    for pixels, factor in ((painted, 1.0), (painted[::2, ::2], 0.5)):
        assert skin_tone_of([Kept(3, pixels, factor)], {3: face}) == pytest.approx(tone, abs=0.03)
    assert skin_tone_of([Kept(3, painted, 1.0)], {4: face}) is None


def test_a_new_avatar_has_the_skin_of_the_picture_and_not_that_of_the_look(tmp_path):
    file = tmp_path / "photo.png"
    Image.fromarray(picture()).save(file)
    figure = Figure(texture_size=256, preview_size=0)
    request = CaptureRequest(
        file=NamedFile(file=str(file)), figure=figure, look=Look(skin_tone=1.0, unsaid="bare"), shape=False
    )
    read, said = (run_capture(one, ToyContext(tmp_path)) for one in (request, dataclasses.replace(request, skin=False)))
    assert read.report["skin_tone"] < 0.8 and "skin_tone" not in said.report
    light, dark = (result.avatar.textures["albedo"][..., :3].mean() for result in (read, said))
    assert light > 1.2 * dark


def test_a_warm_light_is_told_from_dark_skin_by_the_whites_of_the_eyes():
    (face,) = find_faces(picture())
    image = Image.fromarray(np.broadcast_to((skin_colour(0.15) * 255).round().astype(np.uint8), picture().shape).copy())
    for opening, iris in zip(face.lids[:, :16], face.irises, strict=True):
        draw, radius = ImageDraw.Draw(image), float(np.linalg.norm(iris[1] - iris[0]))
        around = opening - opening.mean(0)
        ring = opening[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
        draw.polygon([(float(x), float(y)) for x, y in ring], fill=(225, 215, 195))
        draw.circle((float(iris[0, 0]), float(iris[0, 1])), radius, fill=(40, 30, 20))
    plain = np.asarray(image)
    warm = (255 * (linear(plain / 255) * (0.8, 0.62, 0.4)) ** (1 / 2.4)).round().astype(np.uint8)
    white, lamp = (skin_tone_of([Kept(3, pixels, 1.0)], {3: face}) for pixels in (plain, warm))
    unseen = skin_tone_of([Kept(3, warm, 1.0)], {3: dataclasses.replace(face, lids=face.lids * 0 + 5)})
    assert white is not None and lamp is not None and unseen is not None
    assert white == pytest.approx(0.15, abs=0.06)
    assert lamp - white < 0.5 * (unseen - white)
