"""Words become poses of an avatar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..results import Rig
from .avatar import MAX_PROMPT_CHARACTERS
from .base import Base
from .fields import sentence, within
from .motion import moved, rig_alone

PoseWay = Literal["words", "pose", "latent", "flow", "codebook"]


@dataclass(frozen=True, kw_only=True)
class PoseRequest:
    """Words become poses of an avatar: "sitting cross-legged, pointing left". Sides are the person's own."""

    prompt: str = sentence(MAX_PROMPT_CHARACTERS, "sitting cross-legged, pointing left")
    base: Base | None = moved()
    """The avatar that is to pose: its avatar.npz, or the job that gave it; a plain figure where it is omitted."""
    rig: Rig | None = rig_alone()
    """The rig that is to pose, instead of an avatar; its weights may be none."""
    way: PoseWay = "words"
    """"words": what they say of posture, arms, legs, head and fingers holds, and the model that learned from motion
    capture ranks the rest. "codebook": the best of the codebook that differ enough. "flow": drawn by the flow. "latent"
    and "pose": a latent of the prior, or the joints themselves, are optimised until the encoder finds the words."""
    prior: str = ""
    """Name of a prior or codebook of yours (`galatea models add`), instead of the bundled one."""
    encoder: str = "embedded"
    """Encoder that scores pictures for all ways but "words"."""
    candidates: int = within(5, 1, 16)
    """How many to choose from."""
    steps: int = within(60, 1, 1000)
    """Of "latent" and "pose"."""
    seed: int = within(0, 0, 2**63 - 1)
    preview_size: int = within(192, 0, 512)
    """Height of the pictures; 0 leaves them out."""
