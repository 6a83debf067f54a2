# SPDX-License-Identifier: GPL-3.0-or-later
"""What a room offers to Blender is found by itself, so that a new file is all that a new operator or panel needs."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable


def classes_in(package: str, path: Iterable[str]) -> tuple[type, ...]:
    """The `CLASSES` of every module of a package, by the names of the modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(path))
    modules = (importlib.import_module(f"{package}.{name}") for name in names)
    return tuple(cls for module in modules for cls in getattr(module, "CLASSES", ()))
