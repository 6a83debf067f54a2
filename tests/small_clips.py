"""Labelled clips as the training of motion reads them: people who walk, turn and wave, made here."""

import csv
from pathlib import Path

import numpy as np
from small_model import JOINTS, PARENTS, offsets

LABELS = ("a person walks forward", "a person walks and turns left", "a person waves with the left hand")


def about(axis: int, angle: np.ndarray) -> np.ndarray:
    """(T,) radians -> (T, 4) wxyz."""
    found = np.zeros((len(angle), 4))
    found[:, 0], found[:, 1 + axis] = np.cos(angle / 2), np.sin(angle / 2)
    return found


def a_clip(label: str, frames: int, phase: float) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(frames) / 30
    quaternions = np.tile([1.0, 0, 0, 0], (frames, 21, 1))
    swing = np.sin(5 * t + phase)
    root = np.zeros((frames, 3))
    root[:, 1] = 0.95
    if "walks" in label:
        for side, sign in (("l", 1), ("r", -1)):
            quaternions[:, JOINTS.index(side + "Thigh")] = about(0, sign * 0.4 * swing)
            quaternions[:, JOINTS.index(side + "Shin")] = about(0, 0.3 * (1 - sign * swing))
        turn = 0.4 * t if "left" in label else 0 * t
        quaternions[:, 0] = about(1, turn)
        root[:, 0], root[:, 2] = (np.cumsum(np.stack([np.sin(turn), np.cos(turn)], 0), 1)) / 30
    else:
        quaternions[:, JOINTS.index("lShldr")] = about(2, 1.2 + 0.3 * swing)
    return quaternions, root


def write_clips(made: Path) -> Path:
    """The folder, with clips.npz and clips.csv; the last of twelve clips is of a person who is held out."""
    pieces, rows = [], []
    for number, label in enumerate(LABELS * 4):
        quaternions, root = a_clip(label, 120 + 15 * number, 0.5 * number)
        pieces.append((quaternions, root))
        rows.append({"label": label, "subject": "07" if number == 11 else "1", "take": "1", "scope": "clip",
                     "category": "walk"})  # fmt: skip
    lengths = [len(root) for _, root in pieces]
    np.savez(
        made / "clips.npz",
        quat=np.concatenate([q for q, _ in pieces]).astype(np.float16),
        root=np.concatenate([r for _, r in pieces]).astype(np.float32),
        start=np.cumsum([0, *lengths[:-1]]).astype(np.int32), length=np.array(lengths, np.int32),
        joint_names=np.array(JOINTS), parents=np.array(PARENTS, np.int32), offsets=offsets().astype(np.float32),
        end_names=np.array(["rFoot_toe", "lFoot_toe"]), end_joints=np.array([16, 20], np.int32),
        end_offsets=np.array([(0, -0.05, 0.12)] * 2, np.float32), fps=30,
    )  # fmt: skip
    with open(made / "clips.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return made
