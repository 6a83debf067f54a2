"""The backend of one command: the one at an address, or one that lives as long as the command."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..protocol.client import Client
from ..protocol.errors import ConnectionFailed, GalateaError
from ..protocol.events import Accepted, Progress, Warned
from ..protocol.places import DEFAULT_ADDRESS, read_token
from ..server.local import local_server
from .kept import own_folder

CANCEL_S = 2.5
ANSWER_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Which backend to use."""

    address: str = ""
    """Running backend to use, such as tcp://127.0.0.1:5571; by default this machine's own, started where none runs."""
    token: Path | None = None
    """File with the backend's token; the token of this machine's own backend where it is omitted."""
    server_key: str = ""
    """Public key of a backend on another machine, as `galatea keys` printed it there."""

    @property
    def named(self) -> bool:
        """Whether a running backend is meant."""
        return bool(self.address or self.token or self.server_key)

    def client(self) -> Client:
        """Raises ConnectionFailed where there is no token or the address is none, BadRequest for a broken key."""
        return Client(self.address or DEFAULT_ADDRESS, read_token(self.token), server_key=self.server_key)


def running_backend() -> Client | None:
    """The backend that runs on this machine for this user, where one does."""
    try:
        client = Connection().client()
    except ConnectionFailed:  # without a token none was ever started
        return None
    try:
        client.handshake(ANSWER_S)
    except ConnectionFailed:
        client.close()
        return None
    return client


class Backend:
    """A client that tells its progress on the standard error stream."""

    def __init__(self, client: Client, own: bool = False) -> None:
        self.client = client
        self.own = own
        """whether it ends with the command"""
        self.job = ""
        """the job that can be resumed where the command fails"""
        self.done = False
        self._terminal = sys.stderr.isatty()
        self._stage = ""

    def run(self, request: Any) -> Any:
        """The result of `request`; Ctrl-C cancels the job before it leaves."""
        return self.follow(self.client.submit(request))

    def follow(self, job: str) -> Any:
        """The result of a job that was submitted or resumed, its progress told on the way."""
        try:
            result = self.client.wait(job, on_event=self._on_event)
        except KeyboardInterrupt:
            with contextlib.suppress(GalateaError):  # its end is all that is awaited
                self.client.cancel(job)
                self.client.wait(job, timeout=CANCEL_S)
            raise
        except ConnectionFailed as error:
            if not self.own:
                raise
            raise ConnectionFailed(
                "The backend of this command died or hangs.", "" if self.job else "Run the command again."
            ) from error
        finally:
            if self._terminal:
                print(file=sys.stderr)
        self.done = True
        return result

    def tell(self, stage: str, message: str) -> None:
        """One line of progress: on a terminal it stays in place, in a log each stage is told once."""
        if self._terminal:
            print(f"\r\x1b[K{stage}: {message}", end="", file=sys.stderr, flush=True)
        elif stage != self._stage:
            print(f"{stage}: {message}", file=sys.stderr, flush=True)
        self._stage = stage

    def _on_event(self, event: Any) -> None:
        if isinstance(event, Accepted):
            self.job = event.job_id
        elif isinstance(event, Warned):
            print(f"warning: {event.message}", file=sys.stderr)
        elif isinstance(event, Progress):
            left = f", {event.eta_s:.0f} s left" if event.eta_s is not None else ""
            self.tell(event.stage, f"{event.fraction:.0%} {event.message}{left}")


@contextmanager
def backend(connection: Connection, device: str = "auto") -> Iterator[Backend]:
    """A Backend for the time of a command; started here unless a running one is meant."""
    if connection.named:
        with connection.client() as client:
            yield Backend(client)
    else:
        with own_folder() as folder, started(folder, device) as here:
            yield here


@contextmanager
def started(state: Path, device: str = "auto") -> Iterator[Backend]:
    """A Backend that is started here and keeps its jobs in the folder `state`."""
    with local_server(state=state, device=device) as server, server.client() as client:
        yield Backend(client, own=True)
