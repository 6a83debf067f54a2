"""Keys of any face are found by their names, driven once, and a map can be edited and given back."""

import json

import numpy as np
import pytest

from rigging.faces.face_take import face_take
from rigging.faces.flavours import FLAVOURS
from rigging.faces.key_map import driven, face_map, from_json
from rigging.faces.names import ARKIT

CC = "Brow_Raise_Inner_L Eye_Blink_L Eye_L_Look_R Mouth_Pucker_Up_L Mouth_Roll_In_Upper_R Jaw_Open Jaw_L"


def test_every_table_speaks_of_keys_that_arkit_has():
    wrong = [(f.name, key, s) for f in FLAVOURS for key, sources in f.keys.items() for s in sources if s not in ARKIT]
    assert not wrong


@pytest.mark.parametrize(
    "spell",
    [
        lambda name: name,
        lambda name: name[0].upper() + name[1:],
        lambda name: "".join("_" + c if c.isupper() else c for c in name).title(),
        lambda name: name.replace("Left", "_L").replace("Right", "_R") if name[:4] not in ("jawL", "jawR") else name,
        lambda name: f"A07_{name}",
        lambda name: f"head_geo.facs_bs_{name}_div2",
        lambda name: f"{name}.001",
    ],
)
def test_the_52_in_any_spelling_drive_themselves(spell):
    names = [spell(name) if name not in ("mouthLeft", "mouthRight") else name for name in ARKIT]
    found = face_map(names)
    assert [found.keys[name] for name in names] == [{name: 1.0} for name in ARKIT]
    assert found.told_by == "ARKit"


@pytest.mark.parametrize(
    ("told_by", "key", "sources"),
    [
        ("Character Creator", "Eye_L_Look_R", {"eyeLookInLeft": 1.0}),
        ("Character Creator", "Brow_Raise_Inner_R", {"browInnerUp": 1.0}),
        ("MetaHuman", "head_lod0_mesh__mouth_cornerPull_left", {"mouthSmileLeft": 1.0}),
        ("MetaHuman", "CTRL_expressions_mouthCornerPullL", {"mouthSmileLeft": 1.0}),
        ("Daz", "facs_bs_MouthPurseLowerRight", {"mouthPucker": 1.0}),
        ("Unified Expressions (VRChat)", "LipSuckUpperLeft", {"mouthRollUpper": 1.0}),
        ("MakeHuman, MPFB", "eyebrows-left-inner-up", {"browInnerUp": 1.0}),
        ("VRM, VRoid", "Face.M_F00_000_00_Fcl_BRW_Sorrow", {"browInnerUp": 1.0}),
        ("VRM, VRoid", "ou", {"mouthPucker": 1.0}),
        ("MikuMikuDance", "まばたき", {"eyeBlinkLeft": 0.5, "eyeBlinkRight": 0.5}),
        ("ARKit", "mouthSmile", {"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5}),
        ("ARKit", "mouthOpen", {"jawOpen": 1.0}),
        ("ARKit", "browInnerUp_L", {"browInnerUp": 1.0}),
    ],
)
def test_keys_of_other_programs_are_sums_of_arkits(told_by, key, sources):
    found = face_map([key, "belly"])
    assert (found.told_by, dict(found.keys)) == (told_by, {key: sources})
    assert found.idle([key, "belly"]) == ["belly"]


def test_nothing_is_driven_twice():
    both = face_map(["Blink", "Blink_L", "Blink_R", "A", "O", "Layer_A"])
    assert set(both.keys) == {"Blink_L", "Blink_R", "A", "O"}
    full = face_map([*ARKIT, "mouthOpen", "mouthSmile", "viseme_aa", "blink"])
    assert set(full.keys) == set(ARKIT)


def test_values_of_a_map_are_sums_and_a_key_without_source_is_left_out():
    take = face_take([0.0, 0.1], ["jawOpen", "mouthFunnel"], [[0.4, 0.0], [0.8, 0.4]])
    names, values = driven(face_map(["A", "O", "Blink"]), take)
    assert names == ("A", "O")
    assert np.allclose(values, [[0.4, 0.0], [0.6, 0.4]])


def test_a_map_is_edited_and_given_back():
    keys = CC.split()
    plain = face_map(keys).plain(keys)
    plain["keys"]["Jaw_Open"] = {"JawOpen": 0.5}
    plain["keys"]["Jaw_L"] = ""
    plain["keys"]["Tongue"] = "tongueOut"
    again = face_map(keys, from_json(json.dumps(plain)))
    assert again.keys["Jaw_Open"] == {"jawOpen": 0.5}
    assert again.idle(keys) == ["Jaw_L"]
    assert again.absent == ("Tongue",)
    assert "jawLeft" in again.unused(ARKIT)
    for text, told in (
        ("{", "no JSON"),
        ("[]", '"keys"'),
        ('{"keys": {"a": {"jawOpen": "x"}}}', "not a number"),
        ('{"keys": {"a": {"jawOpen": NaN}}}', "not a number"),
        ('{"keys": {"a": [1]}}', "should name"),
    ):
        with pytest.raises(ValueError, match=told):
            from_json(text)
