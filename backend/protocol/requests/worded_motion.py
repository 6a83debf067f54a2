"""Words become a motion of an avatar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..results import Rig
from .base import Base
from .fields import sentence, within
from .motion import MOST_STEPS, MotionFile, motion_file, moved, rig_alone

MOST_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class MotionRequest:
    """Words become a clip of an avatar: body, fingers and face. Sentences and "then" are done one after the other,
    "while" at one time. Without --avatar it is that of `galatea shape` without any slider."""

    text: str = sentence(1000, "a person walks forward, then waves")
    """What somebody does: "an old man limps forward, then waves with the left hand"."""
    base: Base | None = moved()
    """The avatar that is to move: its avatar.npz, or the job that gave it."""
    rig: Rig | None = rig_alone()
    """The rig that is to move, instead of an avatar; its weights may be none."""
    face_keys: tuple[str, ...] = field(default=(), metadata={"wire_only": True, "left_out_empty": True})
    """Of that rig's mesh: which of them words may move."""
    seconds: float = within(0.0, 0.0, MOST_SECONDS)
    """Of the whole clip; 0 as long as the actions usually take."""
    seed: int = within(0, 0, 2**31 - 1)
    variants: int = within(1, 1, 8)
    """Filmstrips of so many clips with the seeds from `seed` on; the first is the result."""
    tries: int = within(16, 1, 32)
    """Motions that are made at most until one goes and turns as the words say, and shows what they say."""
    guidance: float = within(2.0, 0.0, 6.0)
    """How much the words count; more is clearer and less varied."""
    model: str = ""
    """A model of motion of your own: the motion.safetensors of `galatea train motion`, on the backend's machine."""
    name: str = ""
    """Of the clip, at most 60 characters; its words where it is empty."""
    way: Literal["words", "poses", "between"] = "words"
    """"words": the model makes what they say. AvatarCLIP's ways: "poses", a motion that comes near the poses of --poses
    in their order; "between", from one to the next in line. The words only name it then, but for --clip-weight."""
    poses: MotionFile | None = motion_file(positional=False)
    """The poses of these ways, or those that a motion of words comes through: change.npz of `galatea pose` or of a
    motion, candidate_0.npy, BVH …; at most 16 frames of it."""
    clip_weight: float = within(0.0, 0.0, 1.0)
    """Of the way "poses": how much it weighs that an encoder finds the words in pictures of the motion. AvatarCLIP has
    0.001; 0 leaves its CLIP term out, which is some six times as fast."""
    encoder: str = "embedded"
    """The encoder of that term: the project's own, which knows bodies and looks better than poses, or your CLIP."""
    at: tuple[float, ...] = ()
    """Seconds at which a motion of words comes through these poses; spread over it where none are said."""
    after: MotionFile | None = motion_file(positional=False)
    """change.npz of a motion of this avatar that is gone on with; the result has both."""
    loop: bool = False
    """Whether the clip ends as it begins, so that it plays round and round."""
    path: tuple[float, ...] = ()
    """A way on the ground: metres to the left and ahead, point by point, as: 0 0  1 2  0 4."""
    fps: float = within(30.0, 10.0, 120.0)
    """Frames a second."""
    clean: bool = True
    """Whether it is smoothed a little and feet that stand do not slide."""
    fingers: bool = True
    """Whether fingers take the shapes that words and actions ask for."""
    face: bool = True
    """Whether words of mood move the face."""
    steps: tuple[str, ...] = field(default=(), metadata={"most": MOST_STEPS})
    """More clean-up, one after the other, as "in_place", "mirror", "speed 1.2", "pin LeftHand 1 2"."""
    preview_size: int = within(160, 0, 512)
    """Height of a picture of the filmstrip; 0 leaves it out."""
