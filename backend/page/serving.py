"""The one file that imports viser: the server of the page, on a port that is free."""

from __future__ import annotations

import contextlib
import io
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..protocol.errors import BadRequest, NotAvailable

if TYPE_CHECKING:
    from viser import ClientHandle, GuiUploadButtonHandle, ViserServer

    __all__ = ["ClientHandle", "GuiUploadButtonHandle", "ViserServer", "page_server"]

INSTALL = "Install it with: pip install 'galatea[page]' (or pip install viser)"
TITLE = "Galatea"


def check_viser() -> Any:
    """The module. Raises NotAvailable, with the command that installs it, where it is not there."""
    try:
        import viser
    except ImportError as error:
        raise NotAvailable(
            "The page in the browser needs the library viser, which is not installed.", INSTALL
        ) from error
    return viser


def check_port(host: str, port: int) -> None:
    """Raises BadRequest where the port cannot be had; the library would quietly take another."""
    if not 0 <= port <= 65535:
        raise BadRequest(f"{port} is no port.", "Give --port a number from 1024 to 65535, or 0 for any that is free.")
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        why = error.strerror or str(error)
        raise BadRequest(
            f"The page cannot be served at {host}:{port}: {why}.", "Give another --port, or 0 for any that is free."
        ) from error


@contextlib.contextmanager
def page_server(host: str, port: int) -> Iterator[ViserServer]:
    """The server of an empty page. Raises NotAvailable without viser, BadRequest for a port that is taken."""
    viser = check_viser()
    check_port(host, port)
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet):  # the command says itself where the page is
        server = viser.ViserServer(host=host, port=port, label=TITLE, verbose=False)
    try:
        if port and server.get_port() != port:
            raise BadRequest(f"Another program took port {port} meanwhile.", "Give another --port.")
        server.gui.configure_theme(show_logo=False, show_share_button=False, control_width="large")
        yield server
    finally:
        with contextlib.redirect_stdout(quiet):
            server.stop()
