"""Where the network's points lie on a body: each at a place beside a joint, learned from renders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets import asset

from ..body import BodyData
from ..body.fitting.posed import Posed, PosedBody
from ..figure.starts import starts_of
from ..landmarks import POINTS
from ..protocol.errors import BadRequest

_LIMBS = {"shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand", "pinky": "Hand", "index": "Hand", "thumb": "Hand",
          "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "heel": "Foot", "foot_index": "Foot"}  # fmt: skip
TABLE = "points.json"


def bone_of(point: str) -> str:
    """The bone of Mixamo's skeleton that carries a point of the network."""
    side, _, part = point.partition("_")
    return f"{side.capitalize()}{_LIMBS[part]}" if part in _LIMBS else "Head"


@dataclass(frozen=True, eq=False)
class Marks:
    """offsets: (33, 3) from the joint, in the world's axes as the figure stands in the T-pose; spreads: (33,) how far
    off the network's points are. Both in heights of the body."""

    offsets: np.ndarray
    spreads: np.ndarray


NONE = Marks(np.zeros((len(POINTS), 3)), np.full(len(POINTS), 0.02))


@lru_cache(maxsize=1)
def known_marks() -> Marks:
    """Those that ship."""
    told = json.loads(asset("photo", TABLE).read_text(encoding="utf-8"))
    rows = [told[name] for name in POINTS]
    return Marks(np.array([row["offset"] for row in rows]), np.array([row["spread"] for row in rows]))


class MarkedBody(PosedBody):
    """A body whose places of the network's points are known, with its T-pose."""

    def __init__(self, body: BodyData, marks: Marks) -> None:
        """Raises BadRequest where the body has no bones by the names of Mixamo's."""
        skeleton = body.skeletons.get("mixamo")
        if body.form != "person" or skeleton is None:
            raise BadRequest(
                f"{body.name} is no whole person, and only people have these joints.",
                "Choose a whole person: anny, or an SMPL or SMPL-X of yours.",
            )
        rig, starts = starts_of(body, "mixamo")
        super().__init__(body, rig)
        self.t_pose = next((start for start in starts if start.name == "T-pose"), starts[0]).turns
        self.marks = marks
        short = {
            skeleton.bones.get(own, own).rpartition(":")[2]: place
            for place, own in reversed(list(enumerate(self.rig.bone_names)))
        }
        self.short = short
        missing = sorted({bone_of(point) for point in POINTS} - short.keys())
        if missing:
            raise BadRequest(f"{body.name} has no bones {', '.join(missing)}.", "Choose a body with a whole skeleton.")
        self.carriers = np.array([short[bone_of(point)] for point in POINTS])
        level = self.levels()
        self._offsets = np.einsum("nba,nb->na", level[self.carriers], marks.offsets)

    def levels(self) -> np.ndarray:
        """(J, 3, 3) each bone's rotation from rest into the T-pose, in the world."""
        out = np.empty_like(self.t_pose)
        for bone, parent in enumerate(self.parents):
            out[bone] = self.t_pose[bone] if parent < 0 else out[parent] @ self.t_pose[bone]
        return out

    def marked(self, posed: Posed) -> np.ndarray:
        """(33, 3) metres, where the network should see its points."""
        height = float(np.ptp(posed.native[:, 2]))
        moved = np.einsum("nab,nb->na", posed.frames[self.carriers], self._offsets)
        return posed.joints[self.carriers] + height * moved
