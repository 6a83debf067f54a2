"""Points on faces beside those of MediaPipe's own program: how far they are apart, who finds how many, and how fast.

galatea bench mediapipe --data DIR

DIR has faces/clips with videos of faces. MediaPipe need not be installed beside Galatea: GALATEA_MEDIAPIPE names the
Python of an environment of its own (pip install mediapipe==0.10.14). Times are processor time of all threads, the
process held to one core; pictures are decoded before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from backend.landmarks.faces import Tracker
from backend.photo.footage import opened
from backend.protocol.errors import BadRequest, NotAvailable
from backend.protocol.requests import NamedFile

PEER = Path(__file__).with_name("mediapipe_peer.py")
CLIPS = ("*.mp4", "*.mkv", "*.gif")
FRAMES = 60
WARM = 3
"""frames at the beginning of a clip that are not timed: networks are loaded, the face is searched"""


def run(data: Path | None = None) -> dict[str, float]:
    python = os.environ.get("GALATEA_MEDIAPIPE", sys.executable)
    if data is None or not (clips := sorted(f for kind in CLIPS for f in (data / "faces" / "clips").glob(kind))):
        raise BadRequest("There are no clips of faces to look at.", "Name the folder that has faces/clips: --data.")
    tried = subprocess.run([python, "-c", "import mediapipe"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise NotAvailable(
            f"{python} has no MediaPipe: {tried.stderr.strip().splitlines()[-1]}",
            "pip install mediapipe==0.10.14 into an environment of its own, and name its Python as GALATEA_MEDIAPIPE.",
        )
    free = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(free)})
    try:
        numbers = _compared(clips, python)
    finally:
        os.sched_setaffinity(0, free)
    for name, value in numbers.items():
        print(f"   {name}: {value}", flush=True)
    return numbers


def _compared(clips: list[Path], python: str) -> dict[str, float]:
    out: dict[str, float] = {}
    apart, ours, plain, refined, found, irises = [], [], [], [], [], []
    for clip in clips:
        with opened(NamedFile(file=str(clip))) as (_, shots):
            pictures = np.stack([shot.pixels for shot, _ in zip(shots, range(FRAMES), strict=False)])
        tracker, looks, spent = Tracker(1), [], []
        for picture in pictures:
            begin = time.process_time()
            seen = tracker.look(picture)
            spent.append(time.process_time() - begin)
            looks.append(next(iter(seen.values()), None))
        theirs = _theirs(pictures, python)
        with_eyes = _theirs(pictures, python, "refined")
        both = [k for k, face in enumerate(looks) if face is not None and np.isfinite(theirs["points"][k]).all()]
        for k in both:
            face = looks[k]
            assert face is not None
            apart.append(np.linalg.norm(face.points[:, :2] - theirs["points"][k][:468], axis=1) / face.between_eyes)
            if np.isfinite(with_eyes["points"][k]).all():  # the person's left iris has their numbers from 473
                own = face.irises[:, 0] - with_eyes["points"][k][[473, 468]]
                irises.append(np.linalg.norm(own, axis=1) / face.between_eyes)
        mine = np.array([face is not None for face in looks])
        other = np.isfinite(theirs["points"]).all(axis=(1, 2))
        found.append((mine.sum(), other.sum(), len(pictures)))
        out[f"found, {clip.stem}: Galatea"] = round(float(mine.mean()), 3)
        out[f"found, {clip.stem}: MediaPipe"] = round(float(other.mean()), 3)
        ours += spent[WARM:]
        plain += list(theirs["seconds"][WARM:])
        refined += list(with_eyes["seconds"][WARM:])
    off, eyes, shares = np.concatenate(apart), np.concatenate(irises), np.array(found, float)
    out["points apart, median, % of the distance between the eyes"] = round(100 * float(np.median(off)), 2)
    out["points apart, 95 of 100 below, %"] = round(100 * float(np.quantile(off, 0.95)), 2)
    out["middle of the iris apart, median, %"] = round(100 * float(np.median(eyes)), 2)
    out["found, all clips: Galatea"] = round(shares[:, 0].sum() / shares[:, 2].sum(), 3)
    out["found, all clips: MediaPipe"] = round(shares[:, 1].sum() / shares[:, 2].sum(), 3)
    for name, spent in (
        ("Galatea, 468 points, both eyes, inner numbers", ours),
        ("MediaPipe, 468 points", plain),
        ("MediaPipe, 478 points with irises", refined),
    ):
        out[f"ms a frame: {name}"] = round(1000 * float(np.mean(spent)), 2)
        out[f"frames a second of one core: {name}"] = round(1 / float(np.mean(spent)), 1)
    return out


def _theirs(pictures: np.ndarray, python: str, *more: str) -> dict[str, np.ndarray]:
    """points (F, 468 or 478, 2) pixels, not a number where no face was found; seconds (F,)"""
    with tempfile.TemporaryDirectory() as folder:
        given, told = Path(folder) / "pictures.npy", Path(folder) / "told.json"
        np.save(given, pictures)
        subprocess.run([python, str(PEER), str(given), str(told), *more], check=True, capture_output=True)
        read = json.loads(told.read_text())
    points = [np.array(one, float) if one else np.full((468, 2), np.nan) for one in read["points"]]
    widest = max(len(one) for one in points)
    filled = [one if len(one) == widest else np.full((widest, 2), np.nan) for one in points]
    return {"points": np.stack(filled), "seconds": np.array(read["seconds"])}
