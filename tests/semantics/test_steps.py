"""From random bodies to a mapper: the same again from a seed, resumed, appended, and clear about what cannot be."""

import dataclasses
import json
import tarfile
from functools import partial
from typing import Any

import numpy as np
import pytest
import seeing_eyes
import torch

from backend.body import load_body, rest_shape
from backend.cli import main
from backend.figure.photographer import with_values
from backend.protocol.errors import BadFile, BadRequest, JobFailed, NotAvailable
from backend.semantics import read_mapper, space_of
from backend.semantics.nets import ScoreNet
from backend.semantics.scoring import scoring_of
from backend.training.semantics import make as steps
from backend.training.semantics.choose import choose as all_of_choose
from backend.training.semantics.draw import drawn
from backend.training.semantics.fitting import Course
from backend.training.semantics.lips import lips_cross, lips_of
from backend.training.semantics.rate import rate
from backend.training.semantics.sample import plan_of, plausible, sample
from backend.training.semantics.shards import png, read_plan, read_shard, shards_of, write_plan
from backend.training.semantics.together import fit
from backend.training.semantics.train import lesson_of, train_mapper

WORDS: tuple[str, ...] = seeing_eyes.WORDS
Eyes: Any = seeing_eyes.Eyes  # as much of an encoder as rating asks for
BODY, SIZE, SHARD = "toy-smpl", 32, 10


def plan(**how):
    return plan_of(load_body(BODY), "body", **{"size": SIZE, "textured": False, "shard": SHARD, **how})


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    sample(folder, plan(), 100)
    return folder


@pytest.fixture(scope="module")
def lesson(data):
    eyes = Eyes()
    return lesson_of(rate(data, eyes), space_of(load_body(BODY), "body"), scoring_of(eyes, WORDS[:3]), eyes)


def test_bodies_are_drawn_as_far_up_as_down_and_within_their_limits():
    space = space_of(load_body("anny"), "body")
    low, high, default, spread = (space.column(n).numpy() for n in ("low", "high", "default", "spread"))
    values = drawn(space, 4000, np.random.default_rng(1))
    assert (values >= low - 1e-6).all() and (values <= high + 1e-6).all()
    free = np.abs(low + high - 2 * default) < 1e-6
    assert free.sum() > 15
    assert (np.abs(values.mean(0) - default)[free] < 0.1 * spread[free]).all()


def test_left_and_right_move_together():
    space = space_of(load_body("anny"), "expression")
    axis = next(axis for axis in space.axes if axis.name == "mouthSmile")
    assert axis.sliders == ("mouthSmileLeft", "mouthSmileRight")
    sliders = space.sliders([0.5] * len(space.axes))
    assert sliders["mouthSmileLeft"] == sliders["mouthSmileRight"] == 0.5
    assert "gender" not in sliders  # it is known, and no word about faces moves it


def test_lips_of_random_faces_do_not_cross():
    body = load_body("anny")
    lips = lips_of(body)
    assert lips is not None and len(lips.upper) > 5
    space = space_of(body, "expression")
    crossed = torch.tensor(
        [[1.0 if axis.name in ("mouthClose", "mouthShrugLower") else axis.default for axis in space.axes]]
    )
    assert bool(lips_cross(lips, rest_shape(body, with_values(body, space, crossed))))
    assert not bool(lips_cross(lips, rest_shape(body, body.defaults[None])))
    _, vertices = plausible(body, space, 12, np.random.default_rng(2))
    assert not bool(lips_cross(lips, vertices).any())


def test_the_same_seed_gives_the_same_pictures_and_more_are_appended(tmp_path):
    assert sample(tmp_path / "one", plan(), 11) == 20
    sample(tmp_path / "two", plan(), 5)
    kept = shards_of(tmp_path / "two")[0]
    before = kept.read_bytes()
    sample(tmp_path / "two", plan(), 20)
    assert kept.read_bytes() == before
    assert [f.read_bytes() for f in shards_of(tmp_path / "two")] == [
        f.read_bytes() for f in shards_of(tmp_path / "one")
    ]


def test_shards_are_tar_files_by_sample_as_webdataset_reads_them(data):
    with tarfile.open(shards_of(data)[1]) as tar:
        names = tar.getnames()
        stream = tar.extractfile(names[0])
        assert stream is not None
        told = json.loads(stream.read())
    assert names[:3] == ["000010.json", "000010.front.png", "000010.side.png"]
    assert tuple(told) == read_plan(data).axes


def test_samples_of_another_kind_are_not_mixed_in(data):
    with pytest.raises(BadRequest, match="size 32, not 48"):
        sample(data, plan(size=48), 200)


def test_a_half_written_shard_is_made_again_and_never_rated(tmp_path):
    sample(tmp_path, plan(), 20)
    file = shards_of(tmp_path)[1]
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match=file.name):
        rate(tmp_path, Eyes())
    sample(tmp_path, plan(), 20)
    assert file.read_bytes() == whole


def test_pictures_that_are_none_are_named(tmp_path):
    sample(tmp_path, plan(), 10)
    file = shards_of(tmp_path)[0]
    content = file.read_bytes()
    start = content.index(b"\x89PNG")
    file.write_bytes(content[:start] + b"no picture" + content[start + 10 :])
    with pytest.raises(BadFile, match="no whole shard"):
        rate(tmp_path, Eyes())


def test_an_empty_folder_says_how_to_fill_it(tmp_path):
    with pytest.raises(NotAvailable, match="no samples"):
        rate(tmp_path, Eyes())


def test_only_what_is_missing_is_rated(data, tmp_path):
    for file in (data / "data.json", *shards_of(data)[:2]):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    eyes = Eyes()
    first = rate(tmp_path, eyes)
    assert eyes.pictures == 40
    again = rate(tmp_path, eyes)
    assert eyes.pictures == 40 and (first.embeddings == again.embeddings).all()
    rate(tmp_path, Eyes(weight=2.0))  # other weights have seen nothing yet
    (tmp_path / shards_of(data)[2].name).write_bytes(shards_of(data)[2].read_bytes())
    rate(tmp_path, second := Eyes(weight=2.0))
    assert second.pictures == 20


@pytest.mark.parametrize("words", [[], [""], ["wide", "Wide"], ["high", "wide", " high "]])
def test_no_words_and_a_word_twice_are_refused_before_anything_is_made(words, tmp_path):
    with pytest.raises(BadRequest):
        steps.make(steps.Order(tmp_path, BODY, words=tuple(words)), Eyes(), lambda *told: None)
    assert not any(tmp_path.iterdir())


def test_words_that_are_rated_alike_are_named(data):
    class Twins(Eyes):
        def encode_texts(self, texts):
            return super().encode_texts(["wide" if text == "broad" else text for text in texts])

    eyes, space = Twins(), space_of(load_body(BODY), "body")
    with pytest.raises(BadRequest, match='"wide" and "broad"'):
        lesson_of(rate(data, eyes), space, scoring_of(eyes, ["wide", "broad"]), eyes)


def test_a_word_that_is_rated_the_same_on_all_bodies_is_named(data):
    class Blind(Eyes):
        def encode_texts(self, texts):
            return super().encode_texts(texts) * torch.tensor([[float(text != "high")] for text in texts])

    eyes, space = Blind(), space_of(load_body(BODY), "body")
    with pytest.raises(BadRequest, match="alike for high"):
        lesson_of(rate(data, eyes), space, scoring_of(eyes, ["wide", "high"]), eyes)


def test_a_training_that_diverges_stops_and_says_what_to_do(lesson):
    with pytest.raises(JobFailed, match="diverged") as told:
        train_mapper(lesson, "toy", Course(epochs=20, rate=1e6))
    assert "--rate" in told.value.hint


def test_the_best_epoch_is_kept_and_the_same_comes_from_a_seed(lesson):
    seen = []
    course = Course(epochs=12, batch=16, rate=0.02)
    inputs, goals = lesson.rows(1)
    torch.manual_seed(0)
    net = ScoreNet(inputs.shape[1], goals.shape[1])
    best = fit(net, lesson.rows(0), (inputs, goals), course, lambda done, total, error: seen.append(error))
    assert float((best(inputs) - goals).square().mean().detach()) == pytest.approx(min(seen), rel=1e-5)
    one, other = (train_mapper(lesson, "toy", course) for _ in range(2))
    assert torch.equal(one.net(inputs), other.net(inputs))


def test_what_two_words_differ_by_is_learned_as_well_as_they_are(lesson):
    steps_ = torch.randn(600, lesson.steps.shape[1], generator=torch.Generator().manual_seed(1))
    first, small = steps_[:, 0], 0.15 * steps_[:, 1] * steps_[:, 2]
    scores = torch.stack([first + small, first - small], 1)
    part = np.arange(600) % 10
    part = np.where(part > 1, 0, part + 1)
    near = dataclasses.replace(
        lesson, steps=steps_, scores=scores, part=part, mean=torch.zeros(2), deviation=torch.ones(2),
        scoring=dataclasses.replace(lesson.scoring, words=("one", "other"), prompts=("one", "other")),
    )  # fmt: skip
    mapper = train_mapper(near, "near", Course(epochs=80, batch=32, rate=0.01))
    inputs, goals = near.rows(2)
    found, truth = mapper.net(inputs).diff(dim=1), goals.diff(dim=1)
    assert float((found - truth).square().mean()) < 0.3 * float(truth.square().mean())


def test_one_word_is_enough(lesson, data):
    eyes = Eyes()
    alone = lesson_of(rate(data, eyes), lesson.space, scoring_of(eyes, ["high"]), eyes)
    mapper = train_mapper(alone, "one", Course(epochs=30))
    start = mapper.space.column("default")
    moved = mapper.moved(start, {"high": 1.0})
    assert float(mapper.scores(moved) - mapper.scores(start)) > 0.3


def test_choosing_says_why_and_keeps_what_it_must():
    rng = np.random.default_rng(0)
    base = rng.normal(size=(300, 3))
    scores = np.stack([3 * base[:, 0], 2 * base[:, 0] + 0.1 * base[:, 1], base[:, 1], 0.5 * base[:, 2]], 1)
    words = ["tall", "lofty", "fat", "thin"]
    kin = lambda a, b: "antonym" if {a, b} == {"fat", "thin"} else ""  # noqa: E731
    choose = partial(all_of_choose, words, scores, base, relation=kin, clusters=3)
    found = choose()
    why = {verdict.word: verdict.why for verdict in found.verdicts}
    assert found.words == ("tall", "fat")
    assert 'goes with "tall"' in why["lofty"] and 'antonym of "fat"' in why["thin"]
    assert all(word in found.report() for word in words)
    turned = all_of_choose(["tall", "short"], np.stack([base[:, 0], -base[:, 0]], 1), base, clusters=2)
    assert 'goes against "' in " ".join(verdict.why for verdict in turned.verdicts)
    assert "lofty" in choose(keep=["lofty"]).words
    assert len(choose(most=1).words) == 1
    assert len(choose(fewest=3).words) == 3
    with pytest.raises(BadRequest, match="4 words, and 5 shall be taken"):
        choose(fewest=5)
    with pytest.raises(BadRequest, match="not among"):
        choose(keep=["round"])


def test_make_does_all_of_it_and_goes_on_where_it_was(tmp_path, data):
    order = steps.Order(
        tmp_path / "toy", BODY, "body", WORDS, count=60, size=SIZE, textured=False, course=Course(epochs=5),
        compare=True, bodies=2, correlation=1.0,
    )  # fmt: skip
    told = []
    choice, found = steps.make(order, Eyes(), lambda *line: told.append(line[0].split(" (")[0]))
    assert {"bodies", "shards rated", "epochs", "sliders"} <= set(told)
    assert set(found["ours"]["monotonic"]) == set(choice.words) == set(found["words"])
    assert 0 < found["ours"]["coverage"] <= 1 and found["published"]["cross_talk_mean"] >= 0
    mapper = read_mapper(tmp_path / "toy" / "mapper.safetensors")
    assert mapper.words == choice.words and mapper.card.name == "toy" and "monotonic_share" in mapper.card.evaluation
    for name in (
        "words.md",
        "correlation.png",
        "evaluation.json",
        "cross-talk-ours.png",
        f"heat/{choice.words[0]}.png",
    ):
        assert (tmp_path / "toy" / name).stat().st_size > 100
    kept = {file: file.stat().st_mtime_ns for file in shards_of(order.data)}
    steps.make(dataclasses.replace(order, bodies=1), Eyes(), lambda *line: None)
    assert {file: file.stat().st_mtime_ns for file in shards_of(order.data)} == kept
    # a step alone takes the words of the step before, and says so where it is given others
    silent = dataclasses.replace(order, words=())
    assert steps.do_choose(silent, Eyes(), lambda *line: None).words == steps.chosen_words(silent) == choice.words
    (order.folder / "words.json").unlink()
    assert steps.chosen_words(silent) == WORDS and steps.chosen_words(dataclasses.replace(order, words=("fat",)))
    steps.do_choose(silent, Eyes(), lambda *line: None)
    with pytest.raises(BadRequest, match="without lofty"):
        steps.do_train(dataclasses.replace(order, words=(*WORDS, "lofty")), Eyes(), lambda *line: None)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [("--rate", "-1", "step of the training"), ("--rate", "nan", "step of the training"), ("--seed", "-1", "is -1"),
     ("--correlation", "5", "cannot go together"), ("--epochs", "0", "epochs is 0"), ("--size", "-3", "pixels is -3"),
     ("--workers", "-2", "workers is -2")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_one_sentence(option, value, told, tmp_path, capsys):
    assert main(["semantics", "sample", "--out", str(tmp_path), "--body", BODY, option, value]) == 2
    assert told in capsys.readouterr().err and not any(tmp_path.iterdir())


def test_a_step_takes_body_and_pictures_of_the_samples_and_refuses_others(tmp_path):
    write_plan((order := steps.Order(tmp_path)).data, plan())
    assert steps.plan_asked_for(order) == plan()
    for said in ({"body": "anny"}, {"space": "expression"}, {"size": SIZE + 1}, {"textured": True}):
        with pytest.raises(BadRequest, match=f"made with {next(iter(said))}"):
            steps.do_rate(dataclasses.replace(order, **said), Eyes(), lambda *told: None)
    assert steps.plan_asked_for(steps.Order(tmp_path / "new", BODY, size=SIZE, textured=False)).size == SIZE


def test_another_body_or_encoder_is_not_evaluated_nor_shown_a_picture(tmp_path, lesson):
    order = steps.Order(tmp_path)
    write_plan(order.data, plan())
    mapper = train_mapper(lesson, "toy", Course(epochs=2))
    with pytest.raises(BadRequest, match="as it is now"):
        steps.do_evaluate(order, eyes := Eyes(weight=2.0), mapper, lambda *told: None)
    assert eyes.pictures == 0
    space = dataclasses.replace(mapper.space, body="anny")
    other = dataclasses.replace(mapper, card=dataclasses.replace(mapper.card, space=space))
    with pytest.raises(BadRequest, match="moves the body anny, not toy-smpl"):
        steps.do_evaluate(order, Eyes(), other, lambda *told: None)


def test_a_picture_comes_back_from_a_shard_as_it_was(data):
    shard = read_shard(shards_of(data)[0], read_plan(data))
    assert shard.images.shape == (SHARD, 2, SIZE, SIZE, 3) and shard.images.max() > 60
    assert png(shard.images[0, 0])[:4] == b"\x89PNG"
