"""A mesh in the scene, or an avatar of another body, becomes a new avatar; how near it came is told."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from panel_helpers import refused


@pytest.fixture
def asked(sent):
    from blender_addon._shared.protocol.requests import ConvertRequest

    return lambda: [request for request in sent if isinstance(request, ConvertRequest)]


def ball(name="Scan", scale=(0.4, 0.3, 0.9)):
    bpy.ops.mesh.primitive_uv_sphere_add(location=(1.0, 2.0, 0.9), scale=scale)
    thing = bpy.context.object
    thing.name = name
    return thing


def test_a_mesh_becomes_a_new_avatar_and_stays(panel, asked):
    from blender_addon.state import avatars

    scan = ball()
    bpy.ops.galatea.convert(body="anny", units="m", up="z")
    (request,) = asked()
    assert (request.figure.body, request.units, request.up, request.front) == ("anny", "m", "z", "guess")
    low, high = request.scan.vertices.min(axis=0), request.scan.vertices.max(axis=0)
    assert np.allclose((low + high) / 2, (1.0, 2.0, 0.9), atol=1e-5) and np.allclose(
        high - low, (0.8, 0.6, 1.8), atol=1e-2
    )
    assert len(list(avatars.everyone())) == 1 and scan.name in bpy.data.objects
    assert "2.2 mm off on average" in panel.note or "2.3 mm off on average" in panel.note


def test_an_avatar_is_converted_to_another_body_alone(person, asked):
    from blender_addon.state import avatars

    assert "already" in refused(bpy.ops.galatea.convert, body="anny")
    bpy.ops.galatea.convert(body="toy-smpl")
    (request,) = asked()
    assert request.scan is None and request.base.avatar is not None and request.figure.body == "toy-smpl"
    assert len(list(avatars.everyone())) == 2


def test_what_is_no_mesh_is_refused(panel):
    bpy.context.view_layer.objects.active = None
    assert "Nothing is selected" in refused(bpy.ops.galatea.convert)
    bpy.ops.object.camera_add()
    assert "is no mesh" in refused(bpy.ops.galatea.convert)
    bpy.ops.mesh.primitive_plane_add()
    bpy.context.object.data.clear_geometry()
    assert "no faces" in refused(bpy.ops.galatea.convert)
