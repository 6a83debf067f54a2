"""Everybody of a batch on one picture, with names, each as tall as the others say, movements by their filmstrips; more
than fit on one page go on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..protocol.batch.record import PREVIEW
from ..protocol.batch.summary import FAILED, KEPT, LEFT, MADE, Row
from ..protocol.files import whole_file

COLUMNS, ROWS = 8, 5
FIGURE, FACE, HEIGHT = 144, 108, 240
MARGIN, CAPTION = 12, 38
FOOT = 0.97
"""where the soles are in a picture of a figure, as a part of its height from the top"""
_OTHER, _ROOM = 24, 1.06
"""by how much of 255 a pixel of somebody differs from what is behind, and how much wider than somebody a picture is"""
SMALLEST = 0.2
"""of a tile's height, for who is very small"""
PAPER, INK, FAINT, EMPTY = (250, 250, 248), (30, 30, 34), (110, 110, 116), (226, 227, 230)
_STATES = {FAILED: "failed", LEFT: "not made yet"}


def write_contact_sheets(out: Path, rows: Sequence[Row]) -> list[Path]:
    """contact_sheet.png, contact_sheet-2.png … of the people in `rows`; those of before are gone.

    Raises OSError where the disk does not take them.
    """
    people = [row for row in rows if row.name]
    pages = [people[start : start + COLUMNS * ROWS] for start in range(0, len(people), COLUMNS * ROWS)]
    files = [
        out / ("contact_sheet.png" if page == 1 else f"contact_sheet-{page}.png") for page in range(1, len(pages) + 1)
    ]
    for page, file in zip(pages, files, strict=True):
        with whole_file(file) as opened:
            _page(out, page).save(opened, "png")
    for old in out.glob("contact_sheet*.png"):
        if old not in files:
            old.unlink()
    return files


def _page(out: Path, people: Sequence[Row]) -> Image.Image:
    columns = min(COLUMNS, len(people))
    lines = -(-len(people) // columns)
    wide, high = FIGURE + FACE, HEIGHT + CAPTION
    page = Image.new("RGB", (MARGIN + columns * (wide + MARGIN), MARGIN + lines * (high + MARGIN)), PAPER)
    draw = ImageDraw.Draw(page)
    name_font, small = ImageFont.load_default(15), ImageFont.load_default(12)
    tallest = max((_height(row) for row in people), default=0.0)
    for place, row in enumerate(people):
        left = MARGIN + place % columns * (wide + MARGIN)
        top = MARGIN + place // columns * (high + MARGIN)
        share = _height(row) / tallest if _height(row) else 1.0
        picture = _shown(out / row.name, share) if row.state in (MADE, KEPT) else None
        if picture is not None:
            page.paste(picture, (left, top))
            if tallest:
                _draw_scale(draw, left, top, tallest)
        else:
            draw.rectangle((left, top, left + wide - 1, top + HEIGHT - 1), fill=EMPTY)
            told = _STATES.get(row.state, "no picture")
            draw.text((left + wide / 2, top + HEIGHT / 2), told, fill=FAINT, font=small, anchor="mm")
        draw.text((left, top + HEIGHT + 5), _fitting(draw, row.name, name_font, wide), fill=INK, font=name_font)
        draw.text((left, top + HEIGHT + 23), _fitting(draw, _size(row), small, wide), fill=FAINT, font=small)
    return page


def _shown(folder: Path, share: float) -> Image.Image | None:
    """The tile of a folder; None where it has no picture that can be read. share: of the tile that a person is tall."""
    for file in (folder / PREVIEW, *sorted(folder.glob("*.png"))):
        try:
            with Image.open(file) as image:
                picture = image.convert("RGB")
        except OSError:
            continue
        return _person(picture, share) if file.name == PREVIEW else _folded(picture)
    return None


def _folded(picture: Image.Image) -> Image.Image:
    """A picture in a tile, whole; a long strip in several rows."""
    wide, high = FIGURE + FACE, HEIGHT
    rows = max(1, round((picture.width / picture.height * high / wide) ** 0.5))
    piece = -(-picture.width // rows)
    folded = Image.new("RGB", (piece, picture.height * rows), picture.getpixel((0, 0)))
    for row in range(rows):
        folded.paste(picture.crop((row * piece, 0, (row + 1) * piece, picture.height)), (0, row * picture.height))
    scale = min(wide / folded.width, high / folded.height)
    size = (max(round(folded.width * scale), 1), max(round(folded.height * scale), 1))
    tile = Image.new("RGB", (wide, high), picture.getpixel((0, 0)))
    tile.paste(folded.resize(size, Image.Resampling.LANCZOS), ((wide - size[0]) // 2, (high - size[1]) // 2))
    return tile


def _person(row: Image.Image, share: float) -> Image.Image:
    """Front and face of a person, from the row of four pictures; the front as tall as `share` of the tile."""
    size, width = row.height, row.width
    front = row.crop((0, 0, size, size))
    face = row.crop((width - size, 0, width, size))
    tile = Image.new("RGB", (FIGURE + FACE, HEIGHT), row.getpixel((0, 0)))
    high = max(round(HEIGHT * max(share, SMALLEST)), 1)
    small = front.resize((high, high), Image.Resampling.LANCZOS)
    wide = min(high, FIGURE)
    body = small.crop(((high - wide) // 2, 0, (high - wide) // 2 + wide, high))
    tile.paste(body, ((FIGURE - wide) // 2, round((HEIGHT - high) * FOOT)))
    tile.paste(_close(face), (FIGURE, 0))
    return tile


def _close(view: Image.Image) -> Image.Image:
    """The last picture, (S, S), as FACE x HEIGHT pixels: of a face whose body goes on below the picture the middle, of
    a head or an animal that is whole in it all of it."""
    size = view.height
    pixels = np.asarray(view, np.int16)
    shown = np.abs(pixels - pixels[0, 0]).max(axis=2) > _OTHER
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    wide = size * FACE / HEIGHT
    middle = size / 2
    if len(rows) and rows[-1] < size - 1 and np.ptp(columns) > wide:
        wide, middle = float(np.ptp(columns)) * _ROOM, (columns[0] + columns[-1] + 1) / 2
    high = wide * HEIGHT / FACE
    top, left = size / 2 - high / 2, middle - wide / 2
    beyond = np.pad(pixels.astype(np.uint8), ((size, size), (size, size), (0, 0)), mode="edge")
    box = (left + size, top + size, left + size + wide, top + size + high)
    return Image.fromarray(beyond).resize((FACE, HEIGHT), Image.Resampling.LANCZOS, box)


def _draw_scale(draw: ImageDraw.ImageDraw, left: int, top: int, tallest: float) -> None:
    """A line at the side of a tile with a mark at each half metre, longer ones at whole metres."""
    ground = top + HEIGHT * FOOT
    metre = HEIGHT * (2.0 * FOOT - 1.0) / tallest
    draw.line((left + 3, ground, left + 3, ground - metre * tallest), fill=FAINT)
    for half in range(int(2.0 * tallest) + 1):
        high = ground - metre * half / 2.0
        draw.line((left + 3, high, left + (10 if half % 2 == 0 else 6), high), fill=FAINT)


def _height(row: Row) -> float:
    """Metres; 0 where it is not known."""
    size = row.facts.get("measurements", {})
    return float(size.get("height", 0.0)) if row.state in (MADE, KEPT) else 0.0


def _size(row: Row) -> str:
    size = row.facts.get("measurements", {})
    parts = [f"{size['height'] * 100:.0f} cm"] if "height" in size else []
    parts += [f"{size['mass']:.0f} kg"] if "mass" in size else []
    return ", ".join([*parts, f"line {row.line}"])


def _fitting(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, wide: int
) -> str:
    if draw.textlength(text, font) <= wide:
        return text
    while text and draw.textlength(f"{text}…", font) > wide:
        text = text[:-1]
    return f"{text}…"
