"""What is known of each family of published models: its counts, the names of its joints, its licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import Family

BODY_JOINTS = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
FINGERS = ("index", "middle", "pinky", "ring", "thumb")
_HANDS = tuple(f"{side}_{finger}{k}" for side in ("left", "right") for finger in FINGERS for k in (1, 2, 3))
_LEGS = tuple(
    tuple(f"{side}_{end}_{part}" for part in ("upper", "lower", "pastern", "foot"))
    for end in ("front", "hind")
    for side in ("left", "right")
)
SMAL_JOINTS = (
    "pelvis", *(f"spine{k}" for k in range(1, 7)), *_LEGS[0], *_LEGS[1], "neck", "head", *_LEGS[2], *_LEGS[3],
    *(f"tail{k}" for k in range(1, 8)), "mouth",
)  # fmt: skip

_MPI = "non-commercial scientific research by its makers' terms; for commercial use a licence is bought from "


@dataclass(frozen=True)
class Facts:
    title: str
    vertices: int
    joint_names: tuple[str, ...]
    licence: str
    """in one line, for a file that does not tell another"""

    @property
    def joints(self) -> int:
        return len(self.joint_names)


FACTS: Mapping[Family, Facts] = MappingProxyType(
    {
        "smpl": Facts("SMPL", 6890, (*BODY_JOINTS, "left_hand", "right_hand"), f"SMPL: {_MPI}Meshcapade"),
        "smplx": Facts(
            "SMPL-X", 10475, (*BODY_JOINTS, "jaw", "left_eye", "right_eye", *_HANDS), f"SMPL-X: {_MPI}Meshcapade"
        ),
        "flame": Facts(
            "FLAME", 5023, ("root", "neck", "jaw", "left_eye", "right_eye"), f"FLAME: {_MPI}the Max Planck Society"
        ),
        "smal": Facts(
            "SMAL",
            3889,
            SMAL_JOINTS,
            f"SMAL: {_MPI}the Max Planck Society",
        ),
        "ict": Facts("the ICT Face Model", 26719, ("head", "left_eye", "right_eye"), "MIT"),
    }
)
OPEN_LICENCES: Mapping[tuple[Family, str], str] = MappingProxyType({("flame", "2023-open"): "CC-BY-4.0"})
"""(family, variant) whose licence is another than its family's."""

VERTICES: Mapping[Family, int] = MappingProxyType({family: facts.vertices for family, facts in FACTS.items()})
BY_JOINTS: Mapping[int, Family] = MappingProxyType(
    {facts.joints: family for family, facts in FACTS.items() if family != "ict"}
)
NOT_READ: Mapping[tuple[int, int], str] = MappingProxyType(
    {(6890, 52): "SMPL+H", (778, 16): "MANO", (6890, 52 + 20): "SMPL+H", (11313, 55): "SMPL-X with cut texture seams"}
)
"""(vertices, joints) of published models that are known and not read."""


def licence_of(family: Family, variant: str) -> str:
    return OPEN_LICENCES.get((family, variant), FACTS[family].licence)
