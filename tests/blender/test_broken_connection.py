"""A connection that breaks while a figure is made: the figure comes, through the next connection."""

import sys
from pathlib import Path

import bpy
import pytest
from conftest import turn

sys.path.append(str(Path(__file__).parents[1] / "server"))

from proxy import Proxy


@pytest.mark.parametrize("how", ["cut", "freeze"])
def test_a_figure_that_is_made_while_the_connection_breaks_arrives(addon, backend, how):
    from blender_addon import api
    from blender_addon.jobs import generating
    from blender_addon.session import session

    with Proxy(backend[0]) as proxy:
        api.connect(proxy.address, backend[1])
        job = generating.from_words("a tall man")
        before = len(bpy.data.objects)
        getattr(proxy, how)()
        turn(lambda: job.job_id not in session.connection.jobs)
        assert len(bpy.data.objects) > before
        assert proxy.connections > 1
        bpy.ops.galatea.disconnect()
