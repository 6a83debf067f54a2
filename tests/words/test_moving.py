"""Words of movement: what is done in which order, whereto, with which limb, how long, with which fingers and face."""

import math

import pytest

from backend.motion.path import NUMBERS
from backend.words.moving.reading import read_script
from backend.words.moving.script import gesture_of, hands_of, numbers_of
from backend.words.moving.tables import actions, labels, manners, numbers_of_actions
from rigging.poses.finger_shapes import SHAPES


def parts(text, seconds=0.0):
    return read_script(text, seconds).parts


def told(text):
    """The numbers of a text of one part."""
    (part,) = parts(text)
    return numbers_of(part, part.seconds, numbers_of_actions())


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("an old man limps forward, then waves", ["walk", "wave"]),
        ("sits down and stands up", ["sit down", "stand"]),
        ("stands up and sits down", ["stand up", "sit down"]),
        ("A person walks forward. She kicks; finally she bends.", ["walk", "kick", "bend"]),
        ("before sitting down, waves", ["wave", "sit down"]),
        ("after a long walk, she sits", ["walk", "sit down"]),
        ("walks forward while waving", ["walk"]),
        ("walks and turns left", ["walk"]),
        ("walks, then turns left", ["walk", "turn"]),
        ("kicks twice and jumps", ["kick", "kick", "jump"]),
        ("picks up a box", ["pick up"]),
        ("does a cartwheel", ["cartwheel"]),
    ],
)
def test_what_is_done_one_after_the_other(text, order):
    assert [part.action for part in parts(text)] == order


@pytest.mark.parametrize(
    ("text", "ahead", "left", "turn"),
    [
        ("a person walks forward", 1, 0, 0),
        ("a person walks backwards", -1, 0, 0),
        ("somebody runs straight ahead", 1, 0, 0),
        ("a woman sidesteps to the left", 0, 1, 0),
        ("steps sideways to the right", 0, -1, 0),
        ("jumps backward", -1, 0, 0),
        ("jumps to the right", 0, -1, 0),
        ("walks and turns left", 1, 1, 1),
        ("turns right while walking", 1, -1, -1),
        ("turns around", 0, 0, 1),
        ("walks in a circle clockwise", 0, 0, -1),
        ("marches in place", 0, 0, 0),
    ],
)
def test_directions_are_numbers(text, ahead, left, turn):
    found = told(text)
    for name, wanted in (("ahead", ahead), ("left", left), ("turn", turn)):
        assert (abs(found[name]) < 1e-6) if wanted == 0 else found[name] * wanted > 0.2, name
    assert set(found) <= set(NUMBERS)


def test_an_arc_is_as_long_as_its_time_and_turns_where_it_goes():
    straight, arc = told("walks forward for 4 seconds"), told("walks and turns left for 4 seconds")
    assert arc["turn"] == pytest.approx(math.pi / 2) and arc["ahead"] == pytest.approx(arc["left"])
    radius = arc["ahead"]
    assert radius * math.pi / 2 == pytest.approx(straight["ahead"], rel=1e-6)


@pytest.mark.parametrize(
    ("text", "limb", "other"),
    [
        ("waves with the left hand", "left_hand", "right_hand"),
        ("kicks with the right leg", "right_foot", "left_foot"),
        ("throws a ball with the right arm", "right_hand", "left_hand"),
    ],
)
def test_the_limb_that_is_said_moves_more_and_comes_higher(text, limb, other):
    found = told(text)
    assert found[limb] > found[other] and found[f"{limb}_high"] > found[f"{other}_high"]


def test_a_hand_that_does_something_on_the_way_is_a_part_by_itself():
    table = numbers_of_actions()
    (part,) = parts("walks forward while waving with the left hand")
    assert part.action == "walk" and part.gesture == "wave" and hands_of(gesture_of(part), table) == ("left",)
    assert "left_hand" not in told("walks forward while waving with the left hand")
    assert hands_of(gesture_of(parts("walks and claps")[0]), table) == ("left", "right")
    assert gesture_of(part).course.stays and not parts("waves")[0].gesture
    assert parts("kicks with the right leg while waving")[0].limbs == ("right_foot",)


def test_manners_make_slow_and_fast_and_stay_with_who_was_named():
    old, plain, quick = (told(f"{who} walks forward for 3 seconds") for who in ("an old man", "a man", "a man quickly"))
    assert old["ahead"] < plain["ahead"] < quick["ahead"]
    first, second = parts("a sad woman walks, then waves")
    assert "sadly" in first.words and "sadly" in second.words and first.face == second.face
    assert first.face["mouthFrownLeft"] > 0.3
    (laughing,) = parts("a person laughs")
    assert laughing.face["mouthSmileLeft"] > 0.5
    assert not parts("sits down")[0].face and not parts("jumps")[0].face


def test_how_the_body_is_borne_and_which_leg_limps():
    walks, waves = parts("a sad man walks, then waves")
    assert walks.bearing["head"] > 20 and not parts("walks")[0].bearing
    assert waves.bearing == {name: value for name, value in walks.bearing.items() if name != "swing"}
    assert "swing" not in parts("a shy boy walks forward and waves")[0].bearing
    for text, leg in (
        ("limps with a hurt left leg", "left"),
        ("limps on the right", "right"),
        ("limps forward", "right"),
    ):
        (part,) = parts(text)
        assert part.weak == leg and part.bearing["limp"] == 1 and not part.limbs
        assert not part.course.turn and part.course.heading in (None, 0.0)
    (both,) = parts("an old man limps")
    assert both.bearing["limp"] == 1 and both.bearing["elbows"] == 40
    assert both.bearing["chest"] < 0.2 * parts("an old man walks")[0].bearing["chest"]  # upright, or it reads as drunk
    assert parts("drags her left leg")[0].weak == "left"


def test_who_limps_is_hurt_in_what_follows_too():
    limps, waves, back = parts("an old man limps on the left, then waves, then walks back")
    assert limps.weak == waves.weak == back.weak == "left" and back.bearing["limp"] == 1
    assert "limp" not in waves.bearing and waves.bearing["chest"] > 20, "who stands is as stooped as before"
    assert not parts("limps forward, then jumps")[1].weak and not parts("a man limps, then a girl waves")[1].weak


def test_times():
    assert read_script("walks for 6 seconds").seconds == pytest.approx(6.0)
    assert read_script("walks 3 metres forward, then waves", 7.0).seconds == pytest.approx(7.0)
    near, far = parts("walks 2 metres forward")[0].seconds, parts("walks 6 metres forward")[0].seconds
    assert far == pytest.approx(3 * near)
    assert read_script("; ".join(["dances"] * 50)).seconds == pytest.approx(60.0)


def test_fingers():
    assert parts("points with the left hand")[0].fingers == {"Left": "point", "Right": "relaxed"}
    assert set(parts("boxes")[0].fingers.values()) == {"fist"}
    angry, waving = (parts(f"an angry man {does}")[0].fingers for does in ("walks", "waves"))
    assert set(angry.values()) == {"fist"} and waving["Right"] == "spread"
    assert {action.fingers for action in actions().values()} <= set(SHAPES)


def test_words_that_cannot_be_placed_are_named_with_near_ones():
    script = read_script("a man walks happily beside the xylophone")
    assert list(script.unknown) == ["xylophone"] and '"xylophone" cannot be placed' in script.sentences()[0]
    with pytest.raises(ValueError, match="no movement that is known"):
        read_script("xylophone")
    with pytest.raises(ValueError, match="walk"):
        read_script("wlak")
    for empty in ("", " ,. ", "the of"):
        with pytest.raises(ValueError, match="no movement"):
            read_script(empty)


def test_what_is_done_by_poses():
    def arms(part):
        return [dict(pose.arms) for pose in part.poses]

    (wave,) = parts("waves goodbye with the left hand")
    assert arms(wave) == [{"Left": "wave"}, {"Left": "wave out"}] and not wave.whole and wave.action == "wave"
    (march,) = parts("marches forward and salutes")
    assert march.action == "march" and march.course.heading == 0.0 and arms(march) == [{"Right": "salute"}]
    assert not march.limbs and not march.gesture
    (hips,) = parts("walks with his hands on his hips")
    assert arms(hips) == [dict.fromkeys(("Left", "Right"), "on hip")] and hips.kind == "way" and not hips.whole
    (attention,) = parts("a guard stands at attention")
    assert attention.poses[0].posture == "at attention" and attention.whole and "guard" not in attention.words
    (nods,) = parts("nods three times")
    assert len(nods.poses) == 2 and nods.seconds == pytest.approx(6 * nods.beat, abs=0.5) and not nods.course.turn
    assert not parts("turns his head to the left")[0].course.turn
    sits, waves, rises = parts("sits down, then waves, then stands up")
    assert sits.poses[0].posture == waves.poses[0].posture == "sitting" and waves.whole and not rises.poses
    for moving in ("lifts a heavy box", "jumps", "kicks with the left foot", "dances"):
        assert not parts(moving)[0].poses
    assert not read_script("a king salutes").unknown and list(read_script("salutes a xylophone").unknown) == [
        "xylophone"
    ]


def test_the_tables_are_sound():
    assert len(actions()) > 150 and all(0.05 < manner.pace < 3 for manner in manners().values())
    assert {action.words for action in actions().values()} >= set(numbers_of_actions()) and len(labels()) > 500


def test_steps_to_a_side_are_a_gait_and_what_poses_do_goes_on():
    assert parts("a person steps to the left")[0].words == "walk sideways left"
    assert parts("a person steps forward")[0].words == "step forward"
    (climbs,) = parts("a person climbs a ladder")
    assert climbs.whole and climbs.goes[1] > 0.1 and len({pose.mirrored for pose in climbs.poses}) == 2
    assert parts("a person climbs the stairs")[0].words == "climb" and not parts("climbs stairs")[0].poses
    left, right = (parts(f"throws a ball with the {side} hand")[0].poses[0] for side in ("left", "right"))
    assert left.trunk[2] == -right.trunk[2] != 0.0 and left.arms["Left"] == right.arms["Right"]


def test_who_gestures_does_not_turn_and_points_where_it_is_said():
    fist, points = parts("shakes his fist and points left")
    assert {pose.arms["Right"] for pose in fist.poses} == {"fist up", "fist ahead"}
    assert points.poses[0].points["Left"][0] > 0.5 and points.fingers["Left"] == "point"
    assert parts("a woman talks")[0].course.turn == 0.0 and parts("turns left and talks")[0].course.turn != 0.0
