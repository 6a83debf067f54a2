"""Python programs of ours in processes of their own, which import what this process imports and nothing else.

Neither the working folder nor a variable decides that: the child takes over this process's search path, behind the
folder that our own packages lie in.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_START = (
    "import importlib, json, sys; "
    "sys.path[:] = json.loads(sys.argv.pop(1)); "
    "importlib.import_module(sys.argv.pop(1)).main()"
)


def python_program(module: str, *arguments: object) -> list[str]:
    """The command line that runs `main()` of a module with these arguments in a Python like this one."""
    utf8 = ["-X", "utf8"] if sys.flags.utf8_mode else []  # it may come from a variable, which -E passes over
    return [sys.executable, "-E", "-P", *utf8, "-c", _START, json.dumps(_path()), module, *map(str, arguments)]


def _path() -> list[str]:
    folders = [folder for folder in sys.path if os.path.isabs(folder)]
    return folders if str(ROOT) in folders else [str(ROOT), *folders]
