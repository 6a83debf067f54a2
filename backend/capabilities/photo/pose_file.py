"""Poses that networks of the user's own found in photos: SMPL's, as SPIN and its successors keep them.

Those stand before a camera with x to the right, y downwards and z away; the body's own axes have Y up and face +Z.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...body.fitting.posed import chained, turned
from ...body.published.reading.contents import opened
from ...body.smpl_bones import MIXAMO_BONES
from ...photo import MarkedBody
from ...protocol.errors import BadFile
from ...protocol.requests import NamedFile

JOINTS = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
"""SMPL's first 22, in order"""
_VECTORS = ("pose", "poses", "pred_pose", "smpl_pose", "full_pose")
_MATRICES = ("rotmat", "pred_rotmat", "rotmats")
_BETAS = ("betas", "pred_betas", "shape", "pred_shape")
_FROM_CAMERA = np.array(((1.0, 0, 0), (0, 0, 1), (0, -1, 0)))
_FROM_MODEL = np.array(((1.0, 0, 0), (0, 0, -1), (0, 1, 0)))


@dataclass(frozen=True, eq=False)
class GivenPose:
    """rotations: (22, 3, 3) of each joint against its parent's, in the world's axes, the first before the camera;
    betas: (B,), none where the file has none."""

    rotations: np.ndarray
    betas: np.ndarray


def pose_of(given: NamedFile, folder: Path) -> GivenPose:
    """folder: where bytes without a file are put. Raises BadFile with what was expected and what came."""
    name, path = Path(given.file).name, Path(given.file)
    if len(given.content):
        path = folder / f"pose{path.suffix.lower()}"
        path.write_bytes(given.content.tobytes())
    if not path.is_file():
        raise BadFile(f"There is no file {path}.", "Give an npz or pkl of a pose.")
    with opened(path) as contents:
        vectors = next((key for key in _VECTORS if key in contents), None)
        matrices = next((key for key in _MATRICES if key in contents), None)
        if vectors is None and matrices is None:
            raise BadFile(f'{name} has no "pose" of 72 numbers and no "rotmat" of 24 matrices.', "Give SMPL's pose.")
        betas = next((key for key in _BETAS if key in contents), None)
        numbers = np.asarray(contents.array(matrices or vectors or ""), np.float64)
        shape = np.asarray(contents.array(betas), np.float64).reshape(-1) if betas else np.zeros(0)
    if not (np.isfinite(numbers).all() and np.isfinite(shape).all()):
        raise BadFile(f"The pose in {name} contains numbers that are none.", "Find the pose again.")
    if matrices is not None:
        own = numbers.reshape(-1, 3, 3) if numbers.size % 9 == 0 else np.zeros((0, 3, 3))
    else:
        own = turned(numbers.reshape(-1, 3)) if numbers.size % 3 == 0 else np.zeros((0, 3, 3))
    if len(own) not in (22, 24, 52, 55):
        raise BadFile(
            f"The pose in {name} has the shape {numbers.shape}; SMPL's is (72,) or (24, 3, 3).", "Give one person's."
        )
    own = own[: len(JOINTS)]
    if np.abs(own @ own.transpose(0, 2, 1) - np.eye(3)).max() > 0.01:
        raise BadFile(f"The matrices in {name} are no rotations.", "Give rotation matrices, or vectors of turns.")
    rotations = _FROM_MODEL @ own @ _FROM_MODEL.T
    rotations[0] = _FROM_CAMERA @ own[0] @ _FROM_MODEL.T
    return GivenPose(rotations, shape)


def turns_of(model: MarkedBody, given: GivenPose) -> np.ndarray:
    """(J, 3, 3) the pose on a body, each bone's rotation against its parent's. SMPL rests in the T-pose, so the body is
    brought there first."""
    level = model.levels()
    wanted = np.tile(np.eye(3), (len(level), 1, 1))
    for joint, rotation in zip(JOINTS, given.rotations, strict=True):
        bone = model.short.get(MIXAMO_BONES[joint].rpartition(":")[2])
        if bone is not None:
            wanted[bone] = rotation
    # rotations from the T-pose, each carried by its parent's, and before them the way from rest to the T-pose
    frames, _ = chained(model.parents, wanted, np.zeros((len(level), 3)))
    whole = frames @ level
    return np.stack(
        [own if parent < 0 else whole[parent].T @ own for parent, own in zip(model.parents, whole, strict=True)]
    )


def with_betas(model: MarkedBody, values: np.ndarray, given: list[GivenPose]) -> np.ndarray:
    """Sliders (P,) with the mean of the coefficients in the files, where the body has them."""
    index = model.body.parameter_index
    known = [pose.betas for pose in given if len(pose.betas)]
    if not known or "beta_0" not in index:
        return values
    out = values.copy()
    mean = np.mean([np.pad(betas, (0, 400))[:400] for betas in known], axis=0)
    for number in range(max(map(len, known))):
        if (place := index.get(f"beta_{number}")) is not None:
            limits = model.body.parameters[place]
            out[place] = np.clip(mean[number], limits.minimum, limits.maximum)
    return out


def stamped(given: NamedFile) -> NamedFile:
    return dataclasses.replace(given, content=np.zeros(0, np.uint8))
