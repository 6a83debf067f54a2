"""A body's face before the camera: from what a picture tells (`FaceCode`) to vertices and landmarks, differentiably.

A body whose jaw is a bone (FLAME) follows its published formula: there the whole mesh is the head, its origin stays
where the model has it, and joints follow the expression. Of any other body with expressions the part "head" is taken,
as a sum of blend shapes about the usual shape, and turns as one about its middle.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..body import BodyData, rest_shape
from ..body.axis_angle import matrices
from ..body.published.adapting.pose import contour_row, face_points, posed
from ..body.shape import expression_offsets
from ..protocol.errors import BadRequest
from ..protocol.sliders import ARKIT_52
from .encoder import FaceCode
from .layout import Layout
from .turns import in_world, to_picture

EYELIDS = ("eyelid_left", "eyelid_right")
MARKS = 105
"""landmarks of a face for which no others are told, as many as MediaPipe's that a face is fitted to"""
SHAPES_MOST = 60
"""sliders of a whole person's face that are taken for its shape: those that move it most"""
_CALM = 0.3
"""how close landmarks lie where nothing moves, beside where most does"""
_UNIT = 0.25
"""share of a slider's range that one unit of shape is, of a slider that has no standard deviations"""


@dataclass(frozen=True, eq=False)
class Head:
    """N vertices of the head; lengths in metres, in the picture's axes.

    own: (N,) int64 which of the body's vertices; template: (N, 3); shape_rows: (S, N * 3) and expression_rows
    (E, N * 3) blend shapes; lids: (2, N, 3), or (0, N, 3); middle: (3,) about which it turns; faces: (F, 3) int64 the
    triangles that are drawn; corners: (L, 3) int64 and shares: (L, 3) of the landmarks on triangles; regions: names of
    parts of the face -> vertices; rig: the body's, or "" where it has no jaw bone; jaw: place of that bone
    """

    body: BodyData
    layout: Layout
    own: Tensor
    template: Tensor
    shape_rows: Tensor
    expression_rows: Tensor
    lids: Tensor
    middle: Tensor
    faces: Tensor
    corners: Tensor
    shares: Tensor
    numbers: tuple[int, ...]
    """of MediaPipe's 478, in the order of the landmarks; empty where they are others"""
    shape_columns: Tensor
    expression_columns: Tensor
    units: Tensor
    """(S,) what one unit of shape is of its slider"""
    rig: str = ""
    jaw: int = -1

    def vertices(self, code: FaceCode, lids_turn: bool = False) -> Tensor:
        """(B, N, 3) before the camera scales and shifts them. lids_turn: eyelids are shape keys that turn with the head
        and not, as published, offsets that stay as they are when it turns."""
        if not self.rig:
            offsets = code.shape @ self.shape_rows + code.expression @ self.expression_rows
            points = self.template + offsets.view(len(offsets), -1, 3)
            if len(self.lids):
                points = points + torch.einsum("bl,lvc->bvc", code.eyelids, self.lids)
            return (points - self.middle) @ matrices(code.pose).transpose(1, 2) + self.middle
        values = self.values(code, lids_turn)
        points, _ = posed(self.body, values, self._rotations(code))
        points = to_picture(points)
        if len(self.lids) and not lids_turn:
            points = points + torch.einsum("bl,lvc->bvc", code.eyelids, self.lids)
        return points

    def values(self, code: FaceCode, lids: bool = True) -> Tensor:
        """(B, P) sliders of the body, not held within their ends."""
        values = self.body.defaults.repeat(len(code.shape), 1)
        values = values.index_copy(1, self.shape_columns, values[:, self.shape_columns] + code.shape * self.units)
        values = values.index_copy(1, self.expression_columns, code.expression)
        if lids and len(self.lids):
            columns = [self.body.parameter_index[name] for name in EYELIDS]
            values = values.index_copy(1, torch.tensor(columns, device=values.device), code.eyelids)
        return values

    def points(self, vertices: Tensor) -> Tensor:
        """(B, L, 3) landmarks of vertices (B, N, 3)."""
        return (vertices[:, self.corners] * self.shares[..., None]).sum(dim=2)

    def contour(self, vertices: Tensor, code: FaceCode) -> Tensor:
        """(B, 68, 3) the landmarks of FLAME's own embedding: 17 of the contour, which slide as the head turns, then 51.
        Raises BadRequest where the body has none."""
        if not {"landmark_faces", "contour_faces"} <= self.body.landmarks.keys():
            raise BadRequest(
                f"{self.body.name} has no landmarks of its contour.", "Add landmark_embedding.npy beside the model."
            )
        rows = contour_row(in_world(matrices(code.pose)), way=-1.0)
        return face_points(self.body, vertices, rows)

    def _rotations(self, code: FaceCode) -> Tensor:
        """(B, J, 3, 3) of the bones: the root turns the head, the jaw opens, all others rest."""
        count = len(self.body.rigs[self.rig].parents)
        eye = torch.eye(3, device=code.pose.device).expand(len(code.pose), 3, 3)
        turns = {0: in_world(matrices(code.pose)), self.jaw: in_world(matrices(code.jaw))}
        return torch.stack([turns.get(bone, eye) for bone in range(count)], dim=1)


def project(points: Tensor, cam: Tensor) -> Tensor:
    """(B, N, 3) -> (B, N, 3) in the picture: x to the right and y down, -1..1, z away from the viewer."""
    shift = torch.cat([cam[:, 1:], torch.zeros_like(cam[:, :1])], dim=1)[:, None]
    return cam[:, None, :1] * (points + shift) * points.new_tensor((1.0, -1.0, -1.0))


def camera_for(points: Tensor, places: Tensor) -> Tensor:
    """(B, 3) the cameras that lay points (B, L, 3) nearest to places (B, L, 2) in the picture, by least squares."""
    flat = points[..., :2] * points.new_tensor((1.0, -1.0))
    middle, goal = flat.mean(1), places.mean(1)
    away = flat - middle[:, None]
    scale = (away * (places - goal[:, None])).sum((1, 2)) / (away**2).sum((1, 2))
    shift = (goal / scale[:, None] - middle) * points.new_tensor((1.0, -1.0))
    return torch.cat([scale[:, None], shift], dim=1)


def head_of(body: BodyData, shapes: int = 300, expressions: int | Sequence[str] = 0, **nets: object) -> Head:
    """The head of a body with expressions. shapes, expressions: how many of its coefficients are read at most, 0 all,
    or the names of those; nets: fields of `Layout`.

    Raises BadRequest where a body has no face that moves.
    """
    body = dataclasses.replace(body, grounded=False)
    names = [name for name in body.expression_names if name not in EYELIDS]
    numbered = not set(names) & set(ARKIT_52)
    if isinstance(expressions, int):
        names = names[: expressions or len(names)]
    else:
        names = [name for name in names if name in expressions]
    if not names:
        raise BadRequest(f"The body {body.name} has no face that moves.", "Name one that has expressions.")
    has_lids = set(EYELIDS) <= set(body.expression_names)
    rig, jaw = _jaw(body)
    columns = [body.parameter_index[name] for name in names]
    own = _head_vertices(body) if not rig else np.arange(body.vertex_count)
    units, shape_columns = _shapes(body, own, shapes)
    with torch.inference_mode():
        neutral = rest_shape(body, body.defaults[None])[0]
        rows = to_picture(_shape_rows(body, neutral, shape_columns, units)[:, own])
        offsets = to_picture(expression_offsets(body, body.defaults[None])[:, own])
    place = {name: k for k, name in enumerate(body.expression_names)}
    picked = offsets[[place[name] for name in names]].flatten(1)
    lids = offsets[[place[name] for name in EYELIDS]] if has_lids else offsets[:0]
    template = to_picture(neutral[own])
    if not rig:
        # the picture's axes begin in the middle of the head, as they do in FLAME
        template = template - (template.amin(0) + template.amax(0)) / 2
        rows = rows - rows.mean(dim=1, keepdim=True)
    faces = _drawn(body, own)
    corners, shares, numbers = _marks(body, faces, template, picked.view(len(picked), -1, 3))
    layout = Layout(
        body=body.name,
        shapes=len(shape_columns),
        expressions=len(names),
        expression_names=() if numbered else tuple(names),
        shape_names=() if numbered else tuple(body.parameters[k].name for k in shape_columns),
        eyelids=has_lids,
        jaw=bool(rig),
        **nets,  # pyright: ignore[reportArgumentType]
    )
    made = (rows, picked, lids, template, units)
    rows, picked, lids, template, units = (tensor.clone() for tensor in made)  # usable where gradients are wanted
    return Head(
        body=body,
        layout=layout,
        own=torch.from_numpy(own),
        template=template,
        shape_rows=rows.flatten(1),
        expression_rows=picked,
        lids=lids,
        middle=(template.amin(0) + template.amax(0)) / 2,
        faces=faces,
        corners=corners,
        shares=shares,
        numbers=numbers,
        shape_columns=torch.tensor(shape_columns),
        expression_columns=torch.tensor(columns),
        units=units,
        rig=rig,
        jaw=jaw,
    )


def _jaw(body: BodyData) -> tuple[str, int]:
    """Rig and bone of a jaw that turns, in a head whose joints its vertices tell."""
    for name, rig in body.rigs.items():
        if body.form == "head" and rig.head_regressor is not None and "jaw" in rig.bone_names:
            return name, rig.bone_names.index("jaw")
    return "", -1


def _head_vertices(body: BodyData) -> np.ndarray:
    return (
        np.unique(np.asarray(body.regions["head"], np.int64))
        if "head" in body.regions
        else np.arange(body.vertex_count)
    )


def _shapes(body: BodyData, own: np.ndarray, most: int) -> tuple[Tensor, list[int]]:
    """Units (S,) and columns of the sliders that are the face's shape: numbered coefficients as they are, of a body
    with sliders of its own those that move the head most."""
    columns = [k for k, parameter in enumerate(body.parameters) if parameter.group == "shape"]
    if columns:
        columns = columns[: most or len(columns)]
        return torch.ones(len(columns)), columns
    columns = [k for k, p in enumerate(body.parameters) if p.group in ("phenotype", "local")]
    units = torch.tensor([_UNIT * (body.parameters[k].maximum - body.parameters[k].minimum) for k in columns])
    with torch.inference_mode():
        neutral = rest_shape(body, body.defaults[None])[0]
        rows = _shape_rows(body, neutral, columns, units)[:, own]
        rows = rows - rows.mean(dim=1, keepdim=True)
        moved = rows.norm(dim=2).mean(dim=1)
    best = sorted(moved.argsort(descending=True)[: min(most or SHAPES_MOST, SHAPES_MOST)].tolist())
    return units[best], [columns[k] for k in best]


def _shape_rows(body: BodyData, neutral: Tensor, columns: Sequence[int], units: Tensor) -> Tensor:
    """(S, V, 3) metres of the world that one unit of each slider moves, as far as it can go that way."""
    rows = []
    for column, unit in zip(columns, units.tolist(), strict=True):
        parameter = body.parameters[column]
        step = unit if parameter.default + unit <= parameter.maximum else -unit
        values = body.defaults[None].clone()
        values[0, column] += step
        rows.append((rest_shape(body, values)[0] - neutral) * (unit / step))
    return torch.stack(rows)


def _drawn(body: BodyData, own: np.ndarray) -> Tensor:
    """(F, 3) triangles of the face, or of all the head where a body does not tell which are its face."""
    place = np.full(body.vertex_count, -1)
    place[own] = np.arange(len(own))
    shown = np.zeros(body.vertex_count, bool)
    face = body.regions.get("face", own)
    shown[np.asarray(face if len(face) else own)] = True
    triangles = body.faces.numpy()
    kept = (shown & (place >= 0))[triangles].all(axis=1)
    if not kept.any():
        kept = (place >= 0)[triangles].all(axis=1)
    return torch.from_numpy(place[triangles[kept]])


def _marks(body: BodyData, faces: Tensor, template: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor, tuple[int, ...]]:
    """Corners (L, 3), shares (L, 3) and MediaPipe's numbers of the landmarks: those that come with the body, else
    places spread over its face, closer together where it moves. offsets: (E, N, 3) of the expressions"""
    found = body.landmarks
    if "mediapipe_faces" in found:
        corners = body.faces[found["mediapipe_faces"].long()]
        numbers = tuple(int(k) for k in found["mediapipe_numbers"])
        return corners, found["mediapipe_barycentrics"].float(), numbers
    used = faces.unique()
    points = template[used]
    moves = offsets[:, used].norm(dim=2).mean(dim=0)
    close = _CALM + (moves / moves.max().clamp(min=1e-9)).sqrt()
    chosen = [int(points[:, 2].argmax())]
    away = (points - points[chosen[0]]).norm(dim=1)
    while len(chosen) < min(MARKS, len(used)):
        chosen.append(int((away * close).argmax()))
        away = torch.minimum(away, (points - points[chosen[-1]]).norm(dim=1))
    corners = used[torch.tensor(chosen)][:, None].expand(-1, 3).contiguous()
    shares = torch.tensor([1.0, 0.0, 0.0]).expand(len(chosen), 3).contiguous()
    return corners, shares, ()
