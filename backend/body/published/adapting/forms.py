"""What differs from family to family: skeletons, the form of the body, and where on it things are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from backend.body.data import RigData, SkeletonMap
from backend.body.published.adapting.axes import Axes
from backend.body.published.adapting.rig import rig_of
from backend.body.published.adapting.torso import torso_landmarks
from backend.body.published.model import PublishedModel
from backend.body.smpl_bones import HEAD_BONES, MIXAMO_BONES

_ON_HEAD = ("head", "jaw", "left_eye", "right_eye")
"""joints that move a person's head"""
_HEAD_BONES = {
    "flame": HEAD_BONES,
    "ict": {"neck": "Neck", "head": "Head", "left_eye": "LeftEye", "right_eye": "RightEye"},
}
_POINTS = (
    *("landmark_faces", "landmark_barycentrics", "contour_faces", "contour_barycentrics", "landmark_vertices"),
    *("landmark68_faces", "landmark68_barycentrics", "mediapipe_faces", "mediapipe_barycentrics", "mediapipe_numbers"),
)
_GROUP = "vertices_"


@dataclass(frozen=True, eq=False)
class Form:
    """Fields of `BodyData`; landmarks as numpy arrays."""

    rigs: Mapping[str, RigData]
    form: Literal["person", "head", "animal"]
    regions: Mapping[str, np.ndarray]
    landmarks: Mapping[str, np.ndarray] = field(default_factory=dict)
    skeletons: Mapping[str, SkeletonMap] = field(default_factory=dict)
    tables: Mapping[str, Tensor] = field(default_factory=dict)


def form_of(model: PublishedModel, axes: Axes, template: np.ndarray, triangles: np.ndarray) -> Form:
    """template: (V, 3) metres of the world; triangles: (F, 3)"""
    rig = rig_of(model, axes, torch.from_numpy(template))
    if model.family == "smal":
        return _animal(model, rig, template)
    if model.family in ("smpl", "smplx"):
        return _person(model, axes, rig, template, triangles)
    return _head(model, rig, template)


def _person(model: PublishedModel, axes: Axes, rig: RigData, template: np.ndarray, triangles: np.ndarray) -> Form:
    main = _main_joints(model)
    head = np.flatnonzero(np.isin(main, _ON_HEAD))
    return Form(
        rigs={model.family: rig},
        form="person",
        regions={"head": head, "face": _front(template, head), **_eyes(main)},
        landmarks={
            **torso_landmarks(template, triangles, model.weights, model.joint_names),
            **_points(model),
        },
        skeletons={
            "mixamo": SkeletonMap(model.family, MIXAMO_BONES, "t"),
            model.family: SkeletonMap(model.family, stands="t"),
        },
        tables=_hands(model, axes),
    )


def _head(model: PublishedModel, rig: RigData, template: np.ndarray) -> Form:
    every, source = np.arange(len(template)), model.extras.get("source_vertices")
    return Form(
        rigs={model.family: rig},
        form="head",
        regions={
            "head": every,
            "face": _front(template, every),
            **_eyes(_main_joints(model)),
            **(_groups(model, len(template)) if model.family == "flame" else {}),
        },
        tables={} if source is None else {"source_vertices": torch.from_numpy(source.astype(np.int64))},
        landmarks=_points(model),
        skeletons={"head": SkeletonMap(model.family, _HEAD_BONES[model.family])},
    )


def _animal(model: PublishedModel, rig: RigData, template: np.ndarray) -> Form:
    """Its own bones, each along its limb: turned about the axis that goes through the animal from side to side."""
    along = dataclasses.replace(rig, roll_axes=torch.tensor([[1.0, 0.0, 0.0]]).repeat(len(rig.bone_names), 1))
    main = _main_joints(model)
    head = np.flatnonzero(np.isin(main, [name for name in model.joint_names if name in ("head", "mouth", "neck")]))
    return Form(
        rigs={model.family: along},
        form="animal",
        regions={"head": head, "face": head} if len(head) else {},
    )


def _main_joints(model: PublishedModel) -> np.ndarray:
    """(V,) the name of the joint that moves each vertex most."""
    return np.array(model.joint_names)[model.weights.argmax(axis=1)]


def _front(template: np.ndarray, head: np.ndarray) -> np.ndarray:
    """The half of the head's vertices that is in front."""
    return head[template[head, 1] <= np.median(template[head, 1])] if len(head) else head


def _groups(model: PublishedModel, count: int) -> dict[str, np.ndarray]:
    """Regions that files beside the model tell: of FLAME "face", "lips", "nose", "left_ear" …"""
    found = {name.removeprefix(_GROUP): own for name, own in model.extras.items() if name.startswith(_GROUP)}
    return {name: np.asarray(own, np.int64) for name, own in found.items() if len(own) and own.max() < count}


def _eyes(main: np.ndarray) -> dict[str, np.ndarray]:
    found = {f"eye_{side}": np.flatnonzero(main == f"{side}_eye") for side in ("left", "right")}
    return {name: own for name, own in found.items() if len(own)}


def _points(model: PublishedModel) -> dict[str, np.ndarray]:
    """The face's landmarks as the model has them; see pose.py."""
    return {name: np.array(model.extras[name]) for name in _POINTS if name in model.extras}


def _hands(model: PublishedModel, axes: Axes) -> dict[str, Tensor]:
    """Principal components (45, 45) and means (45,) of finger poses, turned into the world's axes; see hands.py."""
    found = {}
    for name in ("hand_components_left", "hand_components_right", "hand_mean_left", "hand_mean_right"):
        if name in model.extras:
            by_joint = axes.directions(np.asarray(model.extras[name]).reshape(-1, 15, 3))
            found[name] = torch.from_numpy(by_joint.reshape(np.shape(model.extras[name])).copy())
    return found
