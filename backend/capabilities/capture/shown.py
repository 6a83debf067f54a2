"""The sheet of a capture: of every tenth picture the face, the points that were found on it, and the avatar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw

from ...body import BodyData
from ...figure.pictures import NOTHING, avatar_picture
from ...figure.posed import posed_parts
from ...figure.surfaces import head_of, moving_surfaces
from ...landmarks.faces import Face
from ...photo import Lens
from ...protocol.results import Avatar, Motion
from ...render import pinhole_camera, render, topology
from .seen import Kept

SIDE = 160
"""pixels of a picture's side"""
MARGIN = 0.75
"""of a face's size around its middle"""
GAP = 4
POINTS, EYES = (90, 230, 120), (255, 200, 60)
OVERLAY, SHARE = (0.30, 0.62, 0.92), 0.55
"""colour of a fitted face over a picture, and how much of it is seen"""
_LOST = (120, 60, 60)
_CHEST = 0.7
"""of the height: what ends below is not in the picture of a face"""


def sheet(
    kept: Sequence[Kept],
    faces: Mapping[int, Face],
    overlays: Mapping[int, np.ndarray],
    avatar: Avatar,
    motion: Motion,
    times: Sequence[float],
    device: str,
    columns: int = 8,
) -> np.ndarray:
    """(H, W, 3) uint8: columns of picture, overlay and avatar, row under row. overlays: frame -> (SIDE, SIDE, 3) with
    the fitted face over the picture, where there is one."""
    tiles, actor = [], _Actor(avatar, motion, device)
    box = _last_box(kept, faces)
    for one in kept:
        face = faces.get(one.frame)
        box = _box(face) if face is not None else box
        picture, points = _cut(one, box), _with_points(one, face, box)
        frame = min(round((times[one.frame] - times[0]) * motion.fps), len(motion.rotations) - 1)
        tiles.append(np.concatenate([picture, overlays.get(one.frame, points), actor.picture(frame)]))
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    high, wide = tiles[0].shape[0] + GAP, SIDE + GAP
    out = np.full((rows * high, columns * wide, 3), 245, np.uint8)
    for number, tile in enumerate(tiles):
        top, left = number // columns * high, number % columns * wide
        out[top : top + tile.shape[0], left : left + SIDE] = tile
    return out


def _box(face: Face) -> tuple[float, float, float]:
    """Middle and half a side of what is shown of the footage, in its pixels."""
    (x, y), _ = face.box
    return float(x), float(y), MARGIN * face.size


def _last_box(kept: Sequence[Kept], faces: Mapping[int, Face]) -> tuple[float, float, float]:
    first = next((faces[one.frame] for one in kept if one.frame in faces), next(iter(faces.values())))
    return _box(first)


def _cut(one: Kept, box: tuple[float, float, float]) -> np.ndarray:
    x, y, reach = (value * one.factor for value in box)
    image = Image.fromarray(one.pixels).crop((int(x - reach), int(y - reach), int(x + reach), int(y + reach)))
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC))


@torch.inference_mode()
def over_picture(one: Kept, face: Face, vertices: np.ndarray, body: BodyData, lens: Lens) -> np.ndarray:
    """(SIDE, SIDE, 3) the face of a body over a picture. vertices: (V, 3) metres before the camera"""
    x, y, reach = _box(face)
    scale = SIDE / (2 * reach)
    triangles = body.faces.cpu()
    head = torch.as_tensor(body.regions["face"].astype(np.int64))
    triangles = triangles[torch.isin(triangles, head).all(1)]
    far = max(20.0, 2.0 * float(vertices[:, 1].max()))
    camera = pinhole_camera(
        lens.focal * scale, ((lens.x - x + reach) * scale, (lens.y - y + reach) * scale), (SIDE, SIDE), far
    )
    image, cover = render(
        torch.as_tensor(vertices, dtype=torch.float32)[None],
        topology(triangles),
        camera,
        (SIDE, SIDE),
        vertex_colours=torch.tensor(OVERLAY).expand(len(vertices), 3),
        background=(0.0, 0.0, 0.0),
    )
    alpha = SHARE * cover[0].numpy()
    over = _cut(one, _box(face)) / 255.0 * (1 - alpha) + image[0].numpy() * alpha
    return (over.clip(0, 1) * 255).round().astype(np.uint8)


def _with_points(one: Kept, face: Face | None, box: tuple[float, float, float]) -> np.ndarray:
    image = Image.fromarray(_cut(one, box))
    draw = ImageDraw.Draw(image)
    if face is None:
        draw.line((0, 0, SIDE, SIDE), fill=_LOST, width=3)
        return np.asarray(image)
    x, y, reach = box

    def dots(places: np.ndarray, colour: tuple[int, int, int]) -> None:
        for across, down in (places - (x - reach, y - reach)) * (SIDE / (2 * reach)):
            draw.point((across, down), fill=colour)

    dots(face.points[:, :2], POINTS)
    dots(face.lids[:, :16].reshape(-1, 2), EYES)
    dots(face.irises.reshape(-1, 2), EYES)
    return np.asarray(image)


class _Actor:
    """The avatar before the sheet's camera: its parts that reach up to the face."""

    def __init__(self, avatar: Avatar, motion: Motion, device: str) -> None:
        low = _CHEST * float(avatar.mesh.vertices[:, 2].max())
        self.avatar, self.motion, self.device = avatar, motion, device
        self.parts = [part for part in avatar.all_parts if part.mesh.vertices[:, 2].max() > low]
        covered = [avatar.covered, *(NOTHING for _ in self.parts[1:])]
        self.surfaces = moving_surfaces(self.parts, covered, device)

    @torch.inference_mode()
    def picture(self, frame: int) -> np.ndarray:
        """(SIDE, SIDE, 3) the face at a frame of the motion."""
        avatar, motion = self.avatar, self.motion
        values = dict(zip(avatar.shape_keys.names, motion.shape_key_curves[frame].tolist(), strict=True))
        vertices, _ = posed_parts(avatar, self.parts, motion.rotations[frame], np.zeros(3), values)
        surfaces = self.surfaces(vertices)
        head = head_of(surfaces, ["", *(part.kind for part in self.parts[1:])])
        return avatar_picture(surfaces, "face", SIDE, head, ground=False)
