"""The jobs of boxes, which keep what their base has, and the tiny ones that change an avatar."""

import dataclasses

import panel_jobs
from tiny_changes import LINES
from toy_avatar import toy_avatar

KEEPING = {"avatar": "change_jobs:run_avatar", "shape": "change_jobs:run_shape"}
JOBS = [
    *(dataclasses.replace(line, job=KEEPING.get(line.name, line.job)) for line in panel_jobs.JOBS),
    *LINES,
]


def run_avatar(request, context):
    return _keeping(request, panel_jobs.run_avatar(dataclasses.replace(request, base=None), context))


def run_shape(request, context):
    return _keeping(request, panel_jobs.run_shape(dataclasses.replace(request, base=None), context))


def _keeping(request, result):
    if request.base is None:
        return result
    base, avatar = request.base.avatar, result.avatar
    sculpt = base.mesh.vertices - toy_avatar(scale=0.5 + base.sliders["height"]).mesh.vertices
    told = {**avatar.provenance.request, "base": {"checksum": "toy"}}
    kept = dataclasses.replace(
        avatar,
        mesh=dataclasses.replace(avatar.mesh, vertices=avatar.mesh.vertices + sculpt),
        textures=base.textures,
        motion=base.motion,
        provenance=dataclasses.replace(avatar.provenance, request=told),
    )
    return dataclasses.replace(result, avatar=kept)
