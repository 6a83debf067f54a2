"""What a user may set about a server."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from pathlib import Path

from backend.protocol.folders import state_folder
from backend.protocol.places import DEFAULT_PORT
from backend.protocol.requests.fields import within
from backend.protocol.table import added, load

SECRET = "GALATEA_WORKER_SECRET"
"""Environment variable with what a worker says to be let in."""


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    host: str = "127.0.0.1"
    """Address to listen on; any but this machine's own needs --curve."""
    port: int = within(DEFAULT_PORT, 0, 65535)
    """0 takes a free one."""
    curve: bool = False
    """Encrypt with the keys made by: galatea keys."""
    state: Path = field(default_factory=state_folder)
    """Folder for the token, keys, logs and jobs."""
    jobs: Path | None = None
    """Folder for jobs, if not in the state folder."""
    keep_jobs: int = within(50, 0, 10**9)
    """Finished jobs of each type that stay on disk; older ones go once somebody had them, and their session is over."""
    idle_s: float = within(900.0, 0, 1e9)
    """Seconds after which an idle worker ends and gives its memory back."""
    model_memory_mb: int = within(0, 0, 10**9)
    """Memory for the models that a worker keeps between jobs; 0 takes what there is and leaves a tenth free."""
    device: str = "auto"
    """cpu, cuda:0, … or auto."""
    threads: int = within(0, 0, 10**4)
    """Processor threads of a long job; 0 leaves one core to Blender and to sliders."""
    ready_file: Path | None = None
    """Written once the server listens (or cannot): JSON with address and token, or the error."""
    exit_with_parent: bool = False
    """End when standard input closes, as when the program that started the server ends; Ctrl-C is left to that one."""
    job_table: str = ""
    """More lines of the table of capabilities, as "module:NAME" (for tests)."""

    @property
    def jobs_folder(self) -> Path:
        return self.jobs or self.state / "jobs"


def more_lines(place: str) -> AbstractContextManager[None]:
    """The table of capabilities with the lines that stand at "module:NAME"; as it is where nothing is named."""
    return added(load(place) if place else ())


def parse_options(arguments: list[str] | None = None) -> ServerOptions:
    """For `python -m backend.server.serve`, which commands and tests start: without tyro it is ready 0.4 s sooner."""
    parser = argparse.ArgumentParser(prog="galatea serve", description="The backend: takes requests, runs jobs.")
    for option in fields(ServerOptions):
        name = "--" + option.name.replace("_", "-")
        if option.type == "bool":
            parser.add_argument(name, action="store_true")
        else:
            kind = {"int": int, "float": float, "str": str}.get(str(option.type), Path)
            parser.add_argument(name, type=kind, default=argparse.SUPPRESS)
    return ServerOptions(**vars(parser.parse_args(arguments)))
