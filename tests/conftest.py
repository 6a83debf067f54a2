"""Its being here puts this folder on the path, so that every room finds the toy avatar."""

import contextlib

with contextlib.suppress(ImportError):  # Blender's Python does without it, and so do its tests
    from hypothesis import HealthCheck, settings

    # a busy machine is no fault of what is tested
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")
