# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender's exporter insists on, taken out of an FBX file again.

The exporter writes a node for the armature above the bones, every channel of every bone whether it moves or not, the
pose of the first frame as if it were the rest pose, "Scene" as the name of the clip, absolute paths of this machine,
and zeros for the normals of shape keys. Other programs expect what Mixamo's own files have: bones without a node above
them, keys only on what moves, bones at rest where no clip says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np

from . import fbx_takes
from .fbx_document import CLASS, ROOT, Document, properties, rename, set_vector, vector
from .fbx_tree import File, Node, read, write
from .sample import Span

STILL = {"Lcl Translation": 2e-3, "Lcl Rotation": 2e-3, "Lcl Scaling": 1e-4, "DeformPercent": 1e-3}
"""units of the file, degrees, shares and percent: a channel that stays so near to where it is without a clip is none"""
KEY_STEP = 1e-6
"""metres; offsets of shape keys are told no finer, which makes a third of a file's numbers half as large"""
NORMAL_STEP = 1e-3
"""share of a normal's length: half a step is 0.03 degrees"""
OURS = "galatea_texture"
"""custom property on materials and pictures of ours"""
OF_PART = "|"
"""in such a property, behind the name of the part whose it is"""


@dataclass(frozen=True)
class Wanted:
    figure: str
    """what materials and pictures of ours are called after"""
    clips: tuple[Span, ...] = ()
    """one after the other on the timeline"""
    y_up: bool = True
    """whether the data have Y up and the figure faces +Z, whatever the exporter was told"""
    rig_node: bool = False
    """whether the node of the armature stays"""
    units: float = 100.0
    """numbers in the file for one metre"""
    key_normals: Mapping[str, Mapping[str, np.ndarray]] = field(default_factory=dict)
    """mesh -> shape key -> (V, 3) what it adds to the normals of the vertices"""


def clean(content: bytes, name: str, wanted: Wanted) -> bytes:
    """The FBX file `content` as `wanted`; it says of itself that it is called `name`."""
    file = read(content)
    document = Document(file.root)
    _at_rest(document)
    fbx_takes.divide(document, wanted.clips)
    _drop_still_channels(document)
    if not wanted.rig_node:
        _drop_rig_nodes(document)
    if wanted.y_up:
        _face_z(file)
    _name_pictures(document, wanted.figure)
    _whiten(document)
    _forget_machine(document, name)
    _write_key_normals(document, wanted.key_normals)
    _round_keys(document, KEY_STEP * wanted.units)
    document.close()
    return write(File(file.header, file.root, file.footer))


def _at_rest(document: Document) -> None:
    """Bones stand as the skin was bound to them; without a clip every program shows the rest pose."""
    bound: dict[int, np.ndarray] = {}
    for pose in document.of_class("Pose").values():
        for entry in pose.named("PoseNode"):
            bound[entry["Node"].get()] = np.asarray(entry["Matrix"].get()).reshape(4, 4).T
    models = document.of_class("Model")
    above = {link.child: link.parent for link in document.links if link.child in models and link.parent in models}
    for number, model in document.of_class("Model", "LimbNode").items():
        parent = above.get(number, ROOT)
        bone = parent in models and models[parent].get(2) == "LimbNode"
        if number in bound and (parent in bound or not bone):
            local = np.linalg.inv(bound[parent] if bone else np.eye(4)) @ bound[number]
            set_vector(model, "Lcl Translation", local[:3, 3])
            set_vector(model, "Lcl Rotation", np.degrees(_angles(local[:3, :3])))
            set_vector(model, "Lcl Scaling", np.ones(3))


def _angles(turn: np.ndarray) -> np.ndarray:
    """X, Y and Z (3,) radians of a rotation that turns about X first; scale is left out."""
    m = turn / np.linalg.norm(turn, axis=0)
    level = np.hypot(m[0, 0], m[1, 0])
    if level > 1e-6:
        return np.array((np.arctan2(m[2, 1], m[2, 2]), np.arctan2(-m[2, 0], level), np.arctan2(m[1, 0], m[0, 0])))
    return np.array((np.arctan2(-m[1, 2], m[1, 1]), np.arctan2(-m[2, 0], level), 0.0))


def _turns(degrees: np.ndarray) -> np.ndarray:
    """Rotations (N, 3, 3) of angles (N, 3) about X, then Y, then Z."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians(degrees)).T, np.sin(np.radians(degrees)).T
    rows = (
        (cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz),
        (cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz),
        (-sy, sx * cy, cx * cy),
    )
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _drop_still_channels(document: Document) -> None:
    """A channel that stays where the node is anyway would only stretch other figures on which the clip is played.

    The keys of a face are told of the mesh a second time, under properties that hold nothing; these go too.
    """
    gone: set[int] = set()
    meshes = document.of_class("Geometry")
    document.links = [link for link in document.links if not (link.what and link.parent in meshes)]
    curve_nodes = document.of_class("AnimationCurveNode")
    for link in document.links:
        if link.child not in curve_nodes or not link.what:
            continue
        curves = {each.what: document.objects[each.child] for each in document.children(link.child) if each.what}
        if _is_still(link.what, document.objects[link.parent], curves):
            gone |= {link.child, *(each.child for each in document.children(link.child))}
    document.remove(gone)


def _is_still(what: str, owner: Node, curves: Mapping[str, Node]) -> bool:
    values = {name: np.asarray(curve["KeyValueFloat"].get(), np.float64) for name, curve in curves.items()}
    if what == "DeformPercent":
        (keys,) = values.values()
        return bool(np.abs(keys - owner["DeformPercent"].get()).max() <= STILL[what])
    if what not in STILL or len({len(keys) for keys in values.values()}) != 1 or len(values) != 3:
        return False
    keys = np.stack([values[axis] for axis in ("d|X", "d|Y", "d|Z")], axis=-1)
    here = vector(owner, what, 1.0 if what == "Lcl Scaling" else 0.0)
    if what == "Lcl Rotation":
        chord = np.linalg.norm(_turns(keys) - _turns(here[None]), axis=(1, 2)).max() / 8**0.5
        return bool(np.degrees(2.0 * np.arcsin(min(chord, 1.0))) <= STILL[what])
    return bool(np.abs(keys - here).max() <= STILL[what])


def _drop_rig_nodes(document: Document) -> None:
    """The armature is no bone: what hangs on it hangs on the scene. It stands unturned and unscaled at the origin."""
    rigs = set(document.of_class("Model", "Null"))
    for link in document.links:
        if link.parent in rigs and link.child in document.of_class("Model"):
            link.parent = ROOT
            link.node.set(ROOT, 2)
    attributes = {link.child for rig in rigs for link in document.children(rig)}
    document.remove(rigs | attributes)
    for pose in document.of_class("Pose").values():
        pose.children = [n for n in pose.children if n.name != "PoseNode" or n["Node"].get() not in rigs]
        pose["NbPoseNodes"].set(len(list(pose.named("PoseNode"))))


def _face_z(file: File) -> None:
    rows = properties(file.root["GlobalSettings"])
    for name, axis in (("UpAxis", 1), ("FrontAxis", 2), ("CoordAxis", 0)):
        rows[name].set(axis, 4)
        rows[f"{name}Sign"].set(1, 4)


def _name_pictures(document: Document, figure: str) -> None:
    """Our own materials and pictures are called after the figure; the mark by which we know them stays at home."""
    marked = {
        number: (rows, part_of(mark), kind_of(mark))
        for number, node in document.objects.items()
        if node.name in ("Material", "Video")
        for rows in [node["Properties70"]]
        if OURS in properties(node)
        for mark in [properties(node)[OURS].get(4)]
    }
    for number, (rows, part, kind) in marked.items():
        rows.children = [row for row in rows.children if row.get() != OURS]
        node = document.objects[number]
        if node.name == "Material":
            rename(node, f"{figure}_{part or 'skin'}")
            continue
        name = f"{figure}_{part}_{kind}" if part else f"{figure}_{kind}"
        rename(node, name)
        file = re.sub(r'[\\/:*?"<>|]', "_", name) + ".png"
        shown = {link.parent for link in document.links if link.child == number}
        for picture in (node, *(document.objects[each] for each in shown if each in document.of_class("Texture"))):
            rename(picture, name)
            for row in picture.children:
                if row.name in ("FileName", "Filename", "RelativeFilename"):
                    row.set(file)
                elif row.name in ("TextureName", "Media"):
                    row.set(name + CLASS + row.get().partition(CLASS)[2])
            if row := properties(picture).get("Path"):
                row.set(file, 4)


def part_of(mark: object) -> str:
    """Whose material or picture bears the mark; "" the body's."""
    text = mark if isinstance(mark, str) else ""
    return text.partition(OF_PART)[0] if OF_PART in text else ""


def kind_of(mark: object) -> str:
    """What a picture with that mark shows: the albedo, or what stands behind the name of the part."""
    told = mark.split(OF_PART) if isinstance(mark, str) else []
    return told[1] if len(told) == 3 else "albedo"


def _whiten(document: Document) -> None:
    """A picture takes the place of the colour under it in Blender; elsewhere one is multiplied by the other."""
    for link in document.links:
        if link.what == "DiffuseColor" and document.objects[link.child].name == "Texture":
            row = properties(document.objects[link.parent])["DiffuseColor"]
            for n in (4, 5, 6):
                row.set(1.0, n)


def _forget_machine(document: Document, name: str) -> None:
    """Paths go from the file on; nobody else has the folders of this machine."""
    info = properties(document.root["FBXHeaderExtension"]["SceneInfo"])
    for row in ("DocumentUrl", "SrcDocumentUrl", "Original|FileName"):
        info[row].set(name, 4)
    if "Original|ApplicationNativeFile" in info:
        info["Original|ApplicationNativeFile"].set("", 4)
    root = document.root["Documents"]["Document"]
    root.set(PurePath(name).stem, 1)
    for picture in (*document.of_class("Texture").values(), *document.of_class("Video").values()):
        for row in picture.children:
            if row.name in ("FileName", "Filename", "RelativeFilename"):
                row.set(_beside(row.get()))
        if row := properties(picture).get("Path"):
            row.set(_beside(row.get(4)), 4)


def _beside(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _write_key_normals(document: Document, normals: Mapping[str, Mapping[str, np.ndarray]]) -> None:
    above = {link.child: link.parent for link in document.links if not link.what and link.parent in document.objects}
    for number, shape in document.of_class("Geometry", "Shape").items():
        # a shape hangs on its channel, that on the blend shape, and that on the mesh
        mesh = document.objects.get(above.get(above.get(above.get(number, ROOT), ROOT), ROOT))
        of_mesh = normals.get(mesh.get(1).partition(CLASS)[0], {}) if mesh else {}
        added = of_mesh.get(shape.get(1).partition(CLASS)[0])
        if added is not None and not np.any(shape["Normals"].get()):
            shape["Normals"].set(added[np.asarray(shape["Indexes"].get())].reshape(-1))


def _round_keys(document: Document, step: float) -> None:
    for shape in document.of_class("Geometry", "Shape").values():
        for name, least in (("Vertices", step), ("Normals", NORMAL_STEP)):
            # powers of two leave zeros behind the digits that count, and zeros pack well
            grid = 2.0 ** np.floor(np.log2(least))
            shape[name].set(np.round(np.asarray(shape[name].get()) / grid) * grid)
