"""From a body and its values to an Avatar: mesh, rig, face keys, clips, pictures and report, for every capability."""
