"""What a user may set about a server."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from pathlib import Path

from backend.protocol.errors import BadRequest
from backend.protocol.folders import state_folder
from backend.protocol.places import DEFAULT_PORT
from backend.protocol.table import added, load

SECRET = "GALATEA_WORKER_SECRET"
"""Environment variable with what a worker says to be let in."""


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    host: str = "127.0.0.1"
    """Address to listen on; any but this machine's own needs --curve."""
    port: int = DEFAULT_PORT
    """0 takes a free one."""
    curve: bool = False
    """Encrypt with the keys made by: galatea keys."""
    state: Path = field(default_factory=state_folder)
    """Folder for the token, keys, logs and jobs."""
    jobs: Path | None = None
    """Folder for jobs, if not in the state folder."""
    keep_jobs: int = 50
    """Finished jobs of each type that stay on disk; older ones go once somebody had them, and their session is over."""
    idle_s: float = 900.0
    """Seconds after which an idle worker ends and gives its memory back."""
    model_memory_mb: int = 0
    """Memory for the models that a worker keeps between jobs; 0 takes what there is and leaves a tenth free."""
    device: str = "auto"
    """cpu, cuda:0, … or auto."""
    threads: int = 0
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
    parser = argparse.ArgumentParser(prog="galatea serve", description="The backend: takes requests, runs jobs.")
    for option in fields(ServerOptions):
        name = "--" + option.name.replace("_", "-")
        if option.type == "bool":
            parser.add_argument(name, action="store_true")
        else:
            kind = {"int": int, "float": float, "str": str}.get(str(option.type), Path)
            parser.add_argument(name, type=kind, default=argparse.SUPPRESS)
    options = ServerOptions(**vars(parser.parse_args(arguments)))
    if not 0 <= options.port < 65536:
        raise BadRequest(f"{options.port} is not a port.", "Give a number from 0 to 65535.")
    if options.keep_jobs < 0:
        raise BadRequest(f"{options.keep_jobs} jobs are too few.", "Give 0 or more.")
    if options.model_memory_mb < 0:
        raise BadRequest(f"{options.model_memory_mb} MB are too few.", "Give 1 or more, or 0 for what there is.")
    if options.threads < 0:
        raise BadRequest(f"{options.threads} threads are too few.", "Give 1 or more, or 0 for all cores but one.")
    return options
