"""`galatea batch`: many people from one file, on this machine, on a backend that runs, or on a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from ..batch.files import Exports
from ..batch.local import Finished, Makers, Working, workers_here
from ..batch.run import Plan, carry_out, plan_of
from ..blender import find_blender
from ..protocol.array_file import checksum_of
from ..protocol.batch.plan import Work
from ..protocol.client import Client
from ..protocol.errors import BadRequest
from ..protocol.requests import Preset, base_named, figure_of
from ..protocol.results import Avatar
from ..server.local import local_server
from ..server.machine import device_guess, usable_cores
from .based import avatar_named, filled, sent
from .connect import Connection
from .make import make_folder

BASES = 8
"""avatars that lines start from which stay in memory while the lines are read: some megabytes each"""
KEPT = 4
"""results that a backend of ours leaves on disk; they are here already"""
Texts = Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME=VALUE")]
Names = Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME")]


@dataclass(frozen=True, kw_only=True)
class Batch(Connection):
    """What is made of the lines, where it goes, and who makes it."""

    out: Path = Path("out/people")
    """Folder for the people; made if missing. What is whole in it is not made again."""
    set: Texts = ()
    """What lines do not say themselves: steps=20 figure.clip=rom look.skin_tone=0.4 …"""
    seeds: str = ""
    """A person for each seed of a range, of lines that name none: 0:10 for 0 to 9."""
    variations: int = 0
    """So many people of each line, with sliders rolled around what the line says; no two alike."""
    vary: Texts = ()
    """How far they move, as a share of a slider's whole way: height=0.2, body=0.3 (the usual sliders), details=0.1 (the
    small shapes). What is not named stays; without any, body and details move by 0.3."""
    lock: Names = ()
    """Sliders that stay as the line has them."""
    format: tuple[Literal["fbx", "glb", "blend"], ...] = ()
    """Files for other programs; .fbx and .glb are read back and compared."""
    preset: Preset = "mixamo"
    """Program that they are for."""
    one_mesh: bool = False
    """Body and wearables as one mesh with several materials in them."""
    blender: Path | None = None
    """Blender, or a Python that has bpy; found by itself where it is omitted."""
    device: str = "auto"
    """"auto", "cpu" or "cuda:0", for backends that are started here."""
    ray: str = ""
    """Make them on a Ray cluster: its address, or auto for one that runs here (else one is started)."""
    workers: int = 0
    """Backends to start here; 0 takes as many as cores and memory allow."""


def batch(file: tyro.conf.Positional[Path], options: tyro.conf.OmitArgPrefixes[Batch] = Batch()) -> int:
    """Many people from a file with one prompt a line (.txt), a JSON request a line (.jsonl) or a table (.csv).

    Writes a folder for each person, summary.csv, summary.json and contact_sheet.png. Started again, it makes only who
    is missing.

    Args:
        file: The people: .txt, .jsonl, or .csv with a column for each field (prompt, seed, sliders.height, name …).
    """
    if options.variations < 0 or options.workers < 0:
        raise BadRequest("Numbers of variations and workers are 0 or more.", "Leave the option out.")
    if options.ray and (options.named or options.workers):
        raise BadRequest("--ray brings its own workers.", "Leave out --workers, --address, --token and --server-key.")
    if (options.vary or options.lock) and not options.variations:
        raise BadRequest("--vary and --lock say how --variations move.", "Add --variations 10, for ten of each line.")
    many = (options.set, options.seeds, options.variations, options.vary, options.lock)
    bases = lru_cache(maxsize=BASES)(lambda named: _read_base(named, options))
    plan = plan_of(file, *many, complete=lambda plain, cls: _with_its_base(plain, cls, options, bases))
    make_folder(options.out)
    blender = find_blender(options.blender) if options.format and not options.ray else None
    formats = tuple(dict.fromkeys(options.format))
    exports = Exports(formats=formats, preset=options.preset, one_mesh=options.one_mesh, blender=blender)
    return carry_out(plan, options.out, exports, lambda work: _make(work, options, plan, exports))


def _read_base(named: str, connection: Connection) -> tuple[Avatar, str]:
    avatar = avatar_named(named, connection)
    return avatar, checksum_of(avatar)


def _with_its_base(
    plain: dict[str, Any], request: type, options: Batch, bases: Callable[[str], tuple[Avatar, str]]
) -> dict[str, Any]:
    """What a line leaves unsaid is as in the avatar that it starts from, whose content counts, not its name alone."""
    base = plain.get("base")
    if isinstance(base, dict) and isinstance(base.get("file"), str) and set(base) == {"file"}:
        base = base["file"]
    if not isinstance(base, str) or not base:
        return plain
    avatar, checksum = bases(base)
    plain = filled({**plain, "base": base}, request, options, avatar)
    if options.variations and plain.get("figure", {}).get("body") == figure_of(avatar).body:
        given = plain.get("sliders", {})  # people roll around the figure that they start from
        plain["sliders"] = {**avatar.sliders, **given} if isinstance(given, dict) else given
    named = base_named(base)
    if named is None or not named.file:
        return plain
    return {**plain, "base": {"file": str(Path(named.file).absolute()), "checksum": checksum}}


def _make(work: Work, options: Batch, plan: Plan, exports: Exports) -> Iterator[Working | Finished]:
    if not work.people and not work.exports_alone:
        return
    if options.ray:
        from ..batch.on_ray import Order, made_on_ray

        some = (*work.people, *work.exports_alone)[0]
        order = Order(
            person=some,
            source=plan.source,
            exports=exports,
            blender=options.blender,
            device=options.device,
        )
        yield from made_on_ray(work, options.out, options.ray, order, lambda request: sent(request, options, far=True))
        return
    many = workers_here(options.device, options.workers)
    writers = _writers(many, options)
    makers = Makers(work, options.out, plan.source, exports, writers, lambda request: sent(request, options))
    if options.named:
        yield from makers.run([options.client], restart=False)
    else:
        few = min(many, len(work.people))
        yield from makers.run([lambda: _own_backend(options.device, many)] * few, restart=True)


def _writers(workers: int, options: Batch) -> int:
    """Threads that write and export, so that workers seldom wait for them: on a CPU a search takes about four times as
    long as an export."""
    if options.named or device_guess(options.device).startswith("cuda"):
        return max(1, usable_cores() // 2)
    return max(1, workers // 3)


@contextmanager
def _own_backend(device: str, among: int) -> Iterator[Client]:
    threads = max(1, usable_cores() // among)
    with local_server(device=device, threads=threads, keep_jobs=KEPT) as server, server.client() as client:
        yield client
