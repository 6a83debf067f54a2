"""Where a user's backend keeps its state, and the address at which it listens: known to both sides."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from .errors import ConnectionFailed

DEFAULT_PORT = 5571
DEFAULT_ADDRESS = f"tcp://127.0.0.1:{DEFAULT_PORT}"


def is_loopback(address: str) -> bool:
    """Whether `tcp://host:port` stays on this machine."""
    return address.startswith("ipc://") or is_loopback_host(host_of(address))


def host_of(address: str) -> str:
    """The host of `tcp://host:port`; empty where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_loopback_host(host: str) -> bool:
    """Whether a server that listens there, or a client that connects there, stays on this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def state_folder() -> Path:
    """GALATEA_STATE, or the place where this system keeps the state of a user's programs."""
    if chosen := os.environ.get("GALATEA_STATE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Galatea"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Galatea"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "galatea"


def token_file() -> Path:
    return state_folder() / "token"


def read_token(path: Path | None = None) -> str:
    """The token of the backend that runs on this machine for this user."""
    path = path or token_file()
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ConnectionFailed(
            f"There is no readable token in {path}.", "Start the backend once with: galatea serve"
        ) from error
