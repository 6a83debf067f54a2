"""All of the training of the model of motion: clips, tokens, flow, a file. Stopped, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from backend.motion.features import CONTACTS, FPS, decode, foot_points, joints
from backend.motion.generate import MotionModel
from backend.motion.model_file import save_model
from backend.motion.nets import MotionVae
from backend.protocol.errors import BadRequest
from backend.words.vectors import word_vectors

from .clips import Clips, load_clips
from .said import said_by
from .train import Course, spread_of, train_flow, train_vae
from .windows import FRAMES, Windows

HELD_OUT = ("07", "13", "16", "35", "69", "91", "141", "143")
"""people whose clips are not learned from"""
_TOKENS, _FLOW = 2200, 6700
_FEWEST, _TRIAL = 4, 0.01
"""steps that are always done; below this scale batches are small as well, to see that all works"""


def train(work: Path, *, seed: int, scale: float, data: Path | None = None) -> None:
    """Writes `motion.safetensors` into `work`. data: folder of labelled clips (see `clips`)."""
    if data is None:
        raise BadRequest(
            "Motion is learned from motion capture, which does not come with the program.", "Name it: --data DIR"
        )
    work.mkdir(parents=True, exist_ok=True)
    clips = load_clips(data, work / "features.npz")
    windows = Windows(clips, HELD_OUT)
    print(f"{len(windows.clips)} clips with {len(windows.labels)} labels", flush=True)
    steps = max(_FEWEST, round(_TOKENS * scale)), max(_FEWEST, round(_FLOW * scale))
    batch = 8 if scale < _TRIAL else 48
    vae = train_vae(windows, Course(steps[0], batch=batch, seed=seed), work / "tokens.pt", _told("tokens"))
    print(f"tokens and back, of people not learned from: {slides(clips, windows, vae)}", flush=True)
    spread = spread_of(windows, vae)
    said = said_by(windows.labels, word_vectors())
    course = Course(steps[1], batch=batch, seed=seed)
    flow = train_flow(windows, vae, spread, said, course, work / "flow.pt", _told("flow"))
    standard, told = windows.standard, windows.told
    model = MotionModel(clips.skeleton, vae, flow, spread, standard.mean, standard.scale, told.mean, told.scale)
    save_model(model, work / "motion.safetensors")
    print(work / "motion.safetensors", flush=True)


@torch.no_grad()
def slides(clips: Clips, windows: Windows, vae: MotionVae) -> str:
    """How fast feet slide that stand, of clips that are not learned from: as they are, and through the tokens; by the
    pace that is told, and as the feet push."""
    unseen = [clip for clip in clips.clips if clip.subject in HELD_OUT and len(clip.features) >= FRAMES]
    if not unseen:
        return "there are none"
    real = torch.stack([clip.features[:FRAMES] for clip in unseen])
    back = windows.standard.back(vae.decode(vae.encode(windows.standard.to(real))[0]))
    rows = [
        f"{name} {slide(clips, rows, by_feet):.1f}"
        for name, rows in (("clips", real), ("tokens", back))
        for by_feet in (False, True)
    ]
    return ", ".join(rows) + " cm/s (told, by feet)"


def slide(clips: Clips, features: Tensor, by_feet: bool) -> float:
    """Centimetres a second, (B, T, 134)."""
    rotations, root = decode(clips.skeleton, features, by_feet)
    feet = foot_points(joints(clips.skeleton, rotations, root), clips.skeleton)
    speed = (feet[:, 1:] - feet[:, :-1])[..., :2].norm(dim=-1) * FPS
    on = (features[:, :-1, CONTACTS] > 0.5) & (features[:, 1:, CONTACTS] > 0.5)
    return 100.0 * float((speed * on).sum() / on.sum().clamp(min=1))


def _told(what: str) -> Callable[[str], None]:
    return lambda text: print(f"{what}: {text}", flush=True)
