"""A server in a process of its own: from its options to its exit code."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import Any

from backend import __version__
from backend.protocol.codec import dump_json
from backend.protocol.errors import GalateaError

from .disk import disk_error, write_whole
from .greeting import greeting
from .options import ServerOptions, more_lines, parse_options
from .server import Server


def serve(options: ServerOptions) -> int:
    """Listen until told to stop; the exit code. For `galatea serve` and `python -m backend.server.serve`."""
    with more_lines(options.job_table):
        return _serve(options)


def _serve(options: ServerOptions) -> int:
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    try:
        server = Server(options)
    except (GalateaError, OSError) as error:
        told = error if isinstance(error, GalateaError) else disk_error(error, "the backend's folder")
        print(f"error: {told.message}\n{told.hint}".rstrip(), file=sys.stderr)
        _announce(options, {"error": {"code": told.code, "message": told.message, "hint": told.hint}})
        return 2

    def stop(*_: object) -> None:
        server.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    # Ctrl-C reaches the parent too, which first cancels its job
    signal.signal(signal.SIGINT, signal.SIG_IGN if options.exit_with_parent else stop)
    if options.exit_with_parent:
        threading.Thread(target=_watch_parent, args=(server.stopping,), daemon=True).start()
    _announce(options, {"address": server.address, "token": server.token, "pid": os.getpid(), "version": __version__})
    terminal = sys.stderr is not None and sys.stderr.isatty()
    told = (server.address, server.pool.device, server.token, server.token_place)
    print(greeting(options, *told, secret=terminal), file=sys.stderr, flush=True)
    try:
        server.run()
    finally:
        server.close()
    return 0


def _announce(options: ServerOptions, told: dict[str, Any]) -> None:
    if options.ready_file is not None:
        write_whole(options.ready_file, [dump_json(told)], mode=0o600)


def _watch_parent(stopping: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stopping.set()


def main() -> None:
    try:
        options = parse_options()
    except GalateaError as error:
        sys.exit(str(error))
    sys.exit(serve(options))


if __name__ == "__main__":
    main()
