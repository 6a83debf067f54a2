"""Make the registry's CUDA-linked torchvision importable beside a CPU-only torch.

The compiled operators of that torchvision do not load there. It tolerates this, but then describes operators that
were never declared, and its import fails. open_clip needs only its pure Python parts, so declaring the operators
by name is enough; calling one of them still fails, as it should. Where the native operators load, nothing is changed.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import torch

from backend.protocol.errors import NotAvailable

INSTALL = "pip install 'torch>=2.6,<2.14' 'torchvision>=0.21,<0.29' 'open_clip_torch>=3,<4'"
_SCHEMA = "(Tensor boxes, Tensor scores, float iou_threshold) -> Tensor"
# torch forgets the declared operators when the library object is collected
_libraries: list[torch.library.Library] = []


def import_torchvision() -> str:
    """Import torchvision and say how: "native", or "declared" where its operators had to be declared first.

    Raises NotAvailable where torchvision is missing or belongs to another torch.
    """
    if importlib.util.find_spec("torchvision") is None:
        raise NotAvailable("torchvision is not installed.", f"Run: {INSTALL}")
    if _libraries:
        return "declared"
    try:
        import torchvision
    except RuntimeError as error:
        if not re.search(r"operator torchvision::\w+ does not exist", str(error)):
            raise NotAvailable(
                "torchvision does not fit the installed torch.", f"Run: {INSTALL}", str(error)
            ) from error
        _declare_operators()
        import torchvision  # noqa: F401

        return "declared"
    return "native"


def _declare_operators() -> None:
    """Forget the half-imported torchvision and declare every operator that it describes."""
    for name in [n for n in sys.modules if n == "torchvision" or n.startswith("torchvision.")]:
        del sys.modules[name]
    spec = importlib.util.find_spec("torchvision")
    assert spec is not None and spec.origin is not None
    source = (Path(spec.origin).parent / "_meta_registrations.py").read_text(encoding="utf-8")
    library = torch.library.Library("torchvision", "DEF")
    for operator in sorted(set(re.findall(r'register_fake\("torchvision::(\w+)"\)', source))):
        library.define(operator + _SCHEMA)
    _libraries.append(library)
