"""A small person of boxes, one per bone, that goes everywhere a real avatar goes."""

from __future__ import annotations

import dataclasses

import numpy as np

from backend.protocol.results import Avatar, Mesh, Motion, Provenance, Rig, ShapeKeys
from backend.protocol.sliders import ARKIT_52
from rigging.bone_axes import Pose, rest_axes
from rigging.clips.range_of_motion import range_of_motion
from rigging.skeletons import MIXAMO, Skeleton

LENGTHS = {
    "Hips": 0.10, "Spine": 0.11, "Chest": 0.13, "UpperChest": 0.17, "Neck": 0.08, "Head": 0.22, "Shoulder": 0.13,
    "UpperArm": 0.27, "LowerArm": 0.25, "Hand": 0.09, "UpperLeg": 0.42, "LowerLeg": 0.41, "Foot": 0.15, "Toes": 0.06,
    "Eye": 0.03, "Pelvis": 0.1,
}  # fmt: skip
OFFSETS = {"UpperLeg": (0.10, 0.0, 0.0), "Shoulder": (0.05, 0.0, 0.12), "Thumb Proximal": (0.03, -0.03, -0.02)}
KNUCKLES = {"Index": -0.03, "Middle": -0.01, "Ring": 0.01, "Little": 0.03}
CORNERS = np.array([(x, y, z) for y in (0.05, 0.95) for x, z in ((-1, -1), (1, -1), (1, 1), (-1, 1))], np.float64)
QUADS = np.array([(0, 1, 2, 3), (7, 6, 5, 4), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0)], np.int32)


def joints(
    skeleton: Skeleton = MIXAMO, pose: Pose = "t", scale: float = 1.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads and tails (J, 3) and lengths (J,) of a body that already stands in the rest pose."""
    axes = rest_axes(skeleton, pose)
    heads, lengths = np.zeros((len(skeleton.bones), 3)), np.zeros(len(skeleton.bones))
    for k, bone in enumerate(skeleton.bones):
        lengths[k] = scale * LENGTHS.get(bone.part, 0.03)
        if bone.leaf:
            lengths[k] = max(lengths[bone.parent] / 3, 0.004)
        if bone.parent < 0:
            heads[k] = (0.0, 0.0, 0.95 * scale)
            continue
        p, side = bone.parent, -1.0 if bone.side == "Right" else 1.0
        heads[k] = heads[p]
        if bone.part in OFFSETS and bone.moves:
            heads[k] += np.array(OFFSETS[bone.part]) * (side, 1.0, 1.0) * scale
        else:
            heads[k] += axes[p][:, 1] * lengths[p]
            finger = bone.part.split(" ")
            if finger[-1] == "Proximal":
                heads[k] += np.array((0.0, KNUCKLES[finger[0]], 0.0)) * scale
    return heads, heads + axes[:, :, 1] * lengths[:, None], lengths


def toy_avatar(pose: Pose = "t", motion: bool = False, scale: float = 1.0, seed: int = 0) -> Avatar:
    """A Mixamo-rigged figure of 52 boxes with the 52 face keys and a 32-pixel texture."""
    skeleton = MIXAMO
    heads, _, lengths = joints(skeleton, pose, scale)
    rest = np.tile(np.eye(4), (len(skeleton.bones), 1, 1))
    rest[:, :3, :3], rest[:, :3, 3] = rest_axes(skeleton, pose), heads
    solid = [k for k, bone in enumerate(skeleton.bones) if not bone.leaf]
    vertices, faces, weights, bones = [], [], [], []
    for n, k in enumerate(solid):
        width = lengths[k] * 0.2
        box = CORNERS * (width, lengths[k], width)
        vertices.append(box @ rest[k, :3, :3].T + heads[k])
        faces.append(QUADS + 8 * n)
        parent = max(skeleton.bones[k].parent, 0)
        shared = k != parent
        weights.append(np.tile((0.75, 0.25, 0.0, 0.0) if shared else (1.0, 0.0, 0.0, 0.0), (8, 1)))
        bones.append(np.tile((k, parent if shared else 0, 0, 0), (8, 1)))
    points = np.concatenate(vertices).astype(np.float32)
    points[:, 2] -= (ground := points[:, 2].min())
    rest[:, 2, 3] -= ground
    polygons = np.concatenate(faces).astype(np.int32)
    rng = np.random.default_rng(seed)
    offsets = np.zeros((len(ARKIT_52), len(points), 3), np.float32)
    head = solid.index(skeleton.index("mixamorig:Head")) * 8
    offsets[:, head : head + 8] = rng.normal(0, 0.004, (len(ARKIT_52), 8, 3))
    uvs = rng.random((polygons.size, 2)).astype(np.float32)
    texture = rng.integers(0, 256, (32, 32, 4), np.uint8)
    texture[..., 3] = 255
    values = np.zeros(len(ARKIT_52), np.float32)
    values[ARKIT_52.index("mouthSmileLeft")] = 0.5
    avatar = Avatar(
        avatar_id=f"{seed:032x}",
        mesh=Mesh(
            vertices=points,
            faces=polygons,
            uvs=uvs,
            uv_faces=np.arange(polygons.size, dtype=np.int32).reshape(polygons.shape),
        ),
        rig=Rig(
            kind=skeleton.name,
            bone_names=skeleton.names,
            parents=np.array(skeleton.parents, np.int32),
            rest_matrices=rest.astype(np.float32),
            lengths=lengths.astype(np.float32),
            weights=np.concatenate(weights).astype(np.float32),
            bone_indices=np.concatenate(bones).astype(np.int32),
        ),
        shape_keys=ShapeKeys(names=ARKIT_52, offsets=offsets, values=values),
        textures={"albedo": texture},
        motion=None,
        sliders={"height": 0.5},
        look={"skin_tone": 0.25},
        provenance=Provenance(
            request={"type": "ShapeRequest", "seed": seed, "rest_pose": pose},
            seed=seed,
            models={"body toy": "CC0-1.0"},
            versions={"galatea": "0"},
        ),
    )
    return with_clip(avatar, pose) if motion else avatar


def with_clip(avatar: Avatar, pose: Pose = "t", frames: int | None = None) -> Avatar:
    """The avatar with the range-of-motion clip, or the first `frames` of it."""
    clip = range_of_motion(MIXAMO, pose, avatar.shape_keys.names)
    motion = Motion(
        name="range of motion",
        fps=clip.fps,
        root_translation=clip.root_translation[:frames],
        rotations=clip.rotations[:frames],
        shape_key_curves=clip.shape_key_curves[:frames],
    )
    return dataclasses.replace(avatar, motion=motion)
