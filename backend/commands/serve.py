"""`galatea serve` and `keys`: the backend as a program, and its keys."""

from __future__ import annotations

from pathlib import Path

import tyro

from ..protocol.folders import state_folder
from ..server import serve as process
from ..server.keys import keys_file, make_keys, server_keys
from ..server.options import ServerOptions


def serve(backend: tyro.conf.OmitArgPrefixes[ServerOptions]) -> int:
    """Start the backend that Blender and scripts talk to; it prints its address and runs until it is stopped."""
    return process.serve(backend)


def keys(state: Path | None = None, new: bool = False) -> int:
    """Tell the public key that clients of a backend on a network need; the first time, make its CURVE keys.

    Args:
        state: Folder of the backend, as given to `galatea serve`; its own by default.
        new: Make other keys in place of those that are there: clients with the old public key are shut out.
    """
    folder = state or state_folder()
    found = make_keys(folder) if new or not keys_file(folder).exists() else server_keys(folder)
    print(f"The secret key is in {keys_file(folder)}. Clients need this public key and the token:")
    print(found.public)
    return 0
