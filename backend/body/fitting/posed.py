"""A body in any pose, and how its vertices move with every slider and every joint."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from backend.body.data import BodyData, RigData
from backend.body.shape import rest

STEP = 0.01
"""of a slider's whole way, for slopes"""


@dataclass(frozen=True, eq=False)
class State:
    """values: (P,) float64 sliders; turns: (J, 3, 3) each bone's rotation relative to its parent's, in the axes of the
    world; place: (3,) metres, what the whole figure is moved by."""

    values: np.ndarray
    turns: np.ndarray
    place: np.ndarray


@dataclass(frozen=True, eq=False)
class Posed:
    """vertices: (V, 3); native: (V, 3) at rest; heads: (J, 3) at rest; joints: (J, 3) posed; frames: (J, 3, 3) each
    bone's rotation in the world."""

    vertices: np.ndarray
    native: np.ndarray
    heads: np.ndarray
    joints: np.ndarray
    frames: np.ndarray


class PosedBody:
    """Keeps what does not change while a body is fitted: slopes of sliders that are straight, weights as arrays."""

    def __init__(self, body: BodyData, rig: str) -> None:
        self.body, self.rig_name = body, rig
        self.rig: RigData = body.rigs[rig]
        self.bones = self.rig.weight_indices.cpu().numpy()
        self.weights = self.rig.weight_values.cpu().numpy().astype(np.float64)
        self.parents = self.rig.parents
        self.below = _below(self.parents)
        correctives = self.rig.pose_correctives
        self.correctives = None if correctives is None else correctives.cpu().numpy().astype(np.float64)
        self.least = np.array([p.minimum for p in body.parameters])
        self.most = np.array([p.maximum for p in body.parameters])
        self._bent = [p.group == "phenotype" for p in body.parameters]
        count = len(body.parameters)
        self._sign = np.zeros(count, int)
        self._by_slider = np.zeros((body.vertex_count, 3, count), np.float32)
        self._by_head = np.zeros((count, len(self.parents), 3), np.float32)

    def start(self) -> State:
        values = self.body.defaults.cpu().numpy().astype(np.float64)
        return State(values, np.tile(np.eye(3), (len(self.parents), 1, 1)), np.zeros(3))

    @torch.inference_mode()
    def _rest(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(B, V, 3) and heads (B, J, 3) of sliders (B, P)."""
        given = torch.as_tensor(values, dtype=torch.float32, device=self.body.device)
        vertices, heads, _ = rest(self.body, self.rig_name, given)
        return vertices.cpu().numpy().astype(np.float64), heads.cpu().numpy().astype(np.float64)

    def pose(self, state: State) -> Posed:
        vertices, heads = self._rest(state.values[None])
        native, heads = vertices[0], heads[0]
        if self.correctives is not None:
            bends = (state.turns[1:] - np.eye(3)).reshape(-1)
            native = native + (bends @ self.correctives).reshape(-1, 3)
        frames, joints = chained(self.parents, state.turns, heads)
        joints = joints + state.place
        shifts = joints - np.einsum("jab,jb->ja", frames, heads)
        moved = np.einsum("vk,vkab->vab", self.weights, frames[self.bones])
        vertices = np.einsum("vab,vb->va", moved, native)
        vertices += np.einsum("vk,vka->va", self.weights, shifts[self.bones])
        return Posed(vertices, native, heads, joints, frames)

    def slopes(
        self, state: State, posed: Posed, vertices: np.ndarray, sliders: np.ndarray, joints: np.ndarray
    ) -> np.ndarray:
        """(N, 3, D) float32 metres a unit: how vertices (N,) move with sliders (S,), with a turn of joints (T,) about
        each axis of the world, and with the figure's place; D = S + 3 T + 3."""
        bones, weights = self.bones[vertices], self.weights[vertices]
        by_head = self._rest_slopes(state.values, sliders)
        moved = np.einsum("vk,vkab->vab", weights, posed.frames[bones]).astype(np.float32)
        out = np.empty((len(vertices), 3, len(sliders) + 3 * len(joints) + 3), np.float32)
        if len(sliders):
            chain = self._carried(posed, by_head)
            shifts = chain - np.einsum("jab,sjb->sja", posed.frames.astype(np.float32), by_head)
            dense = np.zeros((len(vertices), len(self.parents)), np.float32)
            np.add.at(dense, (np.arange(len(vertices))[:, None], bones), weights)
            out[:, :, : len(sliders)] = moved @ self._by_slider[vertices][:, :, sliders]
            carried = dense @ shifts.transpose(1, 2, 0).reshape(len(self.parents), -1)
            out[:, :, : len(sliders)] += carried.reshape(len(vertices), 3, -1)
        place = len(sliders)
        if len(joints):
            parts = np.einsum("vkab,vb->vka", posed.frames[bones], posed.native[vertices])
            parts += (posed.joints - np.einsum("jab,jb->ja", posed.frames, posed.heads))[bones]
            held = np.zeros((len(vertices), len(self.parents), 4), np.float32)
            homogeneous = np.concatenate([parts, np.ones((*parts.shape[:2], 1))], axis=2)
            np.add.at(held, (np.arange(len(vertices))[:, None], bones), weights[..., None] * homogeneous)
            carried = self.below[joints].astype(np.float32) @ held
            arms = carried[..., :3] - carried[..., 3:] * posed.joints[joints].astype(np.float32)
            crossed = _crossed(arms.reshape(-1, 3)).reshape(len(vertices), len(joints), 3, 3)
            end = place + 3 * len(joints)
            out[:, :, place:end] = crossed.transpose(0, 2, 1, 3).reshape(len(vertices), 3, -1)
            place = end
        out[:, :, place:] = np.eye(3, dtype=np.float32)
        return out

    def _carried(self, posed: Posed, by_head: np.ndarray) -> np.ndarray:
        """(S, J, 3) how posed joints move with sliders, of how they do at rest."""
        chain = np.empty_like(by_head)
        for bone, parent in enumerate(self.parents):
            if parent < 0:
                chain[:, bone] = by_head[:, bone]
            else:
                along = by_head[:, bone] - by_head[:, parent]
                chain[:, bone] = chain[:, parent] + along @ posed.frames[parent].T.astype(np.float32)
        return chain

    def place_slopes(
        self, state: State, posed: Posed, bones: np.ndarray, places: np.ndarray, sliders: np.ndarray, joints: np.ndarray
    ) -> np.ndarray:
        """(N, 3, D) as `slopes`, of places (N, 3) that stay where they are on their bones (N,)."""
        out = np.zeros((len(bones), 3, len(sliders) + 3 * len(joints) + 3), np.float32)
        if len(sliders):
            chain = self._carried(posed, self._rest_slopes(state.values, sliders))
            out[:, :, : len(sliders)] = chain[:, bones].transpose(1, 2, 0)
        arms = places[:, None] - posed.joints[joints][None]
        turning = self.below[joints][:, bones].T
        crossed = _crossed(arms.reshape(-1, 3)).reshape(len(bones), len(joints), 3, 3) * turning[:, :, None, None]
        out[:, :, len(sliders) : -3] = crossed.transpose(0, 2, 1, 3).reshape(len(bones), 3, -1)
        out[:, :, -3:] = np.eye(3, dtype=np.float32)
        return out

    def _rest_slopes(self, values: np.ndarray, sliders: np.ndarray) -> np.ndarray:
        """Heads (S, J, 3) float32 by a unit of each slider, and the vertices in `_by_slider`. Phenotypes bend, the
        others are straight on either side of 0, so that their slopes are kept."""
        steps = STEP * (self.most - self.least)
        upwards = np.where(values + steps <= self.most, values >= 0, False) | (values - steps < self.least)
        signs = np.where(upwards, 1, -1)
        asked = [s for s in sliders if self._bent[s] or self._sign[s] != signs[s]]
        for begin in range(0, len(asked), 64):
            some = np.array(asked[begin : begin + 64])
            probes = np.repeat(values[None], len(some) + 1, axis=0)
            signed = steps[some] * signs[some]
            probes[np.arange(len(some)), some] += signed
            vertices, heads = self._rest(probes)
            by_slider = (vertices[:-1] - vertices[-1:]) / signed[:, None, None]
            self._by_slider[:, :, some] = by_slider.transpose(1, 2, 0)
            self._by_head[some] = (heads[:-1] - heads[-1:]) / signed[:, None, None]
            self._sign[some] = signs[some]
        return self._by_head[sliders]

    def stepped(self, state: State, sliders: np.ndarray, joints: np.ndarray, step: np.ndarray) -> State:
        """The state after a step (D,) in the order of `slopes`; sliders stay within their ends."""
        values = state.values.copy()
        values[sliders] = np.clip(values[sliders] + step[: len(sliders)], self.least[sliders], self.most[sliders])
        frames, _ = chained(self.parents, state.turns, np.zeros((len(self.parents), 3)))
        turns = state.turns.copy()
        vectors = step[len(sliders) : len(step) - 3].reshape(-1, 3)
        for joint, turn in zip(joints, turned(vectors), strict=True):
            above = frames[self.parents[joint]] if self.parents[joint] >= 0 else np.eye(3)
            turns[joint] = _rotation(above.T @ turn @ above @ state.turns[joint])
        return replace(state, values=values, turns=turns, place=state.place + step[len(step) - 3 :])


def _rotation(matrix: np.ndarray) -> np.ndarray:
    """The rotation next to a matrix (3, 3) that has come off one by rounding."""
    left, _, right = np.linalg.svd(matrix)
    return left @ right


def chained(parents: tuple[int, ...], turns: np.ndarray, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotations (J, 3, 3) and places (J, 3) in the world of bones that turn by `turns` against their parents."""
    frames, joints = np.empty_like(turns), np.empty((len(parents), 3))
    for bone, parent in enumerate(parents):
        if parent < 0:
            frames[bone], joints[bone] = turns[bone], heads[bone]
        else:
            frames[bone] = frames[parent] @ turns[bone]
            joints[bone] = joints[parent] + frames[parent] @ (heads[bone] - heads[parent])
    return frames, joints


def turned(vectors: np.ndarray) -> np.ndarray:
    """(N, 3, 3) rotations by vectors (N, 3) radians about their own directions (Rodrigues)."""
    angle = np.linalg.norm(vectors, axis=1)
    axis = vectors / np.maximum(angle, 1e-12)[:, None]
    cross = _crossed(axis).transpose(0, 2, 1)
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross)


def turn_vectors(rotations: np.ndarray) -> np.ndarray:
    """(N, 3) radians: the vectors of rotations (N, 3, 3) by less than half a turn."""
    cosine = np.clip((np.trace(rotations, axis1=1, axis2=2) - 1) / 2, -1, 1)
    angle = np.arccos(cosine)
    skew = np.stack([rotations[:, i, j] - rotations[:, j, i] for i, j in ((2, 1), (0, 2), (1, 0))], axis=1) / 2
    return skew * (angle / np.maximum(np.sin(angle), 1e-6))[:, None]


def _crossed(arms: np.ndarray) -> np.ndarray:
    """(N, 3, 3) with M w = w × arm."""
    x, y, z = arms.T
    zero = np.zeros_like(x)
    return np.stack([zero, z, -y, -z, zero, x, y, -x, zero], axis=1).reshape(-1, 3, 3)


def _below(parents: tuple[int, ...]) -> np.ndarray:
    """(J, J) float64: 1 where a bone (column) is, or hangs on, another (row)."""
    out = np.eye(len(parents))
    for bone, parent in enumerate(parents):
        if parent >= 0:
            out[:, bone] = np.maximum(out[:, bone], out[:, parent])
    return out
