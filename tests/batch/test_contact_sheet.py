"""On one picture of many people each is as tall as the others say, whatever their own pictures show."""

import numpy as np
import pytest
from PIL import Image

from backend.batch.contact_sheet import FIGURE, HEIGHT, MARGIN, write_contact_sheets
from backend.protocol.batch.record import PREVIEW
from backend.protocol.batch.summary import MADE, Row

SIZE = 300
BACK, SKIN = (200, 203, 212), (200, 40, 40)


def picture(folder):
    """A figure that fills its front picture as the renderer does: 3 % of the height are free above and below."""
    row = np.full((SIZE, 4 * SIZE, 3), BACK, np.uint8)
    row[round(0.03 * SIZE) : round(0.97 * SIZE), 130:170] = SKIN
    folder.mkdir()
    Image.fromarray(row).save(folder / PREVIEW)


def test_heights_can_be_compared(tmp_path):
    tall = {"anna": 1.8, "ben": 0.9, "carl": 1.35}
    for name in tall:
        picture(tmp_path / name)
    rows = [
        Row(line=n, name=name, state=MADE, facts={"measurements": {"height": height, "mass": 50.0}})
        for n, (name, height) in enumerate(tall.items())
    ]
    (file,) = write_contact_sheets(tmp_path, rows)
    sheet = np.asarray(Image.open(file).convert("RGB")).astype(int)
    shown, feet = {}, set()
    for place, name in enumerate(tall):
        left = MARGIN + place * (FIGURE + 108 + MARGIN)
        tile = sheet[MARGIN : MARGIN + HEIGHT, left + 20 : left + FIGURE]
        body = np.flatnonzero((np.abs(tile - SKIN).sum(axis=2) < 60).any(axis=1))
        shown[name] = np.ptp(body)
        feet.add(int(body.max()))
    assert shown["ben"] / shown["anna"] == pytest.approx(0.5, abs=0.02)
    assert shown["carl"] / shown["anna"] == pytest.approx(0.75, abs=0.02)
    assert max(feet) - min(feet) <= 2, "all stand on one ground"


def test_people_of_whom_no_height_is_known_fill_their_tiles(tmp_path):
    picture(tmp_path / "anna")
    (file,) = write_contact_sheets(tmp_path, [Row(line=0, name="anna", state=MADE, facts={})])
    sheet = np.asarray(Image.open(file).convert("RGB")).astype(int)
    body = np.flatnonzero((np.abs(sheet - SKIN).sum(axis=2) < 60)[:, : MARGIN + FIGURE].any(axis=1))
    assert np.ptp(body) > 0.9 * HEIGHT


def test_a_head_or_an_animal_that_is_whole_in_its_last_picture_is_whole_in_its_tile(tmp_path):
    picture(tmp_path / "lion")
    row = np.asarray(Image.open(tmp_path / "lion" / PREVIEW)).copy()
    row[100:220, 3 * SIZE + 10 : 3 * SIZE + 270] = SKIN
    row[100:130, 3 * SIZE + 10 : 3 * SIZE + 40] = EYE = (20, 160, 20)
    Image.fromarray(row).save(tmp_path / "lion" / PREVIEW)
    (file,) = write_contact_sheets(tmp_path, [Row(line=0, name="lion", state=MADE, facts={})])
    tile = np.asarray(Image.open(file).convert("RGB")).astype(int)[MARGIN : MARGIN + HEIGHT, MARGIN + FIGURE :][:, :108]
    body = (np.abs(tile - SKIN).sum(axis=2) < 60).any(axis=0)
    assert (np.abs(tile - EYE).sum(axis=2) < 60).any() and body.mean() > 0.8 and not body[[0, -1]].any()


def test_a_movement_is_shown_by_its_filmstrip(tmp_path):
    strip = np.full((80, 320, 3), BACK, np.uint8)
    strip[:, :160], strip[:, 160:] = SKIN, (20, 160, 60)
    (tmp_path / "walk").mkdir()
    Image.fromarray(strip).save(tmp_path / "walk" / "filmstrip.png")
    (file,) = write_contact_sheets(tmp_path, [Row(line=0, name="walk", state=MADE, facts={})])
    tile = np.asarray(Image.open(file).convert("RGB")).astype(int)[MARGIN : MARGIN + HEIGHT, MARGIN + 20 : MARGIN + 232]
    first, second = ((np.abs(tile - colour).sum(2) < 60) for colour in (SKIN, (20, 160, 60)))
    assert first.mean() > 0.4 and second.mean() > 0.4, "its two halves, one under the other"
    assert np.argwhere(first)[:, 0].max() < np.argwhere(second)[:, 0].min()
