"""The Look panel dresses an avatar: pieces, outfits, colours, locks; skin that is covered is hidden."""

from __future__ import annotations

import json
import random
from pathlib import Path

import bpy
import numpy as np
from conftest import turn
from panel_helpers import drag, refused

from blender_addon._shared.protocol.requests import Detail, Look, Worn
from blender_addon._shared.protocol.wardrobe import Entry


def settle():
    from blender_addon.jobs import live_edit

    turn(live_edit.active)
    turn(lambda: not live_edit.active())


def worn(person):
    from blender_addon import scene

    return {name: part["galatea_part_kind"] for name, part in scene.parts.of(person).items()}


def hidden(person):
    from blender_addon import scene

    return scene.covered.vertices(person).tolist()


def colour_of(person, name):
    from blender_addon import scene

    part = scene.parts.of(person)[name]
    node = next(n for n in part.data.materials[0].node_tree.nodes if n.label == "Albedo")
    return tuple(round(v, 2) for v in node.image.pixels[:3])


def test_the_wardrobe_is_fetched_once_an_avatar_is_there(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import wardrobe

    event_loop.tick()
    turn(wardrobe.is_filled)
    assert [entry.name for entry in wardrobe.entries("top")] == ["t_shirt"]
    assert [name for name, *_ in wardrobe.items("top", "")] == [wardrobe.NOTHING, "t_shirt"]


def test_a_piece_that_is_chosen_in_its_slot_is_worn_and_taken_off_again(panel_with_wardrobe, person):
    from blender_addon.state import looks

    item = looks.worn_in(panel_with_wardrobe.look, "top")
    item.choice = "t_shirt"
    settle()
    assert worn(person) == {"T-shirt": "top"} and item.choice == "t_shirt"
    assert looks.look_of(person.galatea.look) == looks.look_of(panel_with_wardrobe.look)
    looks.worn_in(panel_with_wardrobe.look, "top").choice = "NOTHING"
    settle()
    assert worn(person) == {}


def test_colours_pattern_and_sizes_reach_the_request(panel_with_wardrobe, person):
    from blender_addon.state import looks

    bpy.ops.galatea.wear(piece="dress", colour=(0.6, 0.2, 0.0), pattern="dots", length=0.5)
    (told,) = looks.look_of(person.galatea.look).worn
    assert told == Worn(slot="one_piece", piece="dress", colour=(0.6, 0.2, 0.0), pattern="dots", length=0.5)
    assert colour_of(person, "Dress") == (0.6, 0.2, 0.0)
    item = looks.worn_in(panel_with_wardrobe.look, "one_piece")
    item.own_colour, item.colour = True, (0.0, 0.4, 0.2)
    settle()
    assert colour_of(person, "Dress") == (0.0, 0.4, 0.2)


def test_a_detail_reaches_the_request_in_its_colour_and_is_taken_away_again(panel_with_wardrobe, person):
    from blender_addon.state import looks

    def told():
        (worn,) = looks.look_of(person.galatea.look).worn
        return worn.details

    bpy.ops.galatea.wear(piece="dress")
    bpy.ops.galatea.detail(slot="one_piece", kind="cuffs")
    bpy.ops.galatea.detail(slot="one_piece", kind="bow")
    assert told() == (Detail(kind="cuffs"), Detail(kind="bow"))
    item = looks.worn_in(panel_with_wardrobe.look, "one_piece")
    item.details[1].own_colour, item.details[1].colour = True, (0.0, 0.4, 0.2)
    settle()
    assert told()[1] == Detail(kind="bow", colour=(0.0, 0.4, 0.2))
    bpy.ops.galatea.detail(slot="one_piece", kind="cuffs", on=False)
    assert [detail.kind for detail in told()] == ["bow"]
    assert "Nothing is worn" in refused(bpy.ops.galatea.detail, slot="head", kind="band")


def test_a_dress_takes_the_place_of_top_and_trousers(panel_with_wardrobe, person):
    for piece in ("t_shirt", "jeans", "trainers"):
        bpy.ops.galatea.wear(piece=piece)
    assert set(worn(person)) == {"T-shirt", "Jeans", "Trainers"}
    bpy.ops.galatea.wear(piece="dress")
    assert set(worn(person)) == {"Dress", "Trainers"}
    bpy.ops.galatea.wear(piece="jeans")
    assert set(worn(person)) == {"Jeans", "Trainers"}
    assert "no 'jaens'" in refused(bpy.ops.galatea.wear, piece="jaens")


def test_an_outfit_leaves_hair_and_what_is_locked(panel_with_wardrobe, person):
    bpy.ops.galatea.wear(piece="beard")
    bpy.ops.galatea.wear(piece="dress")
    bpy.ops.galatea.outfit(name="casual")
    assert set(worn(person)) == {"Beard", "T-shirt", "Jeans", "Trainers"}
    bpy.ops.galatea.take_off(slot="shoes")
    bpy.ops.galatea.lock(names="worn:shoes, worn:top")
    bpy.ops.galatea.outfit(name="casual")
    assert set(worn(person)) == {"Beard", "T-shirt", "Jeans"}
    bpy.ops.galatea.randomise_outfit(seed=3)
    assert {"Beard", "T-shirt"} <= set(worn(person)) and "Trainers" not in worn(person)


def test_a_dress_and_what_is_locked_are_never_worn_over_one_another(panel_with_wardrobe, person):
    from blender_addon.state import looks

    casual = [Worn(slot="top", piece="t_shirt"), Worn(slot="bottom", piece="jeans"),
              Worn(slot="shoes", piece="trainers")]  # fmt: skip
    dress = Worn(slot="one_piece", piece="dress")
    entries = {"dress": Entry(name="dress", label="Dress", slot="one_piece", also=("top", "bottom"))}
    beard = Worn(slot="facial_hair", piece="beard")

    def dressed(before, new, *kept):
        look = looks.in_other_clothes(Look(worn=tuple(before)), new, kept, entries)
        return {each.piece for each in look.worn}

    assert dressed([beard, *casual], [dress], "facial_hair", "shoes") == {"beard", "dress", "trainers"}
    assert dressed([dress], casual, "one_piece") == {"dress", "trainers"}
    assert dressed(casual, [dress], "bottom") == {"jeans", "t_shirt"}, "who gets no dress keeps the top"
    assert dressed([dress], casual, "shoes") == {"t_shirt", "jeans"}
    bpy.ops.galatea.wear(piece="dress")
    bpy.ops.galatea.lock(names="worn:one_piece")
    bpy.ops.galatea.outfit(name="casual")
    assert set(worn(person)) == {"Dress", "Trainers"}


def test_dice_change_a_piece_for_one_of_its_style_alone():
    from blender_addon.state import outfits

    def entry(name, slot, *styles):
        return Entry(name=name, label=name, slot=slot, tags=("male", "female", "child", *styles))

    known = [entry("t_shirt", "top", "casual"), entry("jeans", "bottom", "casual", "work"),
             entry("trainers", "shoes", "casual"), entry("chinos", "bottom", "casual", "modern"),
             entry("mermaid_tail", "bottom", "fantasy"), entry("greaves", "bottom", "medieval", "knight", "work"),
             entry("plain", "bottom")]  # fmt: skip
    entries = {each.name: each for each in known}
    seen = {w.piece for k in range(60) for w in outfits.rolled(entries, random.Random(k), child=False, female=False)}
    assert seen == {"t_shirt", "jeans", "trainers", "chinos"}


def test_an_outfit_is_of_pieces_that_there_are_and_leaves_nobody_barefoot_who_is_not_at_the_beach():
    from blender_addon.state import outfits

    folder = Path(__file__).parents[2] / "assets" / "wardrobe"
    slots = {}
    for name, pieces in outfits.OUTFITS.items():
        for piece, _ in pieces:
            with np.load(folder / f"{piece}.npz", allow_pickle=False) as stored:
                slots.setdefault(name, []).append(json.loads(stored["header"].tobytes())["entry"]["slot"])
    assert all(len(set(each)) == len(each) for each in slots.values())
    assert [name for name, each in slots.items() if "shoes" not in each] == ["swim"]


def test_what_is_worn_survives_a_drag_and_words_and_is_asked_for_with_its_locks(panel_with_wardrobe, person):
    bpy.ops.galatea.wear(piece="t_shirt", colour=(0.6, 0.2, 0.0))
    bpy.ops.galatea.lock(names="worn:top, skin")
    drag(panel_with_wardrobe, "height", 0.8)
    assert colour_of(person, "T-shirt") == (0.6, 0.2, 0.0)
    from blender_addon.jobs import generating

    job = generating.from_words("a tall man", person)
    assert {"worn:top", "skin"} <= set(job.request.locked) and job.request.look.worn[0].piece == "t_shirt"
    turn(lambda: not person.galatea.job)
    assert set(worn(person)) == {"T-shirt"}


def test_skin_reaches_the_request_and_comes_back(panel_with_wardrobe, person):
    from blender_addon.state import looks

    skin = panel_with_wardrobe.look.skin
    skin.freckles, skin.face_paint, skin.by_age, skin.wrinkles = 0.5, "tiger", False, 0.25
    settle()
    told = looks.look_of(person.galatea.look).skin
    assert (told.freckles, told.face_paint, told.wrinkles) == (0.5, "tiger", 0.25)
    skin.by_age, skin.face_paint = True, "NONE"
    settle()
    told = looks.look_of(person.galatea.look).skin
    assert told.wrinkles is None and told.face_paint == ""


def test_covered_skin_is_hidden_until_the_clothes_are_deleted(panel_with_wardrobe, person):
    from blender_addon import scene
    from blender_addon.jobs import event_loop

    bpy.ops.galatea.wear(piece="t_shirt")
    assert hidden(person) == list(range(8))
    shown = person.evaluated_get(bpy.context.evaluated_depsgraph_get())
    assert len(shown.data.vertices) == len(person.data.vertices) - 8
    bpy.data.objects.remove(scene.parts.of(person)["T-shirt"])
    event_loop.advance()
    assert hidden(person) == []
    bpy.ops.galatea.change(prompt="a tall man")
    assert set(worn(person)) == {"T-shirt"} and hidden(person) == list(range(8))
    bpy.ops.galatea.take_off(slot="top")
    assert hidden(person) == [] and scene.covered.of(person) is None


def test_a_mask_that_the_artist_removed_stays_away(panel_with_wardrobe, person):
    from blender_addon import scene

    bpy.ops.galatea.wear(piece="t_shirt")
    person.modifiers.remove(scene.covered.of(person))
    drag(panel_with_wardrobe, "height", 0.8)
    assert scene.covered.of(person) is None


def test_a_script_dresses_an_avatar(panel, person):
    from blender_addon import api

    api.wear(person, "dress", colour=(0.6, 0.2, 0.0), length=-0.5)
    assert api.look(person).worn == (Worn(slot="one_piece", piece="dress", colour=(0.6, 0.2, 0.0), length=-0.5),)
    api.take_off(person, "one_piece")
    assert worn(person) == {}
