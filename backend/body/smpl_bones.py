"""The joints of SMPL, SMPL-X and FLAME, in their own names, as bones of skeletons that other programs know."""

from __future__ import annotations

_FINGERS = {"thumb": "Thumb", "index": "Index", "middle": "Middle", "ring": "Ring", "pinky": "Pinky"}

MIXAMO_BONES: dict[str, str] = {
    own: f"mixamorig:{name}"
    for own, name in {
        "pelvis": "Hips", "spine1": "Spine", "spine2": "Spine1", "spine3": "Spine2", "neck": "Neck", "head": "Head",
        **{
            f"{side.lower()}_{own}": side + name
            for side in ("Left", "Right")
            for own, name in {
                "collar": "Shoulder", "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand", "hand": "Hand",
                "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot": "ToeBase",
                **{f"{own}{k}": f"Hand{name}{k}" for own, name in _FINGERS.items() for k in (1, 2, 3)},
            }.items()
        },
    }.items()
}  # fmt: skip
HEAD_BONES: dict[str, str] = {
    "root": "Neck", "neck": "Head", "jaw": "Jaw", "left_eye": "LeftEye", "right_eye": "RightEye",
}  # fmt: skip
"""FLAME's root turns the neck and all above it, its neck the head."""
