"""Every module of the backend and of `rigging` can be imported, those that no other test needs too."""

import importlib
import pkgutil
import warnings

import backend
import rigging


def test_every_module_can_be_imported():
    broken = []
    for room in (backend, rigging):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.endswith("__main__"):
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)  # of packages of others
                    importlib.import_module(module.name)
            except ImportError as error:
                ours = (error.name or "").split(".")[0] in ("backend", "rigging", "assets")
                if ours or not isinstance(error, ModuleNotFoundError):  # engines of others may be absent
                    broken.append(f"{module.name}: {error}")
    assert not broken
