"""Shards: the same plan gives the same pictures, files are whole or absent, heights can be seen."""

import numpy as np
import pytest
import torch

from backend.body import load_body
from backend.training.encoder.dataset import (
    BATCH,
    MEASUREMENTS,
    SIZE,
    VIEWS,
    Plan,
    Shard,
    make_shard,
    open_studio,
    paint_bank,
    read_shards,
)
from backend.training.encoder.towers import dressed, make_scenery, shaken
from backend.words.attributes import ATTRIBUTES


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    bank = tmp_path_factory.mktemp("bank") / "looks.npz"
    paint_bank(load_body("anny"), bank, count=2)
    return open_studio(bank)


@pytest.fixture(scope="module")
def people(studio):
    return make_shard(studio, Plan(3, "body", 24, calm=True))


def test_the_same_plan_gives_the_same_pictures(studio):
    first, again, other = (make_shard(studio, Plan(seed, "face", 3)) for seed in (1, 1, 2))
    for name in ("images", "attributes", "views", "clay"):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name
    assert not np.array_equal(first.images, other.images)


def test_a_shard_holds_what_it_says(people):
    assert people.images.shape == (24, SIZE, SIZE, 4) and people.images.dtype == np.uint8
    assert people.attributes.shape == (24, len(ATTRIBUTES))
    assert (people.views == VIEWS.index("front")).all()
    assert people.measurements.shape == (24, len(MEASUREMENTS)) and np.isfinite(people.measurements).all()
    coverage = people.images[..., 3].mean((1, 2)) / 255
    assert (coverage > 0.01).all() and (coverage < 0.5).all()


def test_tall_people_stand_higher_in_the_picture(people):
    rows = (people.images[..., 3] > 128).any(2).argmax(1)  # the first row with something in it
    heights = people.measurements[:, list(MEASUREMENTS).index("height")]
    assert np.corrcoef(heights, -rows)[0, 1] > 0.95


def test_faces_fill_the_picture_whatever_their_size(studio):
    faces = make_shard(studio, Plan(4, "face", 8, calm=True))
    across = (faces.images[..., 3] > 128).any(1).sum(1)
    assert across.min() > 0.5 * SIZE


def test_reading_joins_files(people, tmp_path):
    for name, part in (("a", slice(0, 10)), ("b", slice(10, 24))):
        arrays = {key: getattr(people, key)[part] for key in Shard.__dataclass_fields__}
        np.savez(tmp_path / f"{name}.npz", **arrays)
    joined = read_shards([tmp_path / "a.npz", tmp_path / "b.npz"])
    assert np.array_equal(joined.images, people.images)
    assert np.array_equal(joined.measurements, people.measurements)


def test_plain_people_share_their_colours(studio):
    plain = make_shard(studio, Plan(5, "face", 32, steady=True, plain=True))
    mixed = make_shard(studio, Plan(5, "face", 6 * BATCH, steady=True))  # each batch is of one look
    skin = ATTRIBUTES.index("skin_tone")
    assert not plain.clay.any() and np.ptp(plain.attributes[:, skin]) == 0
    assert np.ptp(mixed.attributes[:, skin]) > 0


def test_dressed_pictures_keep_the_figure_and_change_what_is_behind(people):
    shown = torch.from_numpy(people.images[:4]).permute(0, 3, 1, 2).float() / 255
    scenery = make_scenery(SIZE, torch.Generator().manual_seed(0), count=2)
    first, again, other = (dressed(shown, scenery, torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert first.shape == (4, 3, SIZE, SIZE)
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert float(first.amin()) >= 0.0 and float(first.amax()) <= 1.0
    inside = (shown[:, 3:] == 1).expand(-1, 3, -1, -1)
    assert np.corrcoef(first[inside].numpy(), shown[:, :3][inside].numpy())[0, 1] > 0.8


def test_shaken_pictures_move_little_and_a_mirrored_one_is_the_mirror_image(people):
    images = torch.from_numpy(people.images[:4]).permute(0, 3, 1, 2)
    moved = shaken(images, SIZE, False, torch.Generator().manual_seed(1))
    mirrored = shaken(images, SIZE, True, torch.Generator().manual_seed(1))
    shown = images.float() / 255
    of_the_mirror_image = shaken(images.flip(-1), SIZE, False, torch.Generator().manual_seed(1))
    assert torch.allclose(mirrored, of_the_mirror_image, atol=1e-3)
    assert not torch.allclose(moved, shown, atol=0.05)
    amount = moved[:, 3].sum((1, 2)) / shown[:, 3].sum((1, 2))
    assert (amount > 0.93).all() and (amount < 1.07).all()
    assert shaken(images, 64, False, torch.Generator().manual_seed(1)).shape == (4, 4, 64, 64)
