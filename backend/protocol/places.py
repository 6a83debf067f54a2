"""Where a user's backend keeps its state, and the address at which it listens: known to both sides."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from .errors import ConnectionFailed, ResourceExhausted
from .folders import state_folder

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


def token_file() -> Path:
    """Where the backend of this user keeps its token, also when this program is in a sandbox and the backend is not."""
    own = state_folder() / "token"
    outside = outside_state()
    return outside / "token" if outside and not own.exists() and (outside / "token").exists() else own


def outside_state() -> Path | None:
    """The state folder of programs outside of the sandbox that this one runs in: flatpak and snap name others."""
    if "FLATPAK_ID" in os.environ:
        home = os.environ.get("HOME")
    else:
        home = os.environ.get("SNAP_REAL_HOME")
    return Path(home, ".local", "state", "galatea") if home else None


def read_token(path: Path | None = None) -> str:
    """The token of the backend that runs on this machine for this user."""
    try:
        path = path or token_file()
    except ResourceExhausted as error:
        raise ConnectionFailed(error.message, error.hint) from error
    try:
        return path.read_text(encoding="utf-8-sig").encode("ascii").decode().strip()
    except (OSError, ValueError) as error:
        raise ConnectionFailed(
            f"There is no readable token in {path}.", "Start the backend once with: galatea serve"
        ) from error
