"""What the rules for details of the skin are told of each texel: where it lies on the body that they were read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .geometry import Surface
from .masks import eyeball, parts
from .suit import arm_share


@dataclass(frozen=True)
class Place:
    """N texels of a surface, row by row; `regions` as `masks.bake` takes them."""

    surface: Surface
    regions: Mapping[str, np.ndarray]

    @cached_property
    def groups(self) -> dict[str, np.ndarray]:
        return parts(self.surface, self.regions)

    @cached_property
    def on(self) -> dict[str, np.ndarray]:
        """Part -> (N,) bool."""
        return {name: faces[self.surface.texels.face].reshape(-1) for name, faces in self.groups.items()}

    @cached_property
    def points(self) -> np.ndarray:
        """(N, 3) metres."""
        return self.surface.points.reshape(-1, 3)

    @cached_property
    def eyes(self) -> dict[str, np.ndarray]:
        return {
            side: eyeball(self.surface, self.groups[f"eye_{name}"]) for side, name in (("L", "left"), ("R", "right"))
        }

    @cached_property
    def between_eyes(self) -> np.ndarray:
        return (self.eyes["L"] + self.eyes["R"]) / 2

    @cached_property
    def local(self) -> np.ndarray:
        """(N, 3) metres from between the eyes."""
        return (self.points - self.between_eyes).astype(np.float32)

    @cached_property
    def normals(self) -> np.ndarray:
        """(N, 3), smooth."""
        return self.surface.image(self.surface.smoothed(self.surface.vertex_normals, 3)).reshape(-1, 3)

    @cached_property
    def arm(self) -> np.ndarray:
        """(N,) 1 on the arms, 0 elsewhere."""
        return self.surface.image(arm_share(self.surface.vertices, self.surface.joints)).reshape(-1)

    @cached_property
    def skin(self) -> np.ndarray:
        """(N,) bool: what is skin and not eyes or mouth."""
        return self.on["head"] | self.on["body"] | self.on["hand"] | self.on["foot"]

    @cached_property
    def face(self) -> np.ndarray:
        """(N,) bool: the front of the head."""
        return self.on["head"] & (self.local[:, 1] < 0.045) & (self.local[:, 2] > -0.13) & (self.local[:, 2] < 0.095)

    def joint(self, name: str) -> np.ndarray:
        """(3,) metres; of the left side, to which `mirrored` turns everything, where it has two."""
        joints = self.surface.joints
        return joints[name] if name in joints else joints[f"{name}.L"]

    @cached_property
    def mirrored(self) -> np.ndarray:
        """(N, 3) points with the right half on the left."""
        return self.points * (np.where(self.points[:, 0] < 0, -1, 1)[:, None] * (1, 0, 0) + (0, 1, 1))
