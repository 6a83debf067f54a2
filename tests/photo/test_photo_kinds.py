"""Photos of a face alone and of an animal, which are renders of our own: what is cut out, found, and told."""

import dataclasses

import numpy as np
import pytest
import torch
from face_videos import picture
from PIL import Image
from published_models import published
from toy_context import ToyContext

from backend.body import load_body, rest_shape
from backend.body.fitting.posed import PosedBody, State, turned
from backend.body.fitting.rigid import laid_on
from backend.body.published.adapting.adapter import published_body
from backend.capabilities.photo.jobs import run_photo
from backend.capture.carried_points import places_on
from backend.capture.shape import face_sliders, known_places
from backend.photo import silhouettes, usual_lens
from backend.photo.cutout import cut_out
from backend.photo.pictures_given import mask_of, photo_of
from backend.protocol.checks import check_request
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import Figure, NamedFile, PhotoRequest
from backend.protocol.sound_results import check_result
from backend.render import pinhole_camera, render, topology

SIZE = (150, 200)


def saved(path, pixels) -> NamedFile:
    Image.fromarray(pixels).save(path)
    return NamedFile(file=str(path))


@pytest.fixture(scope="module")
def animal():
    return published_body(published("smal"))


@pytest.fixture(scope="module")
def context(tmp_path_factory, animal):
    context = ToyContext(tmp_path_factory.mktemp("job"))
    context.warm |= {f"body {name} cpu": body for name, body in (("smal", animal), ("anny", load_body("anny")))}
    return context


@pytest.fixture(scope="module")
def seen(animal):
    """An animal that walks, thicker than usual and seen from its left and a little from the front: sliders, picture and
    coverage."""
    model = PosedBody(animal, next(iter(animal.rigs)))
    state = model.start()
    values, turns = state.values.copy(), state.turns.copy()
    values[animal.parameter_index["beta_1"]] = 2.5
    for bone, name in enumerate(model.rig.bone_names):
        if name in ("left_front_0", "right_back_0"):
            turns[bone] = turned(np.array([[0.3, 0, 0]]))[0]
    turns[0] = turned(np.array([[0, 0, np.radians(-65)]]))[0]
    vertices = model.pose(State(values, turns, np.zeros(3))).vertices
    lens = usual_lens(SIZE[1], SIZE[0])
    low, high = vertices.min(0), vertices.max(0)
    far = lens.focal * float((high - low).max()) / (0.7 * SIZE[1])
    vertices = vertices - (low + high) / 2 + (0.04, far, -0.02)
    behind = np.linspace((0.2, 0.5, 0.3), (0.4, 0.6, 0.5), SIZE[1], dtype=np.float32)[None].repeat(SIZE[0], 0)
    image, covered = render(
        torch.as_tensor(vertices, dtype=torch.float32)[None],
        topology(animal.faces),
        pinhole_camera(lens.focal, (lens.x, lens.y), SIZE),
        SIZE,
        vertex_colours=torch.tensor((0.75, 0.5, 0.3)).expand(len(vertices), 3),
        background=torch.from_numpy(behind)[None],
    )
    return values, (image[0].numpy() * 255).round().astype(np.uint8), covered[0, :, :, 0].numpy()


def test_an_animal_is_cut_out_by_what_the_photo_offers(seen, tmp_path):
    _, pixels, covered = seen
    mask = (255 * covered).round().astype(np.uint8)
    clear, _ = photo_of(saved(tmp_path / "clear.png", np.dstack([pixels, mask])), 0.0)
    plain, named = photo_of(saved(tmp_path / "plain.png", pixels), 0.0)
    for photo, given, way in ((clear, None, "transparency"), (plain, None, "background"), (plain, covered, "mask")):
        inside, how = cut_out(photo, given)
        assert how == way
        both, any_ = ((inside > 0.5) & (covered > 0.5)).sum(), ((inside > 0.5) | (covered > 0.5)).sum()
        assert both > 0.93 * any_, way
    noise = np.random.default_rng(0).integers(0, 256, pixels.shape, np.uint8)
    busy, _ = photo_of(saved(tmp_path / "busy.png", np.where(covered[..., None] > 0.5, pixels, noise)), 0.0)
    with pytest.raises(BadFile, match="not plain") as told:
        cut_out(busy)
    assert "--masks" in told.value.hint
    with pytest.raises(BadFile, match="covers 0 %"):
        cut_out(plain, np.zeros_like(covered))
    assert np.abs(mask_of(saved(tmp_path / "mask.png", mask[::2, ::2]), pixels.shape) - covered).mean() < 0.02
    with pytest.raises(BadFile, match="its photo 200 by 150"):
        mask_of(saved(tmp_path / "narrow.png", mask[:, :90]), pixels.shape)
    with pytest.raises(BadRequest, match="2 masks for 1 photos"):
        check_request(PhotoRequest(photos=(named,), masks=(named, named)))


def test_an_animal_stands_in_its_silhouette_and_has_its_build(animal, seen, context, tmp_path, monkeypatch):
    for name, steps in (("FIRST", 12), ("AGAIN", 20), ("THEN", 60)):
        monkeypatch.setattr(silhouettes, name, steps)
    values, pixels, _ = seen
    request = PhotoRequest(
        photos=(saved(tmp_path / "animal.png", pixels),),
        figure=Figure(body="smal", texture_size=256, preview_size=64),
    )
    result = run_photo(request, context)
    check_result(result)
    (told,) = result.report["photo"]["photos"]
    assert told["cut_out_by"] == "background" and told["overlap"] > 0.85
    assert result.avatar.motion is not None and set(result.pictures) == {"overlay", "comparison"}
    found = animal.defaults.clone()
    for name, value in result.avatar.sliders.items():
        found[animal.parameter_index[name]] = value
    true, mine, usual = rest_shape(
        animal, torch.stack([torch.as_tensor(values).float(), found, animal.defaults])
    ).numpy()

    def off(one):  # how large it is cannot be seen
        one = one * np.linalg.norm(true - true.mean(0)) / np.linalg.norm(one - one.mean(0))
        return np.linalg.norm(laid_on(one, true) - true, axis=1).mean()

    assert off(mine) < 0.8 * off(usual)
    with pytest.raises(BadFile, match="not plain"):
        noise = np.random.default_rng(0).integers(0, 256, pixels.shape, np.uint8)
        run_photo(dataclasses.replace(request, photos=(saved(tmp_path / "noise.png", noise),)), context)


@pytest.fixture(scope="module")
def carried(context):
    """Places on a head with two points of its own, as a FLAME has them."""
    own = {
        "mediapipe_faces": torch.tensor([7, 9]),
        "mediapipe_numbers": torch.tensor([33, 470]),
        "mediapipe_barycentrics": torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]),
    }
    places = places_on(dataclasses.replace(load_body("toy-flame"), landmarks=own), context.warm["body anny cpu"])
    context.warm["points of a face on toy-flame"] = places
    return places


def test_a_face_alone_becomes_the_face_of_anny_or_of_a_head(context, carried, tmp_path):
    photo = saved(tmp_path / "face.png", picture(0.3))
    figure = Figure(texture_size=256, preview_size=64)
    result = run_photo(PhotoRequest(photos=(photo,), sliders={"age": 0.7}, figure=figure), context)
    check_result(result)
    anny = context.warm["body anny cpu"]
    (told,) = result.report["photo"]["photos"]
    assert told["points_off_faces"] < 0.015
    assert any("a face alone" in sentence for sentence in result.report["warnings"])
    moved = {
        n for n, v in result.avatar.sliders.items() if abs(v - float(anny.defaults[anny.parameter_index[n]])) > 1e-3
    }
    assert len(moved) > 10 and moved <= {*face_sliders(anny)}
    assert abs(result.avatar.sliders["age"] - 0.7) < 1e-6
    head = dataclasses.replace(figure, body="toy-flame")
    result = run_photo(PhotoRequest(photos=(photo,), figure=head), context)
    check_result(result)
    assert set(result.pictures) == {"overlay", "comparison"} and result.avatar.motion is None
    with pytest.raises(BadFile, match="No face was found"):
        blank = saved(tmp_path / "blank.png", np.full((90, 90, 3), 120, np.uint8))
        run_photo(PhotoRequest(photos=(blank,), figure=head), context)
    with pytest.raises(BadRequest, match="toy-flame is none"):
        run_photo(PhotoRequest(photos=(photo,), masks=(photo,), figure=head), context)


def test_points_of_a_face_are_carried_to_a_head_and_its_own_are_kept(context, carried):
    anny, flame = context.warm["body anny cpu"], load_body("toy-flame")
    assert known_places("toy-flame") is None and places_on(anny, anny) is known_places("anny")
    np.testing.assert_array_equal(carried.vertices[33], flame.faces[7])
    np.testing.assert_allclose(carried.weights[33], (0.2, 0.3, 0.5), atol=1e-6)
    points = carried.on(rest_shape(flame, flame.defaults[None])[0].numpy())
    assert points[263, 0] > 0 > points[61, 0]  # an eye, a corner of the mouth
    assert points[10, 2] > points[1, 2] > points[152, 2]  # forehead, nose, chin
    with pytest.raises(BadRequest, match="is not known"):
        places_on(dataclasses.replace(anny, name="somebody"), anny)
