"""What the sliders of the Anny body do to height and weight, each alone and in pairs."""

import itertools

import numpy as np
import pytest
import torch

from backend.bake.anny_corrections import ENDS, LENGTHENED, SHORTENED
from backend.body import load_body, parameter_vector, rest, rest_shape
from backend.body.anny import AGES, ANCHORS, MUSCLES, RACES, load
from backend.body.corrections import corrected
from backend.body.measure import DENSITY, volume
from backend.protocol.sliders import PHENOTYPES

# what a person's height may depend on
OF_HEIGHT = ("height", "age", "gender")
TWO_CENTIMETRES = 0.02
AGE_OF = dict(zip(AGES, ANCHORS["age"][1], strict=True))


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def stops(name):
    return AGE_OF.values() if name == "age" else (0.0, 0.5, 1.0)


def measured(body, figures):
    """Heights in metres and body mass indices, (N,) each, of figures given as dicts of sliders."""
    columns = {
        n: torch.tensor([float(f.get(n, body.defaults[body.parameter_index[n]])) for f in figures]) for n in PHENOTYPES
    }
    heights, masses = [], []
    with torch.inference_mode():
        for part in parameter_vector(body, columns, batch=len(figures)).split(12):
            vertices = rest_shape(body, part)
            heights.append(vertices[..., 2].amax(dim=1))
            masses.append(volume(vertices, body.landmarks["closed_faces"]) * DENSITY)
    height = torch.cat(heights)
    return height, torch.cat(masses) / height**2


def test_height_answers_to_height_alone_in_every_pair_of_phenotypes(body):
    """Two figures that differ in nothing else than build, shape and origin are equally tall."""
    build = [n for n in PHENOTYPES if n not in OF_HEIGHT]
    pairs = [
        *(
            {p: u, q: v}
            for p, q in itertools.combinations(build, 2)
            for u, v in itertools.product((0.0, 1.0), repeat=2)
        ),
        *({p: u, q: v} for p in OF_HEIGHT for q in build for u in stops(p) for v in (0.0, 1.0)),
    ]
    same = [{p: v for p, v in pair.items() if p in OF_HEIGHT} for pair in pairs]
    difference = (measured(body, pairs)[0] - measured(body, same)[0]).abs()
    worst = int(difference.argmax())
    assert float(difference[worst]) < TWO_CENTIMETRES, pairs[worst]


def test_old_strong_heavy_people_do_not_grow(body):
    """In the library a man of 1.77 m is 1.99 m tall when his weight goes from the middle to its end."""
    people = [
        {"age": 1.0, "muscle": m, "weight": w, "gender": g, "height": h}
        for g, h, m, w in itertools.product((0.0, 1.0), (0.0, 0.4, 1.0), (0.5, 1.0), (0.5, 0.8, 1.0))
    ]
    height = measured(body, people)[0].view(-1, 6)
    assert float((height.amax(dim=1) - height.amin(dim=1)).max()) < TWO_CENTIMETRES


@pytest.mark.parametrize("age", AGES)
def test_the_weight_slider_spans_thin_to_heavy_at_every_muscle_and_gender(body, age):
    weights = (0.0, 0.25, 0.5, 0.75, 1.0)
    people = [
        {"age": AGE_OF[age], "gender": g, "muscle": m, "height": h, "weight": w}
        for g, m, h, w in itertools.product((0.0, 0.5, 1.0), (0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 0.4, 1.0), weights)
    ]
    index = measured(body, people)[1].view(-1, len(weights))
    assert bool((index[:, 1:] > index[:, :-1]).all()), "heavier all the way"
    low, high = ENDS[age]
    assert float((index[:, 0] - low).abs().max()) < 1.0
    assert float((index[:, -1] - high).abs().max()) < 1.2
    human = index.view(3, 5, 3, -1)[:, :, 1]
    assert float((human[..., -1] - high).abs().max()) < 0.5


def test_weight_makes_heavier_whatever_else_is_set(body):
    others = [n for n in PHENOTYPES if n != "weight"]
    people = [{p: u, "weight": w} for p in others for u in stops(p) for w in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    index = measured(body, people)[1].view(-1, 6)
    assert bool((index[:, 1:] > index[:, :-1] + 0.1).all())


def test_no_slider_jumps(body):
    """A fiftieth of a slider moves nobody's skin far; the longest way is growing up, a metre in a third of it."""
    generator = torch.Generator().manual_seed(5)
    base = {name: torch.rand(24, generator=generator) for name in PHENOTYPES}
    start = parameter_vector(body, base, batch=24)
    with torch.inference_mode():
        before = rest_shape(body, start)
        for name in PHENOTYPES:
            moved = start.clone()
            column = moved[:, body.parameter_index[name]]
            column += torch.where(column > 0.5, -0.02, 0.02)
            most = float((rest_shape(body, moved) - before).norm(dim=-1).max())
            limit = {"age": 0.07, "height": 0.03, "gender": 0.01}.get(name, 0.02 if name in RACES else 0.01)
            assert most < limit, name


def test_the_figure_of_average_weight_and_equal_origins_is_the_library_s(body):
    """Corrected are least and most weight, what origins add to their mean, and the library's mistakes alone."""
    source = load(source_rows=True)
    broken = {*SHORTENED, *LENGTHENED}
    people = [
        {"age": AGE_OF[a], "muscle": MUSCLES.index(m) / 2, "gender": g, "height": h}
        for a, m, g, h in itertools.product(AGES, MUSCLES, (0.0, 1.0), (0.1, 0.9))
        if f"{('male', 'female')[int(g)]}-{a}-{m}-averageweight" not in broken
    ]
    for one in people:
        ours, theirs = (rest_shape(b, parameter_vector(b, one)) for b in (body, source))
        torch.testing.assert_close(ours, theirs, atol=2e-4, rtol=0)


def test_joints_go_along_with_the_corrected_shapes(body):
    """The joints of the heaviest lie inside the flesh around them."""
    for gender, muscle in itertools.product((0.0, 1.0), repeat=2):
        vertices, heads, _ = rest(
            body, "mixamo", parameter_vector(body, {"gender": gender, "muscle": muscle, "weight": 1.0})
        )
        names = body.rigs["mixamo"].bone_names
        for bone in ("mixamorig:LeftArm", "mixamorig:Head", "mixamorig:LeftUpLeg", "mixamorig:Spine"):
            head = heads[0, names.index(bone)]
            near = vertices[0][(vertices[0] - head).norm(dim=-1) < 0.35] - head
            for axis in range(2):
                assert float(near[:, axis].min()) < -0.02 and float(near[:, axis].max()) > 0.02, bone


def test_a_correction_may_be_made_of_rows_that_are_corrected_themselves():
    rows = np.array([[1.0], [10.0], [100.0]], np.float32)
    found = corrected(rows, ["a", "b"], {"a": {"a": 1.0, "b": 1.0}, "b": {"a": 2.0}})
    assert found.tolist() == [[11.0], [2.0], [100.0]]
    assert rows.tolist() == [[1.0], [10.0], [100.0]]
