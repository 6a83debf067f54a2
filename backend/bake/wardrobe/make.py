"""Makes every piece, or those that are named, into assets/wardrobe."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

from assets import asset

from ...figure.thumbnails import SHEET, draw
from ...wear.piece import Piece
from ...wear.piece_file import save_piece
from ...wear.wardrobe import bundled_folder, wardrobe
from . import __name__ as _PACKAGE
from . import __path__ as _FOLDER
from .reference import check_entry

LICENCE = "Apache-2.0 (Galatea)"
SOURCE = "galatea bake wardrobe"


def makers() -> Iterator[tuple[str, Callable[[], Piece]]]:
    """Each piece's name and its maker."""
    for module in sorted(module.name for module in pkgutil.iter_modules(_FOLDER)):
        yield from getattr(importlib.import_module(f"{_PACKAGE}.{module}"), "MAKERS", {}).items()


def make(names: tuple[str, ...] = (), folder: Path | None = None) -> list[Path]:
    """Files of the pieces called `names`, or of all. Raises ValueError for a name that nobody makes."""
    known = dict(makers())
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"nobody makes {', '.join(unknown)}; there are {', '.join(known)}")
    folder = asset("wardrobe") if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or known:
        piece = known[name]()
        check_entry(piece.entry)
        if piece.entry.name != name:
            raise ValueError(f"the maker of {name} calls its piece {piece.entry.name}")
        path = folder / f"{name}.npz"
        save_piece(piece, path)
        print(f"{name}: {len(piece.binding)} vertices, {path.stat().st_size / 1e3:.0f} kB")
        written.append(path)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="pieces to make; all where none is named")
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument(
        "--pictures", action="store_true", help="draw the panel's pictures of the named pieces, or of all, make none"
    )
    options = parser.parse_args()
    if not options.pictures:
        make(tuple(options.names), options.out)
    if options.pictures or not (options.names or options.out):
        names = [name for name in wardrobe() if (bundled_folder() / f"{name}.npz").exists()]
        draw(names, bundled_folder() / SHEET, options.names if options.pictures else ())


if __name__ == "__main__":
    main()
