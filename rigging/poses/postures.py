"""Postures by name: how hips, trunk and legs stand when somebody sits, kneels, lies or stands.

Angles are degrees from standing upright, about the anatomical axes of `bone_axes`, for the left side; the right side
mirrors them. Trunk: bend (forward), lean (to the right), twist (to the left). Leg: forward, aside, twist (outwards),
knee (bend), foot (toes up).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Leg:
    forward: float = 0.0
    aside: float = 4.0
    twist: float = 0.0
    knee: float = 0.0
    foot: float = 0.0
    flat: bool = True
    """whether the sole is level, whatever `foot` says"""


@dataclass(frozen=True)
class Trunk:
    bend: float = 0.0
    lean: float = 0.0
    twist: float = 0.0


@dataclass(frozen=True)
class Posture:
    """pitch, roll: degrees that the hips are turned forward and onto the right side; arms: names of `arm_poses.ARMS`
    that the left and the right arm take where nothing is said."""

    left: Leg = field(default_factory=Leg)
    right: Leg = field(default_factory=Leg)
    trunk: Trunk = field(default_factory=Trunk)
    neck: Trunk = field(default_factory=Trunk)
    pitch: float = 0.0
    roll: float = 0.0
    arms: tuple[str, str] = ("down", "down")
    raised: float = 0.0
    """lengths of the leg that the lowest point is over the floor"""


def _both(leg: Leg, **other: object) -> Posture:
    return Posture(leg, leg, **other)  # pyright: ignore[reportArgumentType]


POSTURES: Mapping[str, Posture] = {
    "standing": _both(Leg(aside=5.0, twist=6.0)),
    "wide stance": _both(Leg(aside=20.0, twist=14.0)),
    "at attention": _both(Leg(aside=1.0, twist=8.0), arms=("stiff", "stiff")),
    "contrapposto": Posture(
        Leg(aside=3.0, twist=4.0), Leg(forward=16.0, aside=9.0, twist=18.0, knee=24.0, flat=False, foot=6.0),
        Trunk(lean=-5.0), roll=-5.0
    ),
    "walking": Posture(
        Leg(forward=26.0, aside=1.0, knee=8.0, foot=12.0, flat=False),
        Leg(forward=-18.0, aside=1.0, knee=18.0, foot=-14.0, flat=False),
        Trunk(bend=4.0, twist=-6.0), arms=("swung back", "swung forward"),
    ),
    "running": Posture(
        Leg(forward=62.0, knee=82.0, foot=4.0, flat=False), Leg(forward=-22.0, knee=34.0, foot=-28.0, flat=False),
        Trunk(bend=12.0, twist=-12.0), pitch=10.0, arms=("run back", "run forward"),
    ),
    "lunging": Posture(
        Leg(forward=72.0, aside=6.0, knee=78.0), Leg(forward=-38.0, aside=6.0, knee=14.0, foot=10.0, flat=False),
        Trunk(bend=6.0), arms=("a little out", "a little out"),
    ),
    "jumping": Posture(
        Leg(forward=38.0, aside=10.0, knee=72.0, foot=-30.0, flat=False),
        Leg(forward=14.0, aside=10.0, knee=66.0, foot=-36.0, flat=False),
        Trunk(bend=-4.0), arms=("victory", "victory"), raised=0.3,
    ),
    "star jump": _both(Leg(aside=38.0, foot=-30.0, flat=False), arms=("high v", "high v"), raised=0.25),
    "sitting": _both(Leg(forward=84.0, aside=7.0, knee=84.0), trunk=Trunk(bend=4.0), arms=("on thigh", "on thigh")),
    "sitting on the floor": _both(
        Leg(forward=70.0, aside=9.0, twist=8.0, knee=8.0, foot=-18.0, flat=False), pitch=-26.0,
        trunk=Trunk(bend=8.0), arms=("propped behind", "propped behind"),
    ),
    "knees drawn up": _both(
        Leg(forward=128.0, aside=6.0, knee=109.0), pitch=-12.0, trunk=Trunk(bend=34.0),
        arms=("round the knees", "round the knees"),
    ),
    "sitting cross-legged": Posture(
        Leg(forward=72.0, aside=46.0, twist=80.0, knee=132.0, foot=-20.0, flat=False),
        Leg(forward=78.0, aside=46.0, twist=74.0, knee=124.0, foot=-20.0, flat=False),
        Trunk(bend=10.0), pitch=-6.0, arms=("on knee", "on knee"),
    ),
    "sitting with crossed legs": Posture(
        Leg(forward=84.0, aside=4.0, knee=84.0),
        Leg(forward=98.0, aside=-16.0, twist=-8.0, knee=76.0, foot=-22.0, flat=False),
        Trunk(bend=3.0), arms=("on thigh", "on thigh"),
    ),
    "squatting": _both(
        Leg(forward=116.0, aside=22.0, twist=12.0, knee=132.0), trunk=Trunk(bend=26.0), pitch=10.0,
        arms=("on knee", "on knee"),
    ),
    "crouching": Posture(
        Leg(forward=104.0, aside=12.0, twist=6.0, knee=112.0),
        Leg(forward=70.0, aside=10.0, knee=112.0, foot=4.0, flat=False),
        Trunk(bend=26.0), Trunk(bend=-18.0), pitch=12.0, arms=("guard low", "guard low"),
    ),
    "half squat": _both(Leg(forward=62.0, aside=18.0, twist=10.0, knee=74.0), trunk=Trunk(bend=18.0), pitch=8.0),
    "kneeling": _both(
        Leg(forward=2.0, aside=7.0, knee=92.0, foot=-44.0, flat=False), arms=("down", "down"),
    ),
    "kneeling on one knee": Posture(
        Leg(forward=86.0, aside=8.0, knee=86.0), Leg(forward=0.0, aside=6.0, knee=92.0, foot=12.0, flat=False),
        Trunk(bend=4.0), arms=("on knee", "down"),
    ),
    "sitting on the heels": _both(
        Leg(forward=64.0, aside=9.0, knee=150.0, foot=-46.0, flat=False), trunk=Trunk(bend=4.0),
        arms=("on thigh", "on thigh"),
    ),
    "on all fours": _both(
        Leg(forward=88.0, aside=6.0, knee=90.0, foot=-44.0, flat=False), pitch=84.0, neck=Trunk(bend=-24.0),
        arms=("hand on floor", "hand on floor"),
    ),
    "crawling": Posture(
        Leg(forward=99.0, aside=6.0, knee=101.0, foot=-44.0, flat=False),
        Leg(forward=77.0, aside=6.0, knee=79.0, foot=-44.0, flat=False),
        pitch=84.0, neck=Trunk(bend=-24.0), arms=("hand on floor", "hand on floor ahead"),
    ),
    "pedalling": Posture(
        Leg(forward=96.0, aside=2.0, knee=104.0, foot=-6.0, flat=False),
        Leg(forward=48.0, aside=2.0, knee=44.0, foot=-8.0, flat=False),
        Trunk(bend=10.0), Trunk(bend=-14.0), pitch=10.0, arms=("zombie", "zombie"), raised=0.12,
    ),
    "hopping low": Posture(
        Leg(forward=22.0, knee=40.0), Leg(forward=36.0, aside=6.0, knee=98.0, foot=-16.0, flat=False),
        Trunk(bend=10.0), roll=-3.0, pitch=4.0, arms=("a little out", "a little out"),
    ),
    "hopping high": Posture(
        Leg(forward=4.0, knee=6.0, foot=-30.0, flat=False),
        Leg(forward=42.0, aside=6.0, knee=92.0, foot=-16.0, flat=False),
        Trunk(bend=2.0), roll=-3.0, raised=0.14, arms=("a little out", "a little out"),
    ),
    "bear crawl": _both(
        Leg(forward=126.0, aside=8.0, knee=72.0, foot=0.0, flat=False), pitch=108.0, neck=Trunk(bend=-20.0),
        arms=("hand on floor", "hand on floor"),
    ),
    "push-up": _both(
        Leg(forward=0.0, aside=4.0, knee=0.0, foot=14.0, flat=False), pitch=74.0, neck=Trunk(bend=-14.0),
        arms=("hand on floor", "hand on floor"),
    ),
    "push-up low": _both(
        Leg(forward=0.0, aside=4.0, knee=0.0, foot=14.0, flat=False), pitch=86.0, neck=Trunk(bend=-14.0),
        arms=("hand on floor", "hand on floor"),
    ),
    "lying on the back": _both(
        Leg(aside=8.0, twist=18.0, foot=-30.0, flat=False), pitch=-90.0, arms=("beside", "beside")
    ),
    "lying on the front": _both(
        Leg(aside=9.0, foot=-46.0, flat=False), pitch=90.0, neck=Trunk(twist=40.0), arms=("pillow", "pillow")
    ),
    "rolled on the side": Posture(
        Leg(forward=46.0, aside=-16.0, knee=58.0, foot=-20.0, flat=False),
        Leg(forward=12.0, aside=4.0, knee=28.0, foot=-20.0, flat=False),
        Trunk(bend=8.0), pitch=-90.0, roll=90.0, arms=("folded before", "beside"),
    ),
    "rolled on the front": _both(
        Leg(aside=9.0, foot=-46.0, flat=False), pitch=-90.0, roll=180.0, neck=Trunk(twist=40.0),
        arms=("pillow", "pillow"),
    ),
    "lying on the side": Posture(
        Leg(forward=46.0, aside=-16.0, knee=58.0, foot=-20.0, flat=False),
        Leg(forward=12.0, aside=4.0, knee=28.0, foot=-20.0, flat=False),
        Trunk(bend=8.0), roll=90.0, arms=("folded before", "under the head"),
    ),
    "curled up": Posture(
        Leg(forward=118.0, aside=2.0, knee=128.0, foot=-20.0, flat=False),
        Leg(forward=112.0, aside=2.0, knee=126.0, foot=-20.0, flat=False),
        Trunk(bend=54.0), Trunk(bend=28.0), roll=90.0, arms=("folded before", "folded before"),
    ),
    "golfing": _both(
        Leg(forward=34.0, aside=14.0, twist=8.0, knee=24.0), trunk=Trunk(bend=26.0), neck=Trunk(bend=8.0), pitch=22.0
    ),
    "bowing": _both(
        Leg(forward=32.0, aside=3.0, twist=6.0), trunk=Trunk(bend=34.0), neck=Trunk(bend=14.0), pitch=26.0
    ),
    "bent over": _both(
        Leg(aside=5.0, twist=6.0, knee=8.0, forward=60.0), trunk=Trunk(bend=52.0), neck=Trunk(bend=8.0), pitch=46.0,
        arms=("hanging", "hanging"),
    ),
    "touching the toes": _both(
        Leg(forward=80.0, aside=4.0, twist=4.0, knee=4.0), trunk=Trunk(bend=66.0), neck=Trunk(bend=20.0), pitch=66.0,
        arms=("at the toes", "at the toes"),
    ),
    "standing on one leg": Posture(
        Leg(aside=0.0, twist=2.0), Leg(forward=64.0, aside=6.0, knee=92.0, foot=-16.0, flat=False), roll=-3.0,
        arms=("a little out", "a little out"),
    ),
    "tree pose": Posture(
        Leg(aside=0.0), Leg(forward=58.0, aside=46.0, twist=42.0, knee=124.0, foot=-10.0, flat=False), roll=-2.0,
        arms=("prayer high", "prayer high"),
    ),
    "arabesque": Posture(
        Leg(aside=1.0, forward=58.0), Leg(forward=-24.0, aside=4.0, knee=6.0, foot=-40.0, flat=False),
        Trunk(bend=-16.0), Trunk(bend=-20.0), pitch=58.0, arms=("forward", "side"),
    ),
    "front kick": Posture(
        Leg(aside=2.0, knee=8.0, forward=-2.0), Leg(forward=92.0, aside=4.0, knee=6.0, foot=-6.0, flat=False),
        Trunk(bend=8.0), pitch=-14.0, arms=("guard", "guard"),
    ),
    "side kick": Posture(
        Leg(aside=-2.0, knee=6.0), Leg(forward=10.0, aside=74.0, twist=-10.0, knee=4.0, foot=6.0, flat=False),
        Trunk(lean=-14.0), roll=-26.0, arms=("guard", "guard"),
    ),
    "fighting stance": Posture(
        Leg(forward=34.0, aside=8.0, twist=10.0, knee=34.0), Leg(forward=-12.0, aside=12.0, twist=34.0, knee=24.0),
        Trunk(bend=6.0, twist=-16.0), arms=("guard", "guard"),
    ),
    "horse stance": _both(Leg(forward=60.0, aside=38.0, twist=34.0, knee=78.0), arms=("fist at hip", "fist at hip")),
    "splits": Posture(
        Leg(forward=112.0, aside=2.0, foot=-40.0, flat=False), Leg(forward=-48.0, aside=2.0, foot=-40.0, flat=False),
        arms=("side", "side"),
        pitch=28.0,
        trunk=Trunk(bend=-24.0),
    ),
    "hanging": _both(Leg(aside=4.0, foot=-40.0, knee=8.0, flat=False), arms=("raised", "raised"), raised=0.25),
    "falling": Posture(
        Leg(forward=48.0, aside=18.0, knee=40.0, foot=-20.0, flat=False),
        Leg(forward=20.0, aside=22.0, knee=58.0, foot=-20.0, flat=False),
        Trunk(bend=18.0), Trunk(bend=24.0), pitch=-52.0, arms=("high v", "forward"), raised=0.5,
    ),
    "flying": _both(
        Leg(forward=-6.0, aside=3.0, foot=-40.0, flat=False), pitch=78.0, trunk=Trunk(bend=-10.0),
        neck=Trunk(bend=-46.0), arms=("raised", "raised"), raised=0.7,
    ),
    "tiptoe": _both(Leg(aside=3.0, foot=-36.0, flat=False)),
    "sneaking": Posture(
        Leg(forward=66.0, aside=4.0, knee=76.0, foot=-16.0, flat=False), Leg(forward=30.0, aside=4.0, knee=62.0),
        Trunk(bend=28.0), Trunk(bend=-20.0), pitch=16.0, arms=("paws", "paws"),
    ),
    "slouching": _both(
        Leg(forward=-6.0, aside=5.0, twist=8.0), trunk=Trunk(bend=26.0), neck=Trunk(bend=22.0), pitch=-8.0
    ),
    "skipping": Posture(
        Leg(forward=74.0, knee=88.0, foot=-30.0, flat=False), Leg(forward=-4.0, knee=4.0, foot=-34.0, flat=False),
        arms=("swung back", "raised"), raised=0.08,
    ),
    "climbing": Posture(
        Leg(forward=84.0, aside=10.0, knee=88.0, foot=-6.0, flat=False),
        Leg(forward=12.0, aside=6.0, knee=16.0, foot=-10.0, flat=False),
        Trunk(bend=6.0), Trunk(bend=-18.0), arms=("hauling", "reaching up"), raised=0.1,
    ),
    "ready to dive": _both(
        Leg(forward=72.0, aside=5.0, knee=64.0), trunk=Trunk(bend=24.0), neck=Trunk(bend=-20.0), pitch=20.0,
        arms=("swung back", "swung back"),
    ),
    "diving": _both(
        Leg(forward=-6.0, aside=1.0, foot=-44.0, flat=False), pitch=104.0, trunk=Trunk(bend=8.0),
        arms=("diving", "diving"), raised=0.5,
    ),
    "surfing": Posture(
        Leg(forward=42.0, aside=34.0, twist=20.0, knee=58.0), Leg(forward=38.0, aside=34.0, twist=20.0, knee=58.0),
        Trunk(bend=16.0), arms=("side", "side"),
    ),
    "leaning back": _both(Leg(forward=-10.0, aside=5.0, knee=6.0), trunk=Trunk(bend=-14.0), pitch=-14.0),
    "handstand": _both(
        Leg(aside=3.0, foot=-40.0, flat=False), pitch=180.0, neck=Trunk(bend=-34.0), trunk=Trunk(bend=-6.0),
        arms=("raised", "raised"),
    ),
}  # fmt: skip
"""Name -> how it stands. `rigging/poses/posing.py` makes poses of them."""
