"""A separate process that runs jobs one after another and keeps models warm; it may be killed and replaced."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib
import logging
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import zmq

from backend.limits import ran_out_of_memory
from backend.protocol.checks import check_request
from backend.protocol.codec import decode
from backend.protocol.errors import BadRequest, GalateaError, JobCancelled, JobFailed, NotAvailable, ResourceExhausted
from backend.protocol.events import Cancelled, Done, Failed, Preview, Progress, Warned, event_frames, result_of
from backend.protocol.message import Message, checked_job_id, pack, unpack
from backend.protocol.sound_results import check_result
from backend.protocol.table import CAPABILITIES, is_passing, results

from .device import device_name, fault, gpu_memory_mb, settle
from .disk import disk_error, read_frames, write_frames
from .options import SECRET, more_lines
from .warm_models import WarmModels

PROGRESS_EVERY_S = 0.05
HEARD_S = 5
Model = TypeVar("Model")


class WorkerContext:
    """backend.context.JobContext for one job: talks to the server, hears its cancel."""

    def __init__(
        self,
        socket: zmq.Socket,
        job_id: str,
        folder: Path,
        device: str,
        models: WarmModels,
        jobs: Path | None = None,
    ) -> None:
        self.folder = folder
        self.device = device
        self.warnings: list[str] = []
        self._socket = socket
        self._job_id = job_id
        self._models = models
        self._jobs = jobs
        self._started = time.monotonic()
        self._told = 0.0
        self._stage = ""
        self._cancelled = False

    def progress(self, stage: str, fraction: float, message: str = "") -> None:
        self._raise_if_cancelled()
        now = time.monotonic()
        if stage == self._stage and now - self._told < PROGRESS_EVERY_S:
            return
        self._stage, self._told = stage, now
        fraction = min(max(float(fraction), 0.0), 1.0)
        spent = now - self._started
        eta = spent * (1 - fraction) / fraction if fraction > 0.02 and spent > 0.5 else None
        self._send(Progress(job_id=self._job_id, stage=stage, fraction=fraction, eta_s=eta, message=message))

    def preview(self, image: np.ndarray) -> None:
        self._raise_if_cancelled()
        self._send(Preview(job_id=self._job_id, image=np.asarray(image)))

    def warn(self, message: str) -> None:
        self.warnings.append(message)
        self._send(Warned(job_id=self._job_id, message=message))

    def model(self, key: str, load: Callable[[], Model], size: int = 0) -> Model:
        return self._models.get(key, load, size)

    def give_back_models(self) -> None:
        """Those that this job did not ask for."""
        self._models.give_back_unused()

    def result_of(self, job_id: str) -> Any:
        try:
            folder = (self._jobs or self.folder.parent) / checked_job_id(job_id)
            return result_of(unpack(read_frames(folder / "result.frames")))
        except (OSError, BadRequest) as error:
            raise BadRequest(
                f"The result of the job {job_id} is not here: it was deleted, or is not done.",
                "Start from its avatar.npz, or make it again.",
                str(error),
            ) from error

    def _send(self, event: Any) -> None:
        self._socket.send_multipart(event_frames(event))

    def _raise_if_cancelled(self) -> None:
        while not self._cancelled:
            try:
                message = unpack(self._socket.recv_multipart(zmq.NOBLOCK))
            except zmq.Again:
                return
            self._cancelled = message.type == "cancel" and message.header["job"] == self._job_id
        raise JobCancelled("The job was cancelled.")


def run_job(message: Message, context: WorkerContext) -> Any:
    """The result of the job that a "run" message asks for."""
    name = message.header["request"]
    line = CAPABILITIES[name]
    request = decode(line.request_class, message.json(), message.arrays)
    check_request(request)
    module, _, function = line.job.partition(":")
    try:
        run = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as error:
        raise NotAvailable(
            f"This backend cannot run {name!r}: {error}.", "Install the missing package; galatea doctor names it."
        ) from error
    result = run(request, context)
    if type(result) not in results().values():
        what = type(result).__name__
        raise JobFailed(f"The job {name!r} gave back a {what}, which is not a result.", "Report this fault.")
    report = getattr(result, "report", None)
    if context.warnings and isinstance(report, dict):
        known = list(report.get("warnings", ()))
        warnings = known + [w for w in dict.fromkeys(context.warnings) if w not in known]
        result = dataclasses.replace(result, report={**report, "warnings": warnings})
    return result


def answer(message: Message, context: WorkerContext) -> list[Any]:
    """Frames of the job's last event: Done (and the result is in the folder), Failed or Cancelled."""
    job_id, name = message.header["job"], message.header["request"]
    try:
        frames = _done(job_id, run_job(message, context))
    except JobCancelled as error:
        return event_frames(Cancelled(job_id=job_id, message=error.message))
    except GalateaError as error:
        return event_frames(Failed.of(job_id, error))
    except Exception as error:  # the job's own failure, whatever it is, must cost only this job
        if ran_out_of_memory(error):
            context.give_back_models()  # it is resumed with more room
        return event_frames(Failed.of(job_id, explain(error)))
    if not is_passing(name):
        try:
            write_frames(context.folder / "result.frames", frames)
        except OSError as error:  # the user still gets the result, only not a second time
            context.warn(
                f"{disk_error(error, 'the result').message} It was sent, but not kept: resume the job to have it again."
            )
    return frames


def _done(job_id: str, result: Any) -> list[Any]:
    try:
        check_result(result)
        return event_frames(Done(job_id=job_id, result=result))
    except BadRequest as error:
        raise JobFailed(f"The job's result is broken: {error.message}", "Report this fault.") from error


def explain(error: Exception) -> GalateaError:
    """The error tree's words for what a job raised."""
    details = "".join(traceback.format_exception(error))[-8000:]
    text = str(error)
    if isinstance(error, OSError) and error.errno is not None:
        told = disk_error(error, "the job's files")
        if told.message.startswith("There is no space"):
            return ResourceExhausted(told.message, told.hint, details)
    if ran_out_of_memory(error):
        return ResourceExhausted(
            "The job needs more memory than there is.", "Close other programs or ask for less, then resume it.", details
        )
    first = text.strip().splitlines()[0][:300] if text.strip() else "no message"
    return JobFailed(
        f"The job failed: {type(error).__name__}: {first}",
        "Resume it, or send the details with a report of the fault.",
        details,
    )


def serve_jobs(address: str, lane: str, device: str, scratch: Path, models: WarmModels) -> None:
    """Take jobs from the server at `address` until it says "exit". `scratch` is the folder of jobs that have none."""
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 2000)
        socket.connect(address)
        ready = {"type": "ready", "secret": os.environ.pop(SECRET, ""), "lane": lane}
        socket.send_multipart(pack(ready, {"device": device, "memory_mb": gpu_memory_mb(device)}))
        while True:
            message = unpack(socket.recv_multipart())
            if message.type == "exit":
                return
            if message.type == "run":  # a cancel that comes after its job is over means nothing
                folder = Path(message.header["folder"] or _emptied(scratch))
                job = WorkerContext(socket, message.header["job"], folder, device, models, scratch.parent.parent)
                socket.send_multipart(answer(message, job), copy=False)  # small frames are copied all the same
                models.end_job()
                if fault(device):  # all later jobs would fail too; the server starts another worker for them
                    return


def say_unfit(address: str, lane: str, error: GalateaError) -> None:
    """Tell the server why there will be no work from here, and stay until it has heard."""
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(address)
        header = {"type": "unfit", "secret": os.environ.pop(SECRET, ""), "lane": lane}
        socket.send_multipart(pack(header, Failed.of("", error)))
        socket.poll(HEARD_S * 1000)


def _emptied(scratch: Path) -> Path:
    """A job without a folder of its own must not find what the last one left."""
    if any(scratch.iterdir()):
        shutil.rmtree(scratch)
        scratch.mkdir()
    return scratch


def _end_with_server() -> None:
    """The server holds the other end of standard input; when it dies, even by kill -9, so do we, in any step."""
    while os.read(0, 4096):
        pass
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # and the programs that the job has started
    os._exit(1)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--address", "--lane", "--device", "--scratch", "--job-table"):
        parser.add_argument(name, default="")
    parser.add_argument("--model-memory-mb", type=int, default=0)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("galatea").setLevel(logging.INFO)
    os.umask(0o077)  # words and results are the user's alone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers itself
    threading.Thread(target=_end_with_server, daemon=True).start()
    if options.lane == "long" and sys.platform != "win32":
        os.nice(5)  # sliders and the artist's own programs come first
    with contextlib.suppress(OSError):  # Linux only: where memory runs out, it is the worker that must go
        Path("/proc/self/oom_score_adj").write_text("500")
    try:
        device = device_name(options.device)
        settle(device)
    except GalateaError as error:
        say_unfit(options.address, options.lane, error)
        sys.exit(str(error))
    models = WarmModels(device, options.model_memory_mb << 20)
    with more_lines(options.job_table):
        serve_jobs(options.address, options.lane, device, Path(options.scratch), models)


if __name__ == "__main__":
    main()
