"""Filters of takes: polynomials stay, noise goes, gaps are bridged, sides change, and the raw take is never touched."""

import dataclasses

import numpy as np
import pytest

from rigging.faces.face_take import face_take
from rigging.faces.filters import PLAIN, FaceFilter, OneEuro, filled, filtered, in_a_mirror, savitzky_golay, smoothed

NAMES = ("eyeBlinkLeft", "eyeBlinkRight", "jawOpen")


def take_of(values, times=None, **more):
    times = np.arange(len(values)) / 30 if times is None else times
    return face_take(times, NAMES, values, **more)


def test_polynomials_of_degree_three_pass_and_noise_does_not():
    t = np.linspace(0, 1, 40)
    cubic = np.stack([t**3 - t, 2 * t**2, np.ones_like(t)], axis=1)
    np.testing.assert_allclose(savitzky_golay(cubic, 5), cubic, atol=1e-10)
    scipy = pytest.importorskip("scipy.signal")
    noise = np.random.default_rng(0).normal(0, 1, (200, 2))
    np.testing.assert_allclose(savitzky_golay(noise, 4), scipy.savgol_filter(noise, 9, 3, axis=0), atol=1e-10)
    assert savitzky_golay(noise, 4).std() < 0.75 * noise.std()


def test_uneven_times_are_smoothed_by_time_and_not_by_number():
    rng = np.random.default_rng(1)
    times = np.cumsum(rng.uniform(0.02, 0.05, 120))
    slope = np.tile(((times - times[0]) / 6)[:, None], (1, 3))
    out = smoothed(take_of(slope, times), 0.3)
    np.testing.assert_allclose(out.values, slope, atol=2e-3)
    np.testing.assert_array_equal(out.times, times)


def test_short_gaps_are_bridged_and_long_ones_held():
    values = np.tile(np.linspace(0, 1, 31)[:, None], (1, 3))
    there = np.ones(31)
    there[5:9] = 0
    held = values.copy()
    held[5:9] = values[4]
    out = filled(take_of(held, confidence=there))
    np.testing.assert_allclose(out.values, values, atol=1e-9)
    np.testing.assert_array_equal(out.confidence, there)
    there[5:30] = 0
    out = filled(take_of(values, confidence=there), longest=0.5)
    np.testing.assert_allclose(out.values[5:30], np.tile(values[4], (25, 1)))


def test_gain_offset_dead_zone_and_the_raw_take_stays():
    raw = take_of(np.array([[0.2, 0.5, 0.04], [0.9, 0.1, 0.5]]))
    before = raw.values.copy()
    how = dataclasses.replace(PLAIN, gain={"jawOpen": 2.0, "": 1.0}, offset={"eyeBlinkLeft": 0.3}, dead_zone=0.1)
    out = filtered(raw, how).values
    np.testing.assert_allclose(out, [[0.4 / 0.9, 0.4 / 0.9, 0.0], [1.0, 0.0, 1.0]], atol=1e-9)
    np.testing.assert_array_equal(raw.values, before)
    np.testing.assert_array_equal(filtered(raw, PLAIN).values, before)
    with pytest.raises(ValueError, match="no key 'jawOpn'"):
        filtered(raw, FaceFilter(gain={"jawOpn": 1.0}))


def test_a_mirror_twice_is_none():
    rng = np.random.default_rng(2)
    turns = rng.normal(0, 0.2, (3, 4, 4)) + np.array((1, 0, 0, 0))
    raw = take_of(rng.random((4, 3)), head=turns[0], left_eye=turns[1], right_eye=turns[2])
    once = in_a_mirror(raw)
    np.testing.assert_array_equal(once.values[:, 0], raw.values[:, 1])
    twice = in_a_mirror(once)
    for name in ("values", "head", "left_eye", "right_eye"):
        one, other = getattr(raw, name), getattr(twice, name)
        np.testing.assert_allclose(np.abs((one * other).sum(-1)) if name != "values" else one - other + 1, 1, atol=1e-9)


def test_one_euro_calms_what_rests_and_follows_what_moves():
    rng = np.random.default_rng(3)
    still, euro = rng.normal(0.5, 0.02, 300), OneEuro(0.7)
    out = np.array([float(euro.step(np.array(v), k / 30)) for k, v in enumerate(still)])
    assert out[60:].std() < 0.4 * still.std()
    euro = OneEuro(0.7)
    steps = [float(euro.step(np.array(float(k >= 30)), k / 30)) for k in range(40)]
    assert steps[29] == 0 and steps[33] > 0.9
    assert float(OneEuro(0.0).step(np.array(0.3), 0.0)) == 0.3
