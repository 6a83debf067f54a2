"""Where thin open strips fold back on themselves."""

import numpy as np

from rigging.folds import cut, folds

HIGH = 0.01


def _row_of_teeth(columns=3):
    """Two rows in front and one behind, which meet in an edge below; x to the side, y back, z up."""
    profile = np.array([(0.0, 2 * HIGH), (0.0, HIGH), (0.0, 0.0), (HIGH / 2, HIGH)])
    vertices = np.array([(x * HIGH, y, z) for x in range(columns + 1) for y, z in profile])
    faces = [
        (4 * x + row, 4 * x + row + 1, 4 * x + row + 5, 4 * x + row + 4) for x in range(columns) for row in range(3)
    ]
    return vertices, np.array(faces)


def test_the_edge_between_front_and_back_of_a_strip_is_found_and_nothing_of_a_closed_body():
    vertices, faces = _row_of_teeth()
    edges, beyond = folds(vertices, faces)
    assert sorted(map(tuple, edges.tolist())) == [(2, 6), (6, 10), (10, 14)]
    assert set(beyond.tolist()) == {2, 5, 8}  # the backs
    # a flat closed box, all of whose edges are sharper, has no border
    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1e-3) for z in (0, 1)], float)
    box = np.array([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
    assert len(folds(corners, box)[0]) == 0


def test_cut_sides_of_a_fold_share_no_vertex_and_lie_where_they_lay():
    vertices, faces = _row_of_teeth()
    numbers, apart = cut(vertices, faces)
    assert np.array_equal(vertices[numbers][apart], vertices[faces])
    back = np.array([2, 5, 8])
    assert not set(apart[back].ravel()) & set(np.delete(apart, back, axis=0).ravel())
    assert len(numbers) == len(vertices) + 4  # the backs still share theirs with one another
