"""The cleaning of glTF files where an artist put another picture in the place of ours."""

import build_addon


def test_a_texture_in_any_form_tells_its_pictures():
    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon.export.glb_clean import _pictures

    webp = {"EXT_texture_webp": {"source": 3}}
    assert list(_pictures({"source": 1, "sampler": 0})) == [1]
    assert list(_pictures({"sampler": 0, "extensions": webp})) == [3]
    assert list(_pictures({"source": 0, "extensions": webp})) == [0, 3]
    assert not list(_pictures({"sampler": 0}))
