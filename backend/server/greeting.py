"""What a server says when it is ready: all that Blender's panel asks for, under the names that it has there."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from backend import __version__
from backend.protocol.places import DEFAULT_ADDRESS

from .keys import server_keys
from .options import ServerOptions

_EVERYWHERE = frozenset({"0.0.0.0", "::"})


def greeting(options: ServerOptions, address: str, device: str, token: str, token_place: str, *, secret: bool) -> str:
    """Lines for standard error. `secret`: somebody reads them at a terminal, so the token itself may stand there.

    Elsewhere they may end in a log that others read, so only the place of the token is told.
    """
    lines = [f"Galatea {__version__} is ready ({device})."]
    if address == DEFAULT_ADDRESS:
        lines.append("Blender on this computer finds it by itself; for another program:")
    else:
        lines.append("In Blender: Galatea > Backend > Another Computer.")
    lines.append(f"  Address     {_reachable(address)}")
    lines.append(f"  Token       {token if secret else f'is in {token_place}'}")
    if options.curve:
        lines.append(f"  Server Key  {server_keys(options.state).public}")
    lines.append("It ends with standard input." if options.exit_with_parent else "Stop with Ctrl-C.")
    return "\n".join(lines)


def _reachable(address: str) -> str:
    """The address that others type: of a server that listens everywhere, by this machine's name."""
    parts = urlsplit(address)
    return f"tcp://{socket.gethostname()}:{parts.port}" if parts.hostname in _EVERYWHERE else address
