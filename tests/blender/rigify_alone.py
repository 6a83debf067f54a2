"""Rigify takes an avatar over and gives it back; says "as it was" where all is."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT), str(ROOT / "tests")]
bpy: Any = importlib.import_module("bpy")
KINDS = ("objects", "armatures", "meshes", "collections", "texts")


def main() -> None:
    from addon_utils import enable
    from test_control_rig import NEAR, poses
    from toy_avatar import toy_avatar

    from blender_addon import scene
    from blender_addon.scene import rigify

    bpy.ops.wm.read_homefile(use_empty=True)
    enable("rigify", default_set=True)
    avatar: Any = toy_avatar()
    rig = scene.armature_of(scene.build_avatar(bpy.context, avatar))
    assert rig is not None
    rig.location = (1.0, 2.0, 0.0)
    shown, counts = poses(rig), [len(getattr(bpy.data, kind)) for kind in KINDS]
    made = rigify.hand_over(rig, bpy.context.view_layer)
    assert np.abs(poses(rig) - shown).max() < NEAR
    made.pose.bones["torso"].location = (0.0, -0.1, -0.1)
    made.pose.bones["hand_ik.L"].location = (-0.2, 0.1, -0.1)
    now, names = poses(rig), list(rig.data.bones.keys())
    for bone, theirs in (("LeftHand", "ORG-hand.L"), ("LeftFoot", "ORG-foot.L"), ("LeftLeg", "ORG-shin.L")):
        place = now[names.index(f"mixamorig:{bone}")][:3, 3]
        assert np.abs(place - np.array(made.pose.bones[theirs].head)).max() < 3 * NEAR, bone
    assert np.abs(now - shown).max() > 0.1
    rigify.remove(rig)
    assert np.abs(poses(rig) - shown).max() < 1e-6
    assert [len(getattr(bpy.data, kind)) for kind in KINDS] == counts


if __name__ == "__main__":
    try:
        main()
        print("as it was", flush=True)
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(0)
