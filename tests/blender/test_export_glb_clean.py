"""The cleaning of glTF files: pictures that an artist put in the place of ours, and normals that say nothing."""

import numpy as np

import build_addon


def test_a_texture_in_any_form_tells_its_pictures():
    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon.export.glb_clean import _pictures

    webp = {"EXT_texture_webp": {"source": 3}}
    assert list(_pictures({"source": 1, "sampler": 0})) == [1]
    assert list(_pictures({"sampler": 0, "extensions": webp})) == [3]
    assert list(_pictures({"source": 0, "extensions": webp})) == [0, 3]
    assert not list(_pictures({"sampler": 0}))


def test_normals_of_keys_are_left_out_where_they_turn_nothing_and_those_that_stay_are_the_same():
    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon.export.sparse_normals import thin

    rows = np.arange(3, 11, dtype="<u2")
    values = np.zeros((8, 3), "<f4")
    values[2], values[5], values[6] = (0.1, 0.2, 0), (0, 1e-6, 0), (0, 0, -0.5)
    binary = rows.tobytes() + values.tobytes()
    views = [{"byteOffset": 0, "byteLength": 16}, {"byteOffset": 16, "byteLength": 96}]
    sparse = {"count": 8, "indices": {"bufferView": 0, "componentType": 5123}, "values": {"bufferView": 1}}
    tree = {
        "accessors": [{"type": "VEC3", "componentType": 5126, "count": 20, "sparse": sparse}],
        "bufferViews": views,
        "meshes": [{"primitives": [{"targets": [{"NORMAL": 0}, {"NORMAL": 0}]}]}],
    }
    out = thin(tree, binary)
    assert out.startswith(binary) and sparse["count"] == 2
    kept = [tree["bufferViews"][sparse[name]["bufferView"]] for name in ("indices", "values")]
    assert np.frombuffer(out, "<u2", 2, kept[0]["byteOffset"]).tolist() == [5, 9]
    assert np.frombuffer(out, "<f4", 6, kept[1]["byteOffset"]).reshape(2, 3).tolist() == values[[2, 6]].tolist()
    assert all(view["byteOffset"] % 4 == 0 for view in kept)


def test_a_key_that_turns_no_normal_keeps_one_row_since_none_is_no_sparse_accessor():
    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon.export.sparse_normals import thin

    sparse = {"count": 2, "indices": {"bufferView": 0, "componentType": 5121}, "values": {"bufferView": 1}}
    tree = {
        "accessors": [{"count": 20, "sparse": sparse}],
        "bufferViews": [{"byteOffset": 0}, {"byteOffset": 4}],
        "meshes": [{"primitives": [{"targets": [{"NORMAL": 0}]}]}],
    }
    thin(tree, bytes((1, 2, 0, 0)) + bytes(24))
    assert sparse["count"] == 1
