"""Six figures whose joints go through their range: what `bench_deformation` measures, and tests look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from backend.body import BodyData, parameter_vector
from backend.figure.correctives import correctives_of
from backend.figure.rig import rig_of, stand
from backend.figure.twist_bones import without_twists
from backend.protocol.results import BODY, Correctives, Rig
from rigging.bone_axes import anatomical_axes, rest_axes
from rigging.clips.range_of_motion import MOVES, Move
from rigging.clips.root_motion import Moving
from rigging.correctives import shares
from rigging.motion import about_other_axes, posed_matrices, skinned
from rigging.rotations import quaternions_from_axis
from rigging.skeletons import MIXAMO
from rigging.twist_bones import spread_weights, twist_bones, twisted_by, with_twists

PEOPLE: Mapping[str, Mapping[str, float]] = {
    "default": {},
    "thin_woman": {"gender": 1.0, "weight": 0.05, "muscle": 0.3},
    "obese_man": {"gender": 0.0, "weight": 1.0, "muscle": 0.4},
    "child": {"age": 0.2, "gender": 0.5},
    "old": {"age": 1.0, "gender": 0.3},
    "muscular_giant": {"gender": 0.0, "muscle": 1.0, "weight": 0.6, "height": 1.0},
}
JOINTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "shoulder": ("UpperArm", "LeftArm", ("LeftForeArm",)),
    "elbow": ("LowerArm", "LeftForeArm", ("LeftHand", "LeftArm")),
    "wrist": ("Hand", "LeftHand", ("LeftForeArm",)),
    "hip": ("UpperLeg", "LeftUpLeg", ("LeftLeg",)),
    "knee": ("LowerLeg", "LeftLeg", ("LeftFoot", "LeftUpLeg")),
}
"""Joint -> the part that turns in it, the bone that begins there, and the joints at the ends of its limb"""
REACH = {"hip": 0.95}
"""of the region of a joint, beside others, in halves of its longest bone: a whole half would meet the other leg's"""
STEPS = (0.25, 0.5, 0.75, 1.0)
"""of the way to each end of a range"""
TURNED_HANDS = (Move("Hand", "y", -90, 90, "twist"), Move("LowerArm", "y", -90, 90, "twist"))
"""beside the range of motion: forearms and hands that are turned by a quarter"""


@dataclass(frozen=True, eq=False)
class Figure:
    """One shape in the T-pose."""

    vertices: np.ndarray
    """(V, 3) metres"""
    rig: Rig
    correctives: Correctives
    volumes: Mapping[str, float]
    """joint -> m³ of its region as modelled: the skin nearer to it than half of the longest bone that ends there"""

    def posed(self, rotations: np.ndarray, mended: bool) -> np.ndarray:
        """(V, 3) metres. rotations: (K, 4) wxyz; mended: with the corrective shapes"""
        points = self._mended(rotations) if mended else self.vertices
        rest = self.rig.rest_matrices.astype(np.float64)
        posed = posed_matrices(self.rig.parents, rest, rotations[None])[0]
        return skinned(points, self.rig.bone_indices, self.rig.weights, rest, posed)

    def twisted(self, rotations: np.ndarray) -> np.ndarray:
        """The same with twist bones, and the corrective shapes of swings."""
        rig, rest = self.rig, self.rig.rest_matrices.astype(np.float64)
        parents = tuple(rig.parents.tolist())
        made = twist_bones(rig.bone_names, parents)
        whole = with_twists(Moving(rig.bone_names, parents, rest, posed_matrices(parents, rest, rotations[None])))
        points = self._mended(rotations, without_twists(self.correctives, twisted_by(rig.bone_names, made)))
        skin = spread_weights(made, rest, self.vertices, rig.bone_indices, rig.weights)
        return skinned(points, *skin, whole.rest, whole.poses[0])

    def _mended(self, rotations: np.ndarray, own: Correctives | None = None) -> np.ndarray:
        points, own = self.vertices.copy(), own or self.correctives
        turns = rotations[[self.rig.bone_names.index(bone) for bone in own.bones]]
        showing = dict(zip(own.names, shares(turns, own.axes, own.angles).tolist(), strict=True))
        for name, rows, offsets in own.of(BODY):
            points[rows] += showing[name] * offsets
        return points


def bends() -> Iterator[tuple[str, str, list[np.ndarray]]]:
    """Joint, name and rotations (K, 4) on the way to both ends of each move of the left joints."""
    for joint, (part, _, _) in JOINTS.items():
        for move in (*MOVES, *TURNED_HANDS):
            if move.part == part:
                for end in filter(None, (move.low, move.high)):
                    yield joint, f"{move.name} {end:+.0f}", [turned(part, move.axis, end * step) for step in STEPS]


def turned(part: str, axis: str, degrees: float) -> np.ndarray:
    """(K, 4) wxyz of Mixamo's bones in the T-pose with one part of the left side turned."""
    out = np.zeros((1, len(MIXAMO.bones), 4))
    out[..., 0] = 1.0
    (bone,) = (k for k, b in enumerate(MIXAMO.bones) if b.moves and b.part == part and b.side == "Left")
    out[:, bone] = quaternions_from_axis(axis, np.radians([degrees]))
    return about_other_axes(out, anatomical_axes(MIXAMO, "t"), rest_axes(MIXAMO, "t"))[0]


def figure(body: BodyData, sliders: Mapping[str, float]) -> Figure:
    stance = stand(body, parameter_vector(body, dict(sliders)), "mixamo", "t")
    rig, _ = rig_of(body, stance, body.template.new_zeros(0, body.vertex_count, 3))
    names = [name.removeprefix("mixamorig:") for name in body.rigs[stance.rig].bone_names]
    heads = dict(zip(names, stance.heads[0].numpy().astype(np.float64), strict=True))
    native, faces = stance.native[0].numpy().astype(np.float64), body.landmarks["closed_faces"].numpy()
    volumes = {}
    for joint, (_, bone, ends) in JOINTS.items():
        radius = max(float(np.linalg.norm(heads[bone] - heads[end])) for end in ends) / 2 * REACH.get(joint, 1.0)
        volumes[joint] = region_volume(native, faces, heads[bone], radius)
    correctives = correctives_of(body, stance, rig, "t")
    assert correctives is not None
    return Figure(stance.vertices[0].numpy().astype(np.float64), rig, correctives, volumes)


def enclosed(vertices: np.ndarray, faces: np.ndarray) -> float:
    """m³ in a closed surface, or what its faces and the origin enclose."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def region_volume(vertices: np.ndarray, faces: np.ndarray, centre: np.ndarray, radius: float) -> float:
    """m³ of the left side's body around a joint: the skin in a ball, with its borders closed."""
    inside = (np.linalg.norm(vertices - centre, axis=1) < radius) & (vertices[:, 0] > -1e-4)
    patch = faces[inside[faces].all(axis=1)]
    pairs = np.concatenate([patch[:, [0, 1]], patch[:, [1, 2]]])
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(vertices),) * 2)
    _, label = connected_components(graph, directed=False)
    nearest = patch[np.linalg.norm(vertices[patch].mean(axis=1) - centre, axis=1).argmin(), 0]
    patch = patch[label[patch[:, 0]] == label[nearest]]
    points = vertices - centre
    ways = np.concatenate([patch[:, [0, 1]], patch[:, [1, 2]], patch[:, [2, 0]]])
    number, back = ways[:, 0] * len(points) + ways[:, 1], ways[:, 1] * len(points) + ways[:, 0]
    border = ways[~np.isin(number, back)]
    graph = coo_array((np.ones(len(border)), (border[:, 0], border[:, 1])), shape=(len(points),) * 2)
    _, loop = connected_components(graph, directed=False)
    lids = 0.0
    for each in np.unique(loop[border[:, 0]]):
        rim = border[loop[border[:, 0]] == each]
        middle = np.broadcast_to(points[rim[:, 0]].mean(axis=0), (len(rim), 3))
        lids += float(np.einsum("ij,ij->", points[rim[:, 1]], np.cross(points[rim[:, 0]], middle)) / 6)
    return enclosed(points, patch) + lids
