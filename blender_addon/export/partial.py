# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that appears whole or not at all, whoever else writes beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .._shared.protocol.files import put_whole

LONGEST = 1022
"""bytes; Blender cuts off what goes beyond 1,023, and saves under a name that is longer by one"""


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Inside, the path to write to; afterwards what was written there stands at `path`.

    It is a folder of its own beside the target and not another file name, because FBX writes its own name into the
    paths of its textures. Raises ValueError where Blender could not name the file.
    """
    folder = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=path.parent))
    try:
        partial = folder / f"{path.stem}{path.suffix.lower()}"
        check_length(partial, path)
        yield partial
        put_whole(partial, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_length(partial: Path, path: Path) -> None:
    """Raises ValueError where `path`, or `partial` under which it is written, is longer than Blender takes."""
    longer = max(len(os.fsencode(each)) for each in (partial, path)) - LONGEST
    if longer > 0:
        told = "1 byte" if longer == 1 else f"{longer:,} bytes"
        raise ValueError(f"the path of {path.name[:40]} is {told} longer than Blender can write there")
