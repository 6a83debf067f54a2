"""One asset of MakeHuman's as a piece that can be worn."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

import numpy as np

from ...protocol.errors import BadFile
from ...protocol.requests import Colour
from ...protocol.results import Material
from ..binding import Binding, fit
from ..piece import Entry, Piece
from ..slots import LAYERS, reaches_below_head, slot_of
from .bone_weights import read_bone_weights
from .clothes_file import LIMIT, ClothesFile, is_clothes_file, read_clothes_file
from .files import Files, beside
from .licence import UNKNOWN, legal_of
from .material_file import MaterialFile, read_material
from .obj_file import LIMIT as OBJ_LIMIT
from .obj_file import ObjMesh, read_obj

SUFFIX = ".mhclo"
_FACE = ("lashes", "brows", "facial_hair", "eyes", "teeth", "tongue")
_ON_HEAD = ("hair", "head", "glasses", "face", "ears")
_SOFT = ("lashes", "brows")
"""a single layer of thin hairs, which may be half there"""
_OWN = {"eyes": (14598, 14742), "teeth": (14992, 15128), "tongue": (13380, 13606)}
"""slot -> the base mesh's own, which it takes the place of"""
_ROUGHNESS = {"hair": 0.5, "eyes": 0.15, "teeth": 0.3, "tongue": 0.35, "shoes": 0.5, "glasses": 0.3}
_CLOTH = 0.8
_USUAL_DEPTH = 50
_STEP = 0.6
_GREY = (0.55, 0.55, 0.55)


@dataclass(frozen=True, eq=False)
class Asset:
    piece: Piece
    missing: tuple[str, ...]
    """files that it names and nobody has, which are borne"""


def find_assets(files: Files) -> tuple[str, ...]:
    return tuple(name for name in files.names() if name.lower().endswith(SUFFIX))


def read_asset(files: Files, name: str, base: np.ndarray) -> Asset:
    """name: of the .mhclo file; base: (19158, 3) metres, a grown figure, on which it is looked where the piece lies.

    Raises BadFile with one sentence where a file is damaged, too large, or one that must be there is not.
    """
    text = files.text(name, LIMIT)
    if not is_clothes_file(text):
        raise BadFile(f"{name} is no clothes file of MakeHuman's.", "Name a .mhclo file, a folder or an asset pack.")
    clothes = read_clothes_file(text, name)
    mesh, mesh_text = _mesh(files, name, clothes)
    missing: list[str] = []
    material = MaterialFile()
    if wanted := clothes.texts.get("material"):
        found = files.find(beside(name, wanted))
        if found is None:
            missing.append(posixpath.basename(wanted)[:80])
        else:
            material = read_material(files, found)
            missing += material.missing
    weights = None
    if wanted := clothes.texts.get("vertexboneweights_file"):
        found = files.find(beside(name, wanted))
        if found is None:
            missing.append(posixpath.basename(wanted)[:80])
        else:
            weights = read_bone_weights(files, found, len(clothes.binding))
    vertices = fit(clothes.binding, base)
    if not np.isfinite(vertices).all() or float(np.abs(vertices).max()) > 10:
        raise BadFile(f"{name} lies far from the body.", "Bind it to the base mesh hm08 again.")
    called = clothes.texts.get("name") or posixpath.basename(name).removesuffix(SUFFIX)
    words = (*clothes.tags, called, posixpath.basename(name))
    slot = slot_of(posixpath.join(files.place, name), words, vertices, base, material.transparent)
    hides = clothes.hides
    if slot in _OWN:
        hides = np.union1d(hides, np.arange(*_OWN[slot])).astype(np.int32)
    legal = clothes.legal.filled(material.legal).filled(legal_of(mesh_text))
    pictures = dict(material.pictures)
    if "albedo" not in pictures:
        pictures["albedo"] = _plain(material)
    label = _label(called)
    uuid = "".join(letter for letter in clothes.texts.get("uuid", "") if letter.isalnum() or letter == "-")[:40]
    piece = Piece(
        entry=Entry(
            name=_slug(called),
            label=label,
            slot=slot,
            layer=_layer(slot, clothes.depth),
            nouns=(label.lower().rstrip(" 0123456789") or label.lower(),),
            tags=tuple(tag.lower() for tag in clothes.tags if tag.isascii() and tag.isprintable() and tag.strip()),
            also=("top", "bottom") if slot == "one_piece" else (),
            colours=() if slot in ("hair", *_FACE) else (mean_colour(pictures["albedo"]),),
            licence=legal.licence or UNKNOWN,
            author=legal.author,
            source=f"{posixpath.basename(name)}{f', MakeHuman asset {uuid}' if uuid else ''}",
        ),
        binding=clothes.binding,
        faces=mesh.faces,
        uvs=mesh.uvs,
        uv_faces=mesh.uv_faces,
        hides=hides,
        material=_surface(material, slot, pictures["albedo"]),
        bone="Head" if slot in _ON_HEAD and not reaches_below_head(vertices, base) else "",
        weights=weights,
        face=slot in _FACE,
        paint="picture",
        texel=texel_of(vertices, mesh.faces, mesh.uvs, mesh.uv_faces),
        pictures=pictures,
    )
    return Asset(piece, tuple(dict.fromkeys(missing)))


def _mesh(files: Files, name: str, clothes: ClothesFile) -> tuple[ObjMesh, str]:
    wanted = clothes.texts.get("obj_file", "")
    found = files.find(beside(name, wanted)) if wanted else None
    if found is None:
        raise BadFile(
            f"The mesh {posixpath.basename(wanted)[:80]!r} of {name} is not there.", "Put it beside the .mhclo file."
        )
    text = files.text(found, OBJ_LIMIT)
    mesh = read_obj(text, found)
    _check_count(clothes.binding, mesh, name)
    return mesh, text


def _check_count(binding: Binding, mesh: ObjMesh, name: str) -> None:
    if len(binding) != len(mesh.vertices):
        raise BadFile(
            f"{name} says of {len(binding)} vertices where they hang, and its mesh has {len(mesh.vertices)}.",
            "Take both files from their author again.",
        )


def _surface(material: MaterialFile, slot: str, albedo: np.ndarray) -> Material:
    cut = material.transparent and bool((albedo[..., 3] < 250).any())
    mode = ("blend" if slot in _SOFT else "mask") if cut else "opaque"
    usual = _ROUGHNESS.get(slot, _CLOTH)
    return Material(
        alpha_mode=mode,
        alpha_cutoff=0.4,
        double_sided=material.double_sided,
        roughness=usual if material.roughness is None else material.roughness,
    )


def texel_of(vertices: np.ndarray, faces: np.ndarray, uvs: np.ndarray, uv_faces: np.ndarray) -> float:
    """Metres along one side of the square of texture."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    on_body = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())
    a, b, c = (uvs[uv_faces[:, k]].astype(np.float64) for k in range(3))
    first, second = b - a, c - a
    on_texture = float(np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]).sum())
    return float(np.clip(np.sqrt(on_body / on_texture), 0.01, 10)) if on_texture > 1e-9 else 1.0


def _plain(material: MaterialFile) -> np.ndarray:
    white = min(material.colour) > 0.9 and material.missing
    colour = _GREY if white else material.colour
    pixel = np.rint(np.array([*colour, 1.0]) * 255).astype(np.uint8)
    return np.broadcast_to(pixel, (8, 8, 4)).copy()


def mean_colour(albedo: np.ndarray) -> Colour:
    """Of what can be seen of a picture (H, W, 4) uint8."""
    seen = albedo[albedo[..., 3] > 127][:, :3]
    red, green, blue = (float(v) for v in (seen.mean(axis=0) / 255 if len(seen) else _GREY))
    return round(red, 3), round(green, 3), round(blue, 3)


def _layer(slot: str, depth: int) -> int:
    """Theirs go by depth alone; shoes that lie below trousers there do so here."""
    return LAYERS.get(slot, 0) + int(np.clip(_STEP * (depth - _USUAL_DEPTH), -27, 10))


def _slug(called: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", called.lower()).strip("_")[:60] or "piece"


def _label(called: str) -> str:
    spaced = re.sub(r"(?<=[a-zA-Z])(?=\d)", " ", re.sub(r"[^A-Za-z0-9]+", " ", called)).strip()
    return (spaced[:1].upper() + spaced[1:])[:60] or "Piece"
