"""Takes of faces: the file formats in and out, time by time stamps, and what is wrong told in a sentence."""

import io

import numpy as np
import pytest

from backend.protocol.sliders import ARKIT_52
from rigging.faces.angles import from_arkit_degrees, from_live_link, from_yaw_pitch_roll, yaw_pitch_roll
from rigging.faces.face_take import at_times, checked, face_take, from_npz, gaps, npz_bytes, rate_of
from rigging.faces.ifacialmocap import read_line, read_text, write_text
from rigging.faces.live_link_csv import beyond_arkit, read_csv, write_csv
from rigging.faces.live_link_udp import read_packet, write_packet
from rigging.faces.names import ARKIT, arkit_name
from rigging.faces.samples import FaceSample, take_of
from rigging.faces.splice import shifted, spliced
from rigging.rotations import matrices_from_quaternions

FORWARD = np.array((0.0, -1.0, 0.0))


def _made_up(frames=80, fps=30.0, **more):
    rng = np.random.default_rng(1)
    turns = [from_yaw_pitch_roll(*rng.uniform(-0.6, 0.6, (3, frames))) for _ in range(3)]
    names = ("jawOpen", "eyeBlinkLeft", "mouthLeft", "browInnerUp")
    return face_take(
        np.arange(frames) / fps,
        names,
        rng.random((frames, len(names))),
        head=turns[0],
        left_eye=turns[1],
        right_eye=turns[2],
        **more,
    )


def _same_turns(a, b):
    return np.allclose(np.abs((a * b).sum(-1)), 1.0, atol=1e-9)


def test_the_52_names_are_those_of_the_protocol_in_any_spelling():
    assert set(ARKIT) == set(ARKIT_52)
    for told in ("EyeBlinkLeft", "eyeBlink_L", "Eye_Blink_Left", "eye blink left", "LeftEyeBlink", "L_eyeBlink"):
        assert arkit_name(told) == "eyeBlinkLeft", told
    assert arkit_name("jawLeft") == "jawLeft"
    assert arkit_name("jaw") is None
    assert arkit_name("Basis") is None


def test_an_npz_file_gives_the_take_back():
    confidence = np.ones(80)
    confidence[10:14] = 0.0
    take = _made_up(source="clip.mp4", position=np.full((80, 3), 0.5), confidence=confidence, clock=3600.5)
    back = from_npz(npz_bytes(take))
    assert (back.names, back.fps, back.source, back.clock) == (take.names, 30.0, "clip.mp4", 3600.5)
    assert np.array_equal(back.times, take.times)
    assert np.allclose(back.values, take.values, atol=1e-7)
    assert _same_turns(back.head, take.head)
    assert back.position is not None and np.array_equal(back.position, np.full((80, 3), 0.5))
    assert gaps(back) == [(10 / 30, 13 / 30)]


def test_a_live_link_csv_gives_the_take_back_and_its_frame_field_counts_60_a_second():
    take = _made_up(clock=47584.5)
    text = write_csv(take)
    first, second = (line.split(",")[0] for line in text.splitlines()[1:3])
    assert (first, second) == ("13:13:04:30.000", "13:13:04:32.000")  # 30 rows a second, the field counts 60
    back = read_csv(text)
    assert back.fps == 30.0
    assert back.clock == 47584.5
    assert np.allclose(back.times, take.times, atol=1e-5)
    assert np.allclose(back.column("mouthLeft"), take.column("mouthLeft"), atol=1e-9)
    assert back.names == ARKIT
    assert all(_same_turns(getattr(back, part), getattr(take, part)) for part in ("head", "left_eye", "right_eye"))
    assert beyond_arkit(_made_up()) == ()


@pytest.mark.parametrize("counts", [24, 25, 30, 60])
def test_what_the_frame_field_counts_is_found_where_seconds_go_over(counts):
    take = _made_up(frames=70, fps=12.0)
    assert np.allclose(read_csv(write_csv(take, counts)).times, take.times, atol=1e-4)


def test_rows_without_a_face_are_gaps_with_the_values_held_and_midnight_is_passed():
    lines = write_csv(_made_up(frames=8, clock=86_399.9)).splitlines()
    lines[4] = lines[4].split(",")[0] + ",0"
    take = read_csv("\r\n".join(lines))
    assert np.allclose(np.diff(take.times), 1 / 30, atol=1e-5)
    assert take.confidence.tolist() == [1, 1, 1, 0, 1, 1, 1, 1]
    assert np.array_equal(take.values[3], take.values[2])


def test_angles_turn_the_face_the_way_that_each_program_means():
    turned = [(20.0, 0.0, 0.0), (0.0, 20.0, 0.0), (0.0, 0.0, 20.0)]  # yaw, pitch, roll of Live Link Face
    yaw, pitch, roll = matrices_from_quaternions(from_live_link(np.radians(turned)))
    assert (yaw @ FORWARD)[0] < -0.3  # to its own right
    assert (pitch @ FORWARD)[2] < -0.3  # down
    assert (roll @ (0.0, 0.0, 1.0))[0] > 0.3  # to its own left shoulder
    x, y, z = matrices_from_quaternions(from_arkit_degrees(np.eye(3) * 20.0))
    assert (x @ FORWARD)[2] < -0.3
    assert (y @ FORWARD)[0] > 0.3
    assert (z @ (0.0, 0.0, 1.0))[0] < -0.3
    angles = np.random.default_rng(0).uniform(-1.2, 1.2, (3, 50))
    assert np.allclose(yaw_pitch_roll(from_yaw_pitch_roll(*angles)), angles.T)


def test_a_line_of_ifacialmocap_is_read_whatever_its_version():
    one = "mouthSmile_R-40|browDown_L--3|trackingStatus-1|hapihapi-0|=head#10,0,0,0.1,0.2,-0.6|leftEye#0,5,0|"
    two = one.replace("_R-40", "_R&40").replace("|=head", "|=|head")
    for line in (one, two):
        sample = read_line(line)
        assert sample is not None
        assert sample.values == {"mouthSmileRight": 0.4, "browDownLeft": -0.03}
        assert sample.position == (0.1, 0.6, 0.2)
        assert sample.confidence == 1.0
    for wrong in ("", "|||", "=head#1,2", "head#nan,1,2", "\x00\xff", "-5", "a" * 100_000, "jawOpen-"):
        assert read_line(wrong) is None, wrong[:20]


def test_eyes_of_phones_turn_as_the_keys_of_the_same_line_say():
    """Lines that phones sent: published by those who receive them, here the eyes alone."""
    for line, right in (
        ("eyeLookDown_L-25|eyeLookDown_R-25|eyeLookIn_L-25|eyeLookOut_R-13|"
         "=|rightEye#8.96733,-4.780719,-0.74686855|leftEye#8.807489,-9.080697,-1.4018708|", (1, 1)),
        ("eyeLookDown_L-17|eyeLookDown_R-17|eyeLookIn_L-4|eyeLookIn_R-6|"
         "=|rightEye#6.0297494,2.4403017,0.25649446|leftEye#6.034903,-1.6660284,-0.17520553|", (1, -1)),
    ):  # fmt: skip
        sample = read_line(line)
        assert sample is not None
        for turn, towards_right in zip((sample.left_eye, sample.right_eye), right, strict=True):
            ahead = matrices_from_quaternions(np.array([turn]))[0] @ FORWARD
            assert ahead[2] < -0.05, "both look down"
            assert np.sign(-ahead[0]) == towards_right, "a figure that looks to -Y has +X on its own left"


def test_a_text_of_ifacialmocap_gives_the_take_back_to_a_percent():
    take = _made_up()
    back = read_text(write_text(take))
    assert back.names == take.names
    assert np.allclose(back.values, take.values, atol=0.0051)
    assert np.allclose(back.times, take.times, atol=1e-5)
    assert _same_turns(back.right_eye, take.right_eye)
    untimed = "\n".join(line.split("|", 1)[1] for line in write_text(take).splitlines())
    assert read_text(untimed).fps == 60.0


def test_between_frames_a_take_is_between_them_and_a_gap_is_not_known():
    take = face_take([0.0, 1.0], ["jawOpen"], [[0.0], [1.0]], confidence=[1.0, 0.0])
    half = at_times(take, np.array([-1.0, 0.25, 2.0]))
    assert half.values[:, 0].tolist() == [0.0, 0.25, 1.0]
    assert half.confidence.tolist() == [1.0, 0.0, 0.0]


def test_rates_are_told_by_the_middle_step():
    for rate in (24.0, 29.97, 30.0, 60.0, 17.3):
        assert rate_of(np.arange(50) / rate) == pytest.approx(rate, rel=2e-3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Timecode,BlendShapeCount,JawOpen\n", "no frame"),
        ("Timecode,BlendShapeCount,JawOpen\n1:2,1,0.5\n", "Line 2 has the time code '1:2'"),
        ("Timecode,JawOpen,EyeBlinkLeft\n01:00:00:01,0.5,0\n01:00:00:02,x,0\n", "Line 3 has 'x'"),
        ("Timecode,JawOpen,EyeBlinkLeft\n01:00:00:01,0.5\n", "Line 2 has 2 columns"),
        ("Timecode,JawOpen\n01:00:00:20,0.5\n01:00:00:10,0.5\n", "Line 3 goes back"),
        ("Timecode,BlendShapeCount,JawOpen\n01:00:00:20,0\n", "no face in any frame"),
        ("a,b\n1,2\n", "None of the columns"),
        ("time,jawOpen\n0,nan\n", "no numbers"),
        ("time,jawOpen\n0," + "1" * 200_000, "no table"),
    ],
)
def test_a_wrong_csv_is_told_in_a_sentence(text, told):
    with pytest.raises(ValueError, match=told):
        read_csv(text)


def test_what_is_no_take_is_told():
    take = _made_up()
    with pytest.raises(ValueError, match="not later"):
        face_take([0.0, 0.0], ["jawOpen"], [[0.0], [0.0]])
    with pytest.raises(ValueError, match="name of its own"):
        face_take([0.0], ["jawOpen", "jawOpen"], [[0.0, 0.0]])
    with pytest.raises(ValueError, match="not \\(80, 4\\)"):
        checked(face_take(take.times, take.names, take.values, head=take.head[:3]))
    other = io.BytesIO()
    np.savez(other, expression=np.zeros((3, 50)))
    for content in (b"", b"PK\x03\x04", b"no zip", other.getvalue(), npz_bytes(take)[:400]):
        with pytest.raises(ValueError, match="npz"):
            from_npz(content)
    hostile = io.BytesIO()
    np.savez(hostile, format=np.array(["x", None], dtype=object))
    with pytest.raises(ValueError, match="Object arrays"):
        from_npz(hostile.getvalue())


def test_a_packet_of_live_link_face_gives_the_frame_back_and_bad_ones_are_nothing():
    take = _made_up(frames=3)
    row = FaceSample(
        dict(zip(take.names, take.values[1].tolist(), strict=True)),
        head=tuple(take.head[1]),
        left_eye=tuple(take.left_eye[1]),
        right_eye=tuple(take.right_eye[1]),
    )
    packet = write_packet(row, frame=90, fps=60, device="0B5A1B2C-0000-0000-0000-000000000000", subject="Telefon ä")
    assert len(packet) == 1 + 4 + 36 + 4 + 10 + 16 + 1 + 61 * 4
    back = read_packet(packet)
    assert back is not None and back.time == 1.5
    assert all(abs(back.values[name] - value) < 1e-6 for name, value in row.values.items())
    assert _same_turns(np.array(back.head), take.head[1])
    lost = read_packet(write_packet(FaceSample({}, confidence=0.0), frame=1))
    assert lost is not None and lost.confidence == 0.0 and not lost.values
    rng = np.random.default_rng(0)
    noise = [rng.bytes(int(rng.integers(0, 400))) for _ in range(300)]
    damaged = [packet[:k] for k in range(30, len(packet) - 1, 7) if k not in (71, 72)]
    for wrong in (*noise, *damaged, packet + b"\0", b"\x06" + b"\xff" * 300, packet[:72] + b"\x7f\xc0\0\0" * 61):
        assert read_packet(wrong) is None
    samples = [row, FaceSample({}, confidence=0.0), row]
    made = take_of(samples, [0.0, 0.1, 0.2])
    assert made.confidence.tolist() == [1.0, 0.0, 1.0]
    assert np.array_equal(made.values[1], made.values[0])
    assert _same_turns(made.head[1], take.head[1])


def test_a_part_recorded_anew_is_punched_in_with_blended_seams():
    old = face_take(np.arange(31) / 10, ["jawOpen"], np.zeros((31, 1)))
    new = shifted(face_take(np.arange(11) / 10, ["jawOpen", "tongueOut"], np.ones((11, 2))), 1.0)
    made = spliced(old, new, blend=0.2)
    jaw = made.column("jawOpen")
    assert np.allclose(made.times, old.times)
    assert jaw[made.times < 1.0].max() == 0.0 and jaw[made.times > 2.01].max() == 0.0
    assert np.allclose(jaw[(made.times > 1.19) & (made.times < 1.81)], 1.0)
    assert 0.4 < jaw[11] < 0.6
