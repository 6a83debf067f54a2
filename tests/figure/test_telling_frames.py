"""A filmstrip shows the frames that tell a clip: ends of swings at whatever rhythm, and a standstill less often."""

import numpy as np
from toy_avatar import toy_avatar

from backend.figure import filmstrip as strips
from backend.figure import surfaces
from backend.figure.filmstrip import filmstrip
from backend.figure.telling_frames import frames_of, telling_frames
from backend.protocol.results import Motion


def test_ends_of_swings_are_shown_where_even_times_would_show_one_of_them_again_and_again():
    times = np.arange(141)
    swings = np.sin(2.0 * np.pi * times / 20.0)  # eight even times are at the same place of it
    places = np.stack((swings, 0.0 * swings, 0.0 * swings), axis=1)[:, None]
    assert np.ptp(swings[np.linspace(0, 140, 8).round().astype(int)]) < 1e-6
    shown = telling_frames(places, 8)
    assert shown[0] == 0 and shown[-1] == 140 and (np.diff(shown) > 0).all()
    assert (np.abs(np.diff(swings[shown[1:-1]])) > 1.9).all()


def test_what_moves_is_shown_more_often_than_a_standstill_and_both_are_shown():
    height = np.where(np.arange(121) < 60, 0.0, np.abs(np.sin(np.arange(121) / 6.0)))
    shown = telling_frames(height[:, None, None] * (0.0, 0.0, 1.0), 8)
    assert 2 <= (shown < 60).sum() <= 3


def test_short_clips_are_shown_whole_and_a_place_in_the_world_is_no_movement():
    assert telling_frames(np.zeros((3, 2, 3)), 8).tolist() == [0, 1, 2]
    heads = np.zeros((50, 2, 3))
    heads[:, :, 1] = np.linspace(0.0, 9.0, 50)[:, None]
    heads[20:30, 1, 2] = 1.0
    other = heads * (1.0, 0.0, 1.0)
    assert frames_of(("a", "b"), heads, 4).tolist() == frames_of(("a", "b"), other, 4).tolist()


def test_frames_drawn_together_are_those_drawn_one_by_one_where_surfaces_are_cut_too(monkeypatch):
    avatar = toy_avatar()
    turns = np.tile(np.array((1.0, 0, 0, 0), np.float32), (3, len(avatar.rig.bone_names), 1))
    turns[1:, 5] = (0.8, 0.6, 0.0, 0.0)
    still = np.zeros((3, 3), np.float32)
    motion = Motion(name="", fps=30.0, root_translation=still, rotations=turns, shape_key_curves=still[:, :0])

    def apart(vertices, faces):
        """Every face with vertices of its own, as both sides of a fold are drawn."""
        return faces.reshape(-1), np.arange(faces.size).reshape(faces.shape)

    for cut in (surfaces.cut, apart):
        monkeypatch.setattr(surfaces, "cut", cut)
        together = filmstrip(avatar, motion, 16, frames=3)
        with monkeypatch.context() as alone:
            alone.setattr(strips, "_PIXELS", 1)
            assert np.array_equal(filmstrip(avatar, motion, 16, frames=3), together)
        assert together.std() > 5.0
