"""The jobs from request to result: what comes back, and what bad input is told."""

import dataclasses

import numpy as np
import pytest
from toy_context import ToyContext

from backend.capabilities.avatar import jobs
from backend.capabilities.shape import live
from backend.capabilities.shape.jobs import run_shape
from backend.protocol.errors import BadRequest, JobCancelled, NotAvailable
from backend.protocol.requests import AvatarRequest, Figure, LiveShapeRequest, Look, ShapeRequest, look_of
from backend.protocol.sliders import ARKIT_52

REPORT = {
    "measurements", "phenotypes", "expression", "sliders", "timings_s", "device", "peak_memory_mb", "checks",
    "warnings", "unknown_words",
}  # fmt: skip
SMALL = Figure(texture_size=256)


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path)


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    request = ShapeRequest(
        sliders={"muscle": 0.9, "jawOpen": 0.5}, look=Look(skin_tone=0.8), figure=Figure(texture_size=256, clip="rom")
    )
    return run_shape(request, ToyContext(tmp_path_factory.mktemp("job")))


def test_a_shape_stops_between_the_parts_of_its_work(context, monkeypatch):
    """A drag that goes on must not wait for a whole rig."""
    told = []

    def progress(stage, fraction, message=""):
        told.append(stage)
        if told.count("assemble") == 3:
            raise JobCancelled("stop")

    monkeypatch.setattr(context, "progress", progress)
    with pytest.raises(JobCancelled):
        run_shape(ShapeRequest(), context)
    told.clear()
    monkeypatch.setattr(context, "progress", lambda stage, *_: told.append(stage))
    bare = ShapeRequest(look=Look(unsaid="bare"), figure=Figure(texture_size=256, preview_size=0))
    run_shape(bare, context)
    assert told.count("assemble") == 5


def test_a_shape_is_a_whole_person(person):
    avatar = person.avatar
    count = len(avatar.mesh.vertices)
    assert len(avatar.rig.bone_names) == 65 and avatar.rig.bone_names[0] == "mixamorig:Hips"
    assert avatar.rig.weights.shape == (count, 4)
    assert np.allclose(avatar.rig.weights.sum(1), 1.0, atol=1e-5)
    assert avatar.shape_keys.names == ARKIT_52 and avatar.shape_keys.offsets.shape == (52, count, 3)
    assert avatar.shape_keys.values[ARKIT_52.index("jawOpen")] == pytest.approx(0.5)
    assert avatar.textures["albedo"].shape == (256, 256, 4)
    assert abs(min(part.mesh.vertices[:, 2].min() for part in avatar.all_parts)) < 1e-4
    assert avatar.motion is not None and avatar.motion.rotations.shape[1] == 65


def test_the_figure_stands_in_t_pose_facing_minus_y(person):
    vertices, rig = person.avatar.mesh.vertices, person.avatar.rig
    heads = dict(zip(rig.bone_names, rig.rest_matrices[:, :3, 3], strict=True))
    left, right = heads["mixamorig:LeftHand"], heads["mixamorig:RightHand"]
    assert left[0] > 0.5 and right[0] == pytest.approx(-left[0], abs=0.01)
    assert left[2] == pytest.approx(heads["mixamorig:LeftArm"][2], abs=1e-3)
    assert heads["mixamorig:LeftToeBase"][1] < heads["mixamorig:LeftFoot"][1]
    assert vertices[:, 0].max() - vertices[:, 0].min() == pytest.approx(
        person.report["measurements"]["height"], rel=0.12
    )


def test_the_report_has_every_key_and_believable_numbers(person):
    report = person.report
    assert set(report) == REPORT
    size = report["measurements"]
    assert 1.4 < size["height"] < 2.2 and 40 < size["mass"] < 140
    assert size["bmi"] == pytest.approx(size["mass"] / size["height"] ** 2, rel=1e-3)
    assert report["phenotypes"]["muscle"] == pytest.approx(0.9)
    assert report["expression"] == {"jawOpen": 0.5}


def test_measurements_do_not_depend_on_the_face(person, context):
    still = run_shape(ShapeRequest(sliders={"muscle": 0.9}, figure=SMALL), context)
    assert still.report["measurements"] == person.report["measurements"]


def test_the_preview_has_four_different_views(person):
    height, width = person.preview.shape[:2]
    assert width > 3.5 * height
    quarters = np.array_split(person.preview.astype(float), 4, axis=1)
    assert all(quarter.std() > 10 for quarter in quarters)


def test_dragging_shows_the_mesh_that_the_job_will_make(person, context):
    worn = look_of(person.avatar).worn
    request = LiveShapeRequest(sliders={"muscle": 0.9, "jawOpen": 0.5}, worn=worn)
    moved = live.run_live_shape(request, context)
    assert np.abs(moved.vertices - person.avatar.mesh.vertices).max() < 1e-4
    for part in person.avatar.parts:
        assert np.abs(moved.part_vertices[part.name] - part.mesh.vertices).max() < 1e-4
    assert moved.measurements["height"] == pytest.approx(person.report["measurements"]["height"], abs=1e-3)
    quick = live.run_live_shape(dataclasses.replace(request, measure=False), context)
    assert quick.measurements == {} and np.array_equal(quick.vertices, moved.vertices)


def test_any_body_model_goes_the_whole_way(context):
    result = run_shape(
        ShapeRequest(figure=Figure(body="toy", skeleton="own", texture_size=256), sliders={"height": 1.0}), context
    )
    assert result.avatar.rig.bone_names == ("lower", "upper")
    assert result.avatar.shape_keys.names == ("jawOpen", "mouthSmileLeft")
    assert result.avatar.mesh.vertices[:, 2].max() > 1.9
    with pytest.raises(BadRequest, match="own"):
        run_shape(ShapeRequest(figure=Figure(body="toy", skeleton="mixamo")), context)


@pytest.mark.parametrize(("locked", "age"), [((), 0.8933), (("age",), 0.7)])
def test_an_age_in_years_sets_the_age_unless_it_is_locked(locked, age, context):
    request = AvatarRequest(
        prompt="a 70-year-old woman", sliders={"age": 0.7}, locked=locked, steps=1, views=1, figure=SMALL
    )
    made = jobs.run_avatar(request, context)
    assert made.avatar.sliders["age"] == pytest.approx(age, abs=1e-3)
    assert made.report["unknown_words"] == []


def test_words_become_a_person_who_looks_like_them(context):
    """The main job with the embedded encoder; few steps, as its axes and the codebook go most of the way."""
    request = AvatarRequest(
        prompt="a tall man with red hair, smiling", steps=4, views=1, figure=dataclasses.replace(SMALL, seed=3)
    )
    tall = jobs.run_avatar(request, context)
    assert tall.report.keys() >= REPORT and tall.report["unknown_words"] == []
    smile = tall.report["expression"]
    assert smile["mouthSmileLeft"] > 0.3 and smile["mouthSmileRight"] > 0.3
    assert tall.avatar.look["hair_colour"][0] > 2 * tall.avatar.look["hair_colour"][2]
    assert len(context.pictures) >= 2 and tall.preview.shape[2] == 3
    context.folder = context.folder / "short"
    context.folder.mkdir()
    short = jobs.run_avatar(dataclasses.replace(request, prompt="a short woman"), context)
    assert tall.report["measurements"]["height"] > short.report["measurements"]["height"] + 0.15
    assert tall.report["phenotypes"]["gender"] < 0.3 < 0.6 < short.report["phenotypes"]["gender"]
    assert max(short.report["expression"].values(), default=0.0) < 0.3
    assert min(p.report["phenotypes"]["age"] for p in (tall, short)) >= 0.6 - 1e-6


def test_of_several_words_none_is_lost(tmp_path):
    """Beside a woman: shorter for her age, heavier and fatter, and surprised; a fat man is no taller for it."""
    made, from_one_place = {}, {"african": 0.0, "asian": 0.0, "caucasian": 1.0}
    for name in ("a woman", "a short chubby woman, surprised", "a man", "an obese man"):
        (tmp_path / name).mkdir()
        figure = dataclasses.replace(SMALL, preview_size=0)
        steps = 10 if name.endswith(" man") else 4
        request = AvatarRequest(prompt=name, steps=steps, views=1, figure=figure, sliders=from_one_place)
        made[name] = jobs.run_avatar(request, ToyContext(tmp_path / name)).report
    woman, asked = made["a woman"], made["a short chubby woman, surprised"]
    assert asked["phenotypes"]["height"] < woman["phenotypes"]["height"] - 0.05  # 5.5 cm
    assert asked["measurements"]["bmi"] > woman["measurements"]["bmi"] + 1.0
    assert asked["measurements"]["waist"] > woman["measurements"]["waist"] + 0.02
    assert asked["phenotypes"]["gender"] > 0.7 and asked["expression"]["browOuterUpLeft"] > 0.4
    man, fat = made["a man"]["measurements"], made["an obese man"]["measurements"]
    assert fat["waist"] > man["waist"] + 0.15 and abs(fat["height"] - man["height"]) < 0.04


def test_the_same_words_and_seed_give_the_same_person(tmp_path):
    found = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        request = AvatarRequest(
            prompt="a muscular woman", steps=3, views=1, figure=dataclasses.replace(SMALL, seed=2**62)
        )
        found.append(jobs.run_avatar(request, ToyContext(tmp_path / name)))
    first, again = found
    assert np.array_equal(first.avatar.mesh.vertices, again.avatar.mesh.vertices)
    assert first.avatar.sliders == again.avatar.sliders and first.avatar.avatar_id == again.avatar.avatar_id


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"prompt": ""}, "empty"),
        ({"prompt": " \n\t "}, "empty"),
        ({"prompt": "tall " * 2000}, "characters"),
        ({"prompt": "высокий мужчина"}, "Latin"),
        ({"prompt": "!!! ??? 123"}, "Latin"),
        ({"figure": Figure(body="robot")}, "robot"),
        ({"encoder": "nonsense"}, "nonsense"),
        ({"encoder": "ViT-B-32=/nowhere/file.pt"}, "file"),
        ({"sliders": {"hieght": 0.5}}, "height"),
        ({"sliders": {"height": float("nan")}}, "height"),
        ({"sliders": {"height": 7.0}}, "height"),
        ({"locked": ("wings",)}, "wings"),
        ({"steps": -1}, "steps"),
        ({"views": 0}, "views"),
        ({"figure": Figure(texture_size=1000)}, "texture"),
        ({"figure": Figure(preview_size=5000)}, "preview"),
        ({"look": Look(skin_tone=2.0)}, "skin_tone"),
        ({"figure": Figure(skeleton="own", clip="rom")}, "clip"),
    ],
)
def test_bad_input_is_told_in_one_sentence_with_what_to_do(context, change, told):
    request = AvatarRequest(**({"prompt": "a tall man"} | change))
    with pytest.raises(BadRequest) as error:
        jobs.run_avatar(request, context)
    assert told.lower() in str(error.value).lower()
    assert error.value.hint


def test_a_model_that_was_not_fetched_names_the_command(context, monkeypatch, tmp_path):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path))
    with pytest.raises(NotAvailable, match="galatea models get ViT-B-32/openai"):
        jobs.run_avatar(AvatarRequest(prompt="a tall man", encoder="ViT-B-32/openai"), context)


def test_words_shape_a_person_whose_measures_are_held(context):
    held = {"height": 1.7, "mass": 70.0, "waist": 0.8}
    request = AvatarRequest(prompt="a muscular man, 200 cm tall", steps=0, measures=held, figure=SMALL)
    result = jobs.run_avatar(request, context)
    found = result.report["measurements"]
    assert found["height"] == pytest.approx(1.7, abs=0.005) and found["waist"] == pytest.approx(0.8, abs=0.005)
    assert found["mass"] == pytest.approx(70, rel=0.005) and result.avatar.sliders["muscle"] > 0.55
    assert any("height" in told and "held" in told for told in result.report["warnings"])
