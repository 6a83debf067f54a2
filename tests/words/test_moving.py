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
    assert sits.poses[0].posture == waves.poses[0].posture == "sitting" and waves.whole
    assert rises.poses[0].posture == "standing" and rises.whole, "who sat or knelt is upright at the end"
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


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("bends to the left, then to the right", ["bends to the left", "bends to the right"]),
        ("points to the right with the left hand, then to the left with the right hand",
         ["points to the right with the left hand", "points to the left with the right hand"]),
        ("walks forward, then back", ["walks forward", "walks back"]),
        ("turns left, right and left again", ["turns left", "turns right", "turns left again"]),
        ("looks left and right", ["looks left", "looks right"]),
        ("raises the right arm and lowers it", ["raises the right arm", "lowers right arm"]),
        ("takes two steps forward, then three steps back", ["takes two steps forward", "three steps back"]),
        ("claps, then again", ["claps", "claps"]),
        ("walks, then faster", ["walks", "walks faster"]),
        ("waves with the left and the right hand", ["waves with both hands"]),
        ("walks back and forth", ["walks back and forth"]),
        ("picks a box up and puts it down", ["picks a box up", "puts it down"]),
        ("opens a door and knocks on the table", ["opens a door", "knocks on the table"]),
    ],
)  # fmt: skip
def test_clauses_have_the_verb_and_the_limb_of_those_before_them(text, clauses):
    assert [part.text for part in parts(text)] == clauses


def test_what_is_counted_by_its_name_is_done_so_often():
    one, ten = parts("does a push-up")[0], parts("does ten push-ups")[0]
    assert ten.seconds == pytest.approx(20 * ten.beat, abs=1.0) and ten.seconds > 3 * one.seconds
    (squats,) = parts("does five squats")
    assert [pose.posture for pose in squats.poses] == ["squatting", "standing"]
    assert squats.seconds == pytest.approx(10 * squats.beat, abs=1.5)
    assert len(parts("three jumps")) == len(parts("jumps three times")) == 3
    (steps,), (more,) = parts("takes two steps back"), parts("takes four steps back")
    assert more.seconds == pytest.approx(2 * steps.seconds) and abs(steps.course.heading) == pytest.approx(math.pi)


def test_a_way_in_a_time_is_gone_as_fast_as_it_takes():
    slow, fast = parts("walks 2 metres in 4 seconds")[0], parts("walks 4 metres in 4 seconds")[0]
    assert slow.seconds == fast.seconds == 4.0 and fast.pace == pytest.approx(2 * slow.pace)
    assert parts("walks for a minute")[0].seconds == 60.0 and parts("waits for half a second")[0].seconds == 0.5
    assert "m far" in read_script("walks 20 metres in 2 seconds").notes[0]


@pytest.mark.parametrize(
    ("text", "left", "told"),
    [
        ("walks without moving the arms", ["walk"], "not done"),
        ("doesn't walk, just claps", ["clap"], "doesn't walk"),
        ("two men walk", ["walk"], "one figure"),
        ("walks in a square", ["walk"], "--path"),
        ("walks up the stairs", ["walk"], "level"),
        ("claps fifty times", ["clap"], "10 times"),
        ("walks for two minutes", ["walk"], "120 s"),
        ("crawls to the left", ["stand"], "to no side"),
    ],
)
def test_what_no_clip_shows_is_told(text, left, told):
    script = read_script(text)
    assert [part.action for part in script.parts] == left
    assert any(told in sentence for sentence in script.sentences()), script.sentences()


def test_nothing_is_told_of_what_is_done():
    for text in ("picks something up", "sits down and stands up", "jumps up and down twice", "walks 3 metres, claps"):
        assert not read_script(text).sentences(), text
    with pytest.raises(ValueError, match="does not wave"):
        read_script("does not wave")


def test_parts_of_a_body_are_no_directions_and_no_actions():
    assert parts("holds the hands behind the back and walks")[0].course.heading is None
    assert not parts("walks forward with the left hand on the right hip")[0].course.turn
    (hands,) = parts("puts both hands behind the head")
    assert set(hands.poses[0].arms.values()) == {"behind the head"} and hands.action == "stand"
    assert not parts("picks something up from the floor with the right hand")[0].poses


def test_who_crosses_legs_is_not_cross():
    assert not parts("sits down with the legs crossed")[0].face and not parts("crosses the legs")[0].face
    assert parts("walks crossly")[0].face and parts("grins and waves")[0].face and parts("walks with a smile")[0].face


def test_two_things_that_are_told_by_poses_are_done_together():
    shakes = parts("covers the ears while shaking the head")[0]
    assert len(shakes.poses) == 2 and all(set(pose.arms.values()) == {"over the ear"} for pose in shakes.poses)
    assert shakes.poses[0].head == tuple(-turn for turn in shakes.poses[1].head)


def test_hops_on_the_leg_that_is_said_go_where_is_said():
    ahead, back, there = (parts(f"hops {where} on the right leg")[0] for where in ("forward", "back", "on the spot"))
    assert ahead.poses[0].mirrored and ahead.goes[0] > 0.1 and back.goes[0] == -ahead.goes[0] and there.goes[0] == 0.0
