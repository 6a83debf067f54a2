"""An avatar as a Wavefront OBJ: every mesh with its faces as they are, in the order of its vertices, with its pictures.

Metres, Y up, as programs expect of an OBJ. There are no bones in it; the face is as its keys stand.
"""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image

from ..protocol.results import Avatar, Part


def obj_files(avatar: Avatar, stem: str) -> dict[str, bytes]:
    """File name -> content: `stem`.obj, its .mtl and a PNG for each mesh that has an albedo."""
    files: dict[str, bytes] = {}
    beside = re.sub(r"\W+", "_", stem)  # readers end a name at a space
    shapes, materials = [f"mtllib {beside}.mtl"], []
    vertices, uvs = 1, 1
    for part in avatar.all_parts:
        name = re.sub(r"\W+", "_", part.name)
        picture = f"{beside}_{name}.png" if "albedo" in part.textures else ""
        if picture:
            files[picture] = _png(part.textures["albedo"])
        shapes.append(_shape(part, name, vertices, uvs))
        materials.append(_material(part, name, picture))
        vertices, uvs = vertices + len(part.mesh.vertices), uvs + len(part.mesh.uvs)
    files[f"{beside}.mtl"] = "\n".join(materials).encode()
    files[f"{stem}.obj"] = "\n".join([*shapes, ""]).encode()
    return files


def _shape(part: Part, name: str, first_vertex: int, first_uv: int) -> str:
    mesh, keys = part.mesh, part.shape_keys
    points = mesh.vertices + np.tensordot(keys.values, keys.offsets, 1) if keys.names else mesh.vertices
    lines = [f"o {name}", f"usemtl {name}"]
    lines += [f"v {x:.6f} {z:.6f} {-y:.6f}" for x, y, z in points.tolist()]
    lines += [f"vt {u:.6f} {v:.6f}" for u, v in mesh.uvs.tolist()]
    textured = len(mesh.uvs) > 0
    for face, uv in zip((mesh.faces + first_vertex).tolist(), (mesh.uv_faces + first_uv).tolist(), strict=True):
        corners = [f"{v}/{t}" if textured else str(v) for v, t in zip(face, uv, strict=True)]
        lines.append("f " + " ".join(dict.fromkeys(corners)))  # a triangle among quads has its last corner twice
    return "\n".join(lines)


def _material(part: Part, name: str, picture: str) -> str:
    lines = [f"newmtl {name}", "Kd 0.8 0.8 0.8", "Ks 0 0 0", "illum 1"]
    if picture:
        lines.append(f"map_Kd {picture}")
        if part.material.alpha_mode != "opaque":
            lines.append(f"map_d {picture}")
    return "\n".join([*lines, ""])


def _png(pixels: np.ndarray) -> bytes:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "png")
    return held.getvalue()
