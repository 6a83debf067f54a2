"""Where `galatea` and `python -m galatea` begin: what it imports is its own, whatever the surroundings hold.

The one name that Galatea's programs are found by. Folders that the working folder or PYTHONPATH add to the search path
come after those of the installation, so that neither a folder named `assets` nor another numpy takes the place of ours;
what is only there is still found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent)


def own_first(path: Iterable[str], foreign: Iterable[str]) -> list[str]:
    """The search path with the folders in `foreign` last, and the folder of this installation in it."""
    others = {_absolute(folder) for folder in foreign} - {ROOT}
    absolute = [_absolute(folder) for folder in path]
    own = [folder for folder in absolute if folder not in others]
    return [*([] if ROOT in own else [ROOT]), *own, *(folder for folder in absolute if folder in others)]


def foreign_folders() -> list[str]:
    """The folders that the surroundings put on the search path."""
    named = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    return [*named, ""]


def _absolute(folder: str) -> str:
    try:
        return os.path.abspath(folder)
    except FileNotFoundError:  # the working folder was deleted: nothing is found in it
        return folder


def main() -> int:
    sys.path[:] = own_first(sys.path, foreign_folders())
    from backend.cli import main
    from backend.commands.streams import settle_streams

    settle_streams()
    return main()


if __name__ == "__main__":
    sys.exit(main())
