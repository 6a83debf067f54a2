"""What the server tells a client: one frozen dataclass per event, and the way each goes over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .codec import closest, decode
from .errors import BadRequest, GalateaError, JobCancelled, error_from
from .message import Message, pack
from .results import array, left_out_empty
from .sound import check_picture, check_text
from .sound_results import check_result
from .table import results

MAX_LISTED = 10_000
MAX_ETA_S = 1e8


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The job is in the queue. Live requests are not acknowledged."""

    job_id: str
    position: int
    """jobs before this one"""


@dataclass(frozen=True, kw_only=True)
class Progress:
    job_id: str
    stage: str
    fraction: float
    """0..1 over the whole job"""
    eta_s: float | None = None
    """seconds that are left, where that can be told"""
    message: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Preview:
    """A picture of the state so far."""

    job_id: str
    image: np.ndarray = array("H W 3", "uint8")


@dataclass(frozen=True, kw_only=True)
class Warned:
    """Something the user should know; it will stand in the result's report too."""

    job_id: str
    message: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Done:
    job_id: str
    result: Any
    """one of table.results"""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The job, or (with an empty job_id) the message itself, went wrong."""

    job_id: str
    code: str
    message: str
    hint: str = ""
    details: str = ""
    resumable: bool = False
    """the job's folder is still there: `resume` runs the same request again and reuses what is saved"""

    def error(self) -> GalateaError:
        return error_from(self.code, self.message, self.hint, self.details)

    @staticmethod
    def of(job_id: str, error: GalateaError, resumable: bool = False) -> Failed:
        return Failed(
            job_id=job_id,
            code=error.code,
            message=error.message,
            hint=error.hint,
            details=error.details,
            resumable=resumable,
        )


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    job_id: str
    message: str = ""
    """why: asked for, or replaced by a newer request with the same key"""
    resumable: bool = False

    def error(self) -> GalateaError:
        return JobCancelled(self.message or "The job was cancelled.")


@dataclass(frozen=True, kw_only=True)
class SliderInfo:
    name: str
    group: str
    """phenotype, local, expression or shape"""
    minimum: float
    maximum: float
    default: float
    label: str
    part: str = ""
    """what of the face or body it moves: "brows", "mouth" …; empty where that is unsaid"""


@dataclass(frozen=True, kw_only=True)
class ModelInfo:
    name: str
    kind: str
    """body, encoder, lexicon, appearance, mapper, texture_generator, motion_prior, wearable or what comes later; empty
    where nothing of it can be read"""
    licence: str
    available: bool
    message: str = ""
    """what is missing and how to get it"""
    origin: str = ""
    """bundled, fetched or added (by the user)"""
    source: str = ""
    """web address, path, or the command that makes it"""
    size: int = 0
    """bytes"""
    selling: str = ""
    """one sentence: whether what is made with it may be sold, as far as its licence tells"""
    sliders: tuple[SliderInfo, ...] = ()
    form: str = ""
    """of a body: "person", "head" for one alone, or "animal" """
    metrics: Mapping[str, str] = left_out_empty(dict)
    """of a body: "height", "mass" and "age" -> the slider that moves it, for each that it has"""
    words: tuple[str, ...] = left_out_empty(tuple)
    """of a mapper: its words"""
    space: str = left_out_empty(str)
    """of a mapper: what they move, "body", "face" or "expression" """
    of: str = left_out_empty(str)
    """of a mapper: the body that they move"""


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """The handshake."""

    protocol: int
    server_version: str
    instance: str
    """changes with every start of the server"""
    device: str
    memory_mb: Mapping[str, float]
    """total and free main memory; gpu_total and gpu_free once a worker has told them"""
    models: tuple[ModelInfo, ...]
    capabilities: tuple[str, ...]
    """names of the requests that this server can run"""
    job_id: str = ""


@dataclass(frozen=True, kw_only=True)
class JobInfo:
    job_id: str
    type: str
    state: str
    """queued, running, done, failed, cancelled, interrupted (the server stopped) or damaged (its files are)"""
    title: str = ""
    submitted: float = 0.0
    """seconds since 1970"""
    finished: float | None = None
    message: str = ""
    """what went wrong"""
    resumable: bool = False


@dataclass(frozen=True, kw_only=True)
class JobList:
    jobs: tuple[JobInfo, ...]
    """newest first"""
    job_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Pong:
    instance: str
    job_id: str = ""


# Every event has a job_id; it is empty where an event belongs to no job.
Event = Accepted | Progress | Preview | Warned | Done | Failed | Cancelled | Welcome | JobList | Pong
EVENTS: dict[str, type] = {
    "accepted": Accepted,
    "progress": Progress,
    "preview": Preview,
    "warned": Warned,
    "done": Done,
    "failed": Failed,
    "cancelled": Cancelled,
    "welcome": Welcome,
    "job_list": JobList,
    "pong": Pong,
}
_NAMES = {cls: name for name, cls in EVENTS.items()}
FINAL = (Done, Failed, Cancelled)


def event_frames(event: Event) -> list[Any]:
    header = {"type": _NAMES[type(event)], "job": event.job_id}
    if isinstance(event, Done):
        return pack({**header, "result": type(event.result).__name__}, event.result)
    return pack(header, event)


def event_of(message: Message) -> Event:
    """The event that a server's message carries; BadRequest where it cannot be read."""
    cls = EVENTS.get(message.type)
    if cls is None:
        raise BadRequest(f"Unknown event {message.type[:60]!r}.", closest(message.type[:60], EVENTS))
    if cls is Done:
        return Done(job_id=message.job_id(), result=result_of(message))
    event = decode(cls, message.json(), message.arrays)
    _check(event)
    return event


def result_of(message: Message) -> Any:
    name = message.text("result")
    known = results()
    if name not in known:
        raise BadRequest(f"Unknown result {name!r}.", closest(name, known))
    result = decode(known[name], message.json(), message.arrays)
    check_result(result)
    return result


def _check(event: Any) -> None:
    """What a panel can show. Raises BadRequest."""
    for name in ("stage", "message", "hint", "details"):
        check_text(name, getattr(event, name, ""))
    if isinstance(event, Progress):
        if not (0.0 <= event.fraction <= 1.0 and 0.0 <= (event.eta_s or 0.0) <= MAX_ETA_S):
            raise BadRequest(f"A progress of {event.fraction:g} with {event.eta_s} s left is none.")
    elif isinstance(event, Preview):
        check_picture("image", event.image)
    elif isinstance(event, JobList) and len(event.jobs) > MAX_LISTED:
        raise BadRequest(f"{len(event.jobs)} jobs are too many; at most {MAX_LISTED} are listed.")
    elif isinstance(event, Welcome):
        if len(event.models) > MAX_LISTED:
            raise BadRequest(f"{len(event.models)} models are too many; at most {MAX_LISTED} are listed.")
        for model in event.models:
            for name in ("name", "kind", "licence", "message", "origin", "source", "selling", "form"):
                check_text(name, getattr(model, name))
            if len(model.sliders) > MAX_LISTED or len({slider.name for slider in model.sliders}) < len(model.sliders):
                raise BadRequest(f"The sliders of the model {model.name[:60]!r} are too many, or two have one name.")
