"""The backend of one command: the one at an address, or one that lives as long as the command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..protocol.client import Client
from ..protocol.events import Progress, Warned
from ..protocol.places import read_token
from ..server.local import local_server


class Backend:
    """A client that tells its progress on the standard error stream."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._terminal = sys.stderr.isatty()
        self._stage = ""

    def run(self, request: Any) -> Any:
        """The result of `request`; Ctrl-C cancels the job before it leaves."""
        return self.follow(self.client.submit(request))

    def follow(self, job: str) -> Any:
        """The result of a job that was submitted or resumed, its progress told on the way."""
        try:
            return self.client.wait(job, on_event=self._on_event)
        except KeyboardInterrupt:
            self.client.cancel(job)
            raise
        finally:
            if self._terminal:
                print(file=sys.stderr)

    def tell(self, stage: str, message: str) -> None:
        """One line of progress: on a terminal it stays in place, in a log each stage is told once."""
        if self._terminal:
            print(f"\r\x1b[K{stage}: {message}", end="", file=sys.stderr, flush=True)
        elif stage != self._stage:
            print(f"{stage}: {message}", file=sys.stderr, flush=True)
        self._stage = stage

    def _on_event(self, event: Any) -> None:
        if isinstance(event, Warned):
            print(f"warning: {event.message}", file=sys.stderr)
        elif isinstance(event, Progress):
            left = f", {event.eta_s:.0f} s left" if event.eta_s is not None else ""
            self.tell(event.stage, f"{event.fraction:.0%} {event.message}{left}")


@contextmanager
def backend(address: str = "", device: str = "auto") -> Iterator[Backend]:
    """A Backend for the time of a command; started here unless an address is given."""
    if address:
        client = Client(address, read_token())
        try:
            yield Backend(client)
        finally:
            client.close()
    else:
        with local_server(device=device) as server, server.client() as client:
            yield Backend(client)
