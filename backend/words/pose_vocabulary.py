"""Words of poses: directions, what arms and legs do, the parts of the body that hands come to, verbs of turning.

Names are those of `rigging`; sides are the person's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from .pose_tokens import stem_of, stems

Angles = tuple[float, float, float]
"""degrees: bend forward, lean to the right, twist to the left"""
Direction = tuple[float, float, float]
SIDES = ("Left", "Right")
USUAL_SIDE = {
    "standing on one leg": "Left", "tree pose": "Left", "arabesque": "Left", "kneeling on one knee": "Right",
    "front kick": "Right", "side kick": "Right", "lunging": "Left", "lying on the side": "Right", "walking": "Left",
    "running": "Left", "skipping": "Left", "crouching": "Left", "fighting stance": "Left", "curled up": "Right",
    "sitting with crossed legs": "Right", "sneaking": "Left", "splits": "Left", "jumping": "Left",
    "climbing": "Left", "crawling": "Left", "hopping low": "Left", "hopping high": "Left", "pedalling": "Left",
}  # fmt: skip
"""Posture -> the leg or side that it is told by: stands on, kneels on, kicks with, lies on, has in front."""
CROSSED = {"sitting": "sitting with crossed legs", "sitting on the floor": "sitting cross-legged"}
"""Posture -> the same with legs that are crossed, which is another way than when somebody stands"""
LOW = {"": "squatting", "crouching": "squatting", "standing": "touching the toes", "bent over": "touching the toes"}
"""Posture -> the one in which hands come to the floor"""
DIRECTIONS: Mapping[str, Direction] = {
    "left": (1.0, 0.0, 0.0), "right": (-1.0, 0.0, 0.0), "up": (0.0, 0.0, 1.0), "sky": (0.0, 0.15, 1.0),
    "ceiling": (0.0, 0.15, 1.0), "stars": (0.0, 0.3, 1.0), "air": (0.0, 0.1, 1.0), "high": (0.0, 0.2, 1.0),
    "overhead": (0.0, 0.0, 1.0), "heaven": (0.0, 0.1, 1.0), "moon": (0.0, 0.4, 1.0), "sun": (0.0, 0.4, 1.0),
    "down": (0.0, 0.45, -1.0), "floor": (0.0, 0.55, -1.0), "ground": (0.0, 0.55, -1.0), "forward": (0.0, 1.0, 0.0),
    "ahead": (0.0, 1.0, 0.0), "front": (0.0, 1.0, 0.0), "camera": (0.0, 1.0, 0.0), "viewer": (0.0, 1.0, 0.0),
    "you": (0.0, 1.0, 0.0), "horizon": (0.0, 1.0, 0.05), "back": (0.0, -1.0, 0.0), "behind": (0.0, -1.0, 0.0),
    "distance": (0.0, 1.0, 0.05), "us": (0.0, 1.0, 0.0),
}  # fmt: skip
"""Word -> (to the left, forward, up)."""
WAYS: Mapping[str, Direction] = {stem_of(word): way for word, way in DIRECTIONS.items()}
POINT, REACH = stems("point indicate"), stems("reach grab")
LOOK = stems("look gaze stare glance face watch peer")
TURN, LEAN = stems("turn rotate twist"), stems("lean tilt bend")
ARM_STATES: tuple[tuple[frozenset[str], str], ...] = (
    (stems("behind back"), "back"),
    (stems("sideways side sides aside outstretched wide spread"), "side"),
    (stems("forward front ahead"), "forward"),
    (stems("up raise lift high air overhead sky above ceiling"), "raised"),
    (stems("out extend stretch straight"), "side"),
    (stems("bend"), "bent"),
    (stems("down low hang lower dangle relax"), "down"),
    (stems("fold cross"), "folded"),
)
LEG_STATES: tuple[tuple[frozenset[str], str], ...] = (
    (stems("cross"), "crossed"),
    (stems("kick"), "kick"),
    (stems("forward front ahead"), "forward"),
    (stems("back behind"), "back"),
    (stems("sideways side sides aside"), "raised aside"),
    (stems("up raise lift high air"), "raised"),
    (stems("bend"), "bent"),
    (stems("out extend stretch straight"), "stretched out"),
)
RAISE = stems("raise lift up")
FOLD, CHEST = stems("fold cross"), stems("chest breast")
PLACES: Mapping[str, str] = {
    stem_of(word): name
    for words, name in (
        ("hip hips waist", "on hip"), ("head hair", "on the head"), ("chin", "on the chin"),
        ("cheek cheeks", "on the cheek"), ("face eyes eye forehead", "over the eyes"),
        ("mouth lips nose", "over the mouth"), ("ear ears", "over the ear"), ("knee knees", "on knee"),
        ("thigh thighs lap", "on thigh"), ("chest heart", "on the heart"),
        ("belly stomach tummy", "on the belly"), ("neck", "behind the head"), ("shoulder", "on the other shoulder"),
        ("pocket pockets", "in pocket"), ("toe toes foot feet", "at the toes"), ("floor ground", "hand on floor"),
        ("temple temples", "at the temples"), ("brow brows", "shading the eyes"), ("back", "behind the back"),
    )
    for word in words.split()
}  # fmt: skip
BEHIND = {stem_of(word): f"behind the {at}" for word, at in (("head", "head"), ("neck", "head"), ("back", "back"))}
COVER = stems("cover clutch shield hide")
ON_LEGS = stems("stand kneel kick hop balance sit lunge")
AT = stems("on at over against under behind touch hold clutch cover press rest grab near scratch rub")
