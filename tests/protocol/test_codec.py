import dataclasses
import json
import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_avatar import random_avatar, random_result, same

from backend.protocol import codec, events
from backend.protocol.checks import check_request, name_of, request_as_json, request_from_json
from backend.protocol.codec import decode, encode, load_json
from backend.protocol.errors import _BY_CODE, BadRequest, VersionMismatch, error_from
from backend.protocol.message import VERSION_FRAME, pack, unpack
from backend.protocol.requests import (
    MAX_PROMPT_CHARACTERS,
    AvatarRequest,
    CheckExportRequest,
    Figure,
    LiveShapeRequest,
    Look,
    ShapeRequest,
)
from backend.protocol.results import LiveShapeResult

finite = st.floats(allow_nan=False, allow_infinity=False)
unit = st.floats(0, 1)
sliders = st.dictionaries(st.text(max_size=20), finite, max_size=10)
looks = st.builds(Look, skin_tone=unit, hair_colour=st.tuples(unit, unit, unit))
figures = st.builds(
    Figure, skeleton=st.sampled_from(["mixamo", "anny"]), seed=st.integers(0, 2**63 - 1), body=st.text(max_size=9)
)
requests = st.one_of(
    st.builds(
        AvatarRequest,
        prompt=st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=200).filter(str.strip),
        sliders=sliders,
        locked=st.lists(st.text(max_size=9), max_size=4).map(tuple),
        look=looks,
        figure=figures,
    ),
    st.builds(ShapeRequest, sliders=sliders, look=looks),
    st.builds(LiveShapeRequest, sliders=sliders),
)


def through_frames(value):
    """The value after a journey through real frames."""
    frames = [bytes(f) for f in pack({"type": "x"}, value)]
    message = unpack(frames)
    return decode(type(value), message.json(), message.arrays)


@given(requests)
def test_a_request_comes_back_equal(request):
    assert through_frames(request) == request
    plain, arrays = request_as_json(request)
    assert request_from_json(json.loads(json.dumps(plain))) == request
    assert arrays == []


@pytest.mark.parametrize("seed", range(5))
def test_an_avatar_comes_back_bit_by_bit(seed):
    result = random_result(seed, motion=seed % 2 == 0, keys=seed, parts=seed)
    assert same(through_frames(result), result)


def test_a_request_with_arrays_comes_back():
    request = CheckExportRequest(file=np.arange(9, dtype=np.uint8), avatar=random_avatar())
    assert same(through_frames(request), request)
    assert name_of(request) == "check_export"


def test_every_event_comes_back():
    some = {
        "job_id": "0" * 32, "position": 3, "stage": "search", "fraction": 0.5, "eta_s": None, "message": "m",
        "code": "bad_request", "instance": "i", "protocol": 1, "server_version": "1", "device": "cpu",
        "memory_mb": {"total": 1.0}, "capabilities": ("avatar",), "image": np.zeros((2, 3, 3), np.uint8),
        "models": (events.ModelInfo(name="a", kind="body", licence="CC0", available=True),),
        "jobs": (events.JobInfo(job_id="0" * 32, type="avatar", state="done", finished=2.5),),
        "result": random_result(),
    }  # fmt: skip
    for cls in events.EVENTS.values():
        event = cls(**{f.name: some[f.name] for f in dataclasses.fields(cls) if f.name in some})
        frames = [bytes(f) for f in events.event_frames(event)]
        assert same(events.event_of(unpack(frames)), event)


def welcome(**model):
    told = events.ModelInfo(**{"name": "a", "kind": "body", "licence": "CC0", "available": True, **model})
    return events.Welcome(
        protocol=2, server_version="1", instance="i", device="cpu", memory_mb={}, models=(told,), capabilities=()
    )


SLIDER = events.SliderInfo(name="s", group="shape", minimum=0.0, maximum=1.0, default=0.5, label="S")
JOB = "0" * 32


@pytest.mark.parametrize(
    "event",
    [
        events.Progress(job_id=JOB, stage="s", fraction=1.01),
        events.Progress(job_id=JOB, stage="s", fraction=-0.01),
        events.Progress(job_id=JOB, stage="s", fraction=0.5, eta_s=-1.0),
        events.Progress(job_id=JOB, stage="s", fraction=0.5, eta_s=2e8),
        events.Progress(job_id=JOB, stage="s" * 10_001, fraction=0.5),
        events.Warned(job_id=JOB, message="nothing\0more"),
        events.Failed(job_id=JOB, code="error", message="m", details="d" * 10_001),
        events.Preview(job_id=JOB, image=np.zeros((1, 32_769, 3), np.uint8)),
        welcome(licence="l" * 10_001),
        welcome(sliders=(SLIDER, SLIDER)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_that_no_panel_can_show_is_refused(event):
    frames = [bytes(frame) for frame in events.event_frames(event)]
    with pytest.raises(BadRequest):
        events.event_of(unpack(frames))


def test_every_error_keeps_its_class_over_the_wire():
    for code, cls in _BY_CODE.items():
        told = events.Failed.of("", error_from(code, "what", "do", "trace")).error()
        assert type(told) is cls and (told.message, told.hint, told.details) == ("what", "do", "trace")


def test_decoded_arrays_cannot_be_written():
    back = through_frames(LiveShapeResult(vertices=np.ones((4, 3), np.float32), measurements={}))
    with pytest.raises(ValueError, match="read-only"):
        back.vertices[0] = 0


def test_fields_with_defaults_may_be_left_out_and_others_not():
    assert decode(AvatarRequest, {"prompt": "a"}, ()) == AvatarRequest(prompt="a")
    with pytest.raises(BadRequest, match="needs the field 'prompt'"):
        decode(AvatarRequest, {}, ())


@pytest.mark.parametrize(
    ("plain", "says"),
    [
        ({"prompt": "a", "stesp": 3}, "steps"),
        ({"prompt": 5}, "should be a str"),
        ({"prompt": "a", "figure": {"seed": 1.5}}, "whole number"),
        ({"prompt": "a", "figure": {"seed": True}}, "whole number"),
        ({"prompt": "a", "figure": {"seed": 2**63}}, "64 bits"),
        ({"prompt": "a", "figure": {"rest_pose": "tt"}}, "'t'"),
        ({"prompt": "a", "sliders": [1]}, "names and values"),
        ({"prompt": "a", "sliders": {"age": "old"}}, "sliders.age"),
        ({"prompt": "a", "sliders": {"age": math.inf}}, "sliders.age is inf"),
        ({"prompt": "a", "sliders": {"age": True}}, "sliders.age"),
        ({"prompt": "a", "look": {"hair_colour": [1, 2]}}, "3 values"),
        ({"prompt": "a", "look": {"hair_colour": 3}}, "should be a list"),
        ([], "object with fields"),
    ],
)
def test_what_is_wrong_is_named(plain, says):
    with pytest.raises(BadRequest) as caught:
        decode(AvatarRequest, plain, ())
    assert says in str(caught.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_cannot_leave(value):
    with pytest.raises(BadRequest, match=r"sliders\.age"):
        encode(LiveShapeRequest(sliders={"age": value}))
    array = np.ones((4, 3), np.float32)
    array[2, 1] = value
    with pytest.raises(BadRequest, match="vertices contains NaN or infinity"):
        encode(LiveShapeResult(vertices=array, measurements={}))


def live(reference, frame):
    return decode(LiveShapeResult, {"vertices": reference, "measurements": {}}, [frame])


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "object"},
        {"dtype": "float64"},
        {"dtype": ["float32"]},
        {"shape": [2, 2]},
        {"shape": [-1, 3]},
        {"shape": [2**70, 3]},
        {"shape": [2.0, 3]},
        {"shape": [6]},
        {"shape": [2, 3] + [1] * 8},
        {"shape": "23"},
        {"$array": 1},
        {"$array": -1},
        {"$array": True},
        {"$array": "0"},
        {"more": 1},
    ],
)
def test_an_array_that_is_not_as_it_says_is_refused(change):
    good = {"$array": 0, "dtype": "float32", "shape": [2, 3]}
    frame = np.arange(6, dtype=np.float32).tobytes()
    assert live(good, frame).vertices[1, 2] == 5
    with pytest.raises(BadRequest):
        live({**good, **change}, frame)


def test_not_finite_arrays_are_refused():
    with pytest.raises(BadRequest, match="NaN"):
        live({"$array": 0, "dtype": "float32", "shape": [1, 3]}, np.full(3, np.nan, np.float32).tobytes())


def test_a_frame_is_taken_once_and_none_is_left_over():
    plain, arrays = encode(random_avatar())
    frames = [codec.raw(a.array) for a in arrays]
    with pytest.raises(BadRequest, match="belong to no field"):
        decode(type(random_avatar()), plain, [*frames, b"more"])
    plain["mesh"]["uvs"]["$array"] = plain["mesh"]["vertices"]["$array"]
    with pytest.raises(BadRequest, match="already taken"):
        decode(type(random_avatar()), plain, frames)


def test_letters_bind_over_the_whole_message():
    avatar = random_avatar()
    shorter = dataclasses.replace(avatar.rig, weights=avatar.rig.weights[:-1])
    with pytest.raises(BadRequest, match=r"rig\.weights.*V = 60"):
        encode(dataclasses.replace(avatar, rig=shorter))


def test_letters_bind_anew_in_each_object_of_a_list():
    avatar = random_avatar(parts=2)
    assert len({len(part.mesh.vertices) for part in avatar.all_parts}) == 3
    assert same(through_frames(avatar), avatar)
    part = avatar.parts[1]
    shorter = dataclasses.replace(part.skin, weights=part.skin.weights[:-1])
    wrong = dataclasses.replace(avatar, parts=(avatar.parts[0], dataclasses.replace(part, skin=shorter)))
    with pytest.raises(BadRequest, match=r"parts\[1\]\.skin.*V = 11"):
        encode(wrong)


def test_what_has_no_parts_is_written_as_before_there_were_any():
    assert "parts" not in encode(random_avatar())[0]
    assert "part_vertices" not in encode(LiveShapeResult(vertices=np.zeros((3, 3), np.float32), measurements={}))[0]


def test_big_endian_arrays_travel_by_value():
    big = np.arange(6, dtype=">f4").reshape(2, 3)
    assert (through_frames(LiveShapeResult(vertices=big, measurements={})).vertices == big).all()


texts = st.text('[]{}"\\a')
nested = st.recursive(st.none() | st.integers() | texts, lambda c: st.lists(c) | st.dictionaries(texts, c))


@given(nested)
def test_depth_is_counted_without_what_stands_in_texts(value):
    def depth(v):
        inner = v.values() if isinstance(v, dict) else v if isinstance(v, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    assert codec._depth(json.dumps(value).encode()) == depth(value)


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b"[" * 25 + b"]" * 25, b'{"a":' * 30 + b"1" + b"}" * 30, b"NaN", b"[Infinity]", b"\xff", b"", b"{",
     b'"' + b"a" * codec.MAX_CONTENT_BYTES + b'"', b"1" * 5000,
     b'"\\ud800"', b'{"a": ["\\uDFFF"]}'],
)  # fmt: skip
def test_bad_json_is_a_bad_request(data):
    with pytest.raises(BadRequest):
        load_json(data)


@pytest.mark.parametrize(
    "pattern", [b'["\\"', b'[\\"', b'"\\', b"[]", b'{"a\\\\":[', b'"', b"[" * 40 + b'\\"', b"\\", b"{", b'"[" ,']
)
def test_a_text_twice_as_long_is_twice_the_work(pattern):
    check_in_proportion(
        lambda data: refusal(load_json, data), lambda size: b"[" * 25 + pattern * (size // len(pattern))
    )


@pytest.mark.parametrize("values", [{}, {"a": 0.5}, {"a": 1e308, "b": 1e308}, {"a": -1e308, "b": 1e308, "c": 3.0}])
def test_all_finite_numbers_may_travel_however_large_together(values):
    request = ShapeRequest(sliders=values)
    assert decode(ShapeRequest, load_json(codec.dump_json(encode(request)[0])), []).sliders == values


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, "1", None, True, [1.0]])
@pytest.mark.parametrize("beside", [{}, {"a": 0.5}, {"a": -math.inf}])
def test_one_that_is_no_number_is_refused_among_any_others(odd, beside):
    with pytest.raises(BadRequest):
        decode(ShapeRequest, {"sliders": {**beside, "odd": odd}}, [])


def test_a_long_name_is_not_copied_for_everything_that_it_holds():
    def nested(size):
        return {"a" * size: dict.fromkeys(map(str, range(size // 8)), 0.5)}

    check_in_proportion(lambda plain: codec._check_finite(plain, "look"), nested)


def refusal(load, data):
    with pytest.raises(BadRequest):
        load(data)


def check_in_proportion(work, made, size=1 << 15, times=16):
    """Work that grows with the square would take 256 times as long; three times what is just is still in proportion."""

    def seconds(data):
        taken = []
        for _ in range(3):
            start = time.process_time()
            work(data)
            taken.append(time.process_time() - start)
        return min(taken)

    small, large = made(size), made(size * times)
    assert seconds(large) < 3 * times * max(seconds(small), 0.0005)


def test_infinity_in_disguise_is_refused_in_free_json():
    plain, arrays = encode(random_avatar())
    plain["look"] = load_json(b'{"a": [1e999]}')
    with pytest.raises(BadRequest, match="inf"):
        decode(type(random_avatar()), plain, [codec.raw(a.array) for a in arrays])


def test_another_version_gets_a_sentence_and_garbage_does_not_pass():
    frames = pack({"type": "hello"})
    with pytest.raises(VersionMismatch, match=f"protocol 99, this side protocol {codec.PROTOCOL}"):
        unpack([b"galatea/99", *frames[1:]])
    for bad in ([], [b""], [b"galatea/x"], [b"pickle"], frames[:2], [*frames, *[b""] * codec.MAX_FRAMES]):
        with pytest.raises(BadRequest):
            unpack(bad)
    for header in (b"[]", b"{}", b'{"type": 3}', b" " * 20_000):
        with pytest.raises(BadRequest):
            unpack([VERSION_FRAME, header, b"null"])


@pytest.mark.parametrize("prompt", ["", "  \n", "x" * (MAX_PROMPT_CHARACTERS + 1), "x" * 10_000, "a\0b", "a\ud800b"])
def test_prompts_that_cannot_be(prompt):
    with pytest.raises(BadRequest) as caught:
        check_request(AvatarRequest(prompt=prompt))
    assert caught.value.hint


def test_prompts_in_any_script_are_allowed():
    check_request(AvatarRequest(prompt="背の高い男, высокий, é"))


@pytest.mark.parametrize(
    "change",
    [{"steps": -1}, {"views": 0}, {"body_strength": 9.0}, {"steps": 2001}, {"views": 9},
     {"figure": Figure(texture_size=10**6)}, {"figure": Figure(seed=-1)},
     {"look": Look(skin_tone=2.0)}, {"look": Look(hair_colour=(0.0, 0.0, 7.0))}, {"sliders": {"age": math.nan}},
     {"body_strength": math.nan}],
)  # fmt: skip
def test_values_out_of_range_are_named(change):
    with pytest.raises(BadRequest):
        check_request(AvatarRequest(prompt="a", **change))


def test_a_request_from_a_file_names_its_type():
    assert request_from_json({"type": "shape", "seed": 4}) == ShapeRequest(figure=Figure(seed=4))
    older = {"type": "shape", "skeleton": "anny", "figure": {"seed": 4}}
    assert request_from_json(older) == ShapeRequest(figure=Figure(seed=4, skeleton="anny"))
    with pytest.raises(BadRequest, match="sed"):
        request_from_json({"type": "shape", "sed": 4})
    with pytest.raises(BadRequest, match="avatar"):
        request_from_json({"type": "avatr", "prompt": "x"})
    with pytest.raises(BadRequest):
        request_from_json([1])
