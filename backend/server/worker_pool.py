"""The workers, one for each lane: gives them jobs, hears them, replaces those that die or do not obey."""

from __future__ import annotations

import errno
import hmac
import logging
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import Protocol, get_args

import zmq

from backend.protocol.codec import decode
from backend.protocol.errors import BadRequest, GalateaError, JobCancelled, ResourceExhausted
from backend.protocol.events import Failed
from backend.protocol.files import sweep
from backend.protocol.message import Message, pack, unpack
from backend.protocol.table import Lane

from .connections import Connections
from .disk import disk_error
from .gate import WORKERS
from .jobs import Job, Queue, State
from .listen import arrived, router, send
from .machine import device_guess, threads
from .options import SECRET, ServerOptions
from .seldom import Seldom
from .workers import Worker

LANES = get_args(Lane)
MOST_CONNECTIONS = 16
"""workers, those that leave, and a few of what else may knock"""
_log = logging.getLogger("galatea.worker_pool")
_seldom = Seldom(_log)


class JobObserver(Protocol):
    """Who is told of the jobs."""

    def started(self, job: Job) -> None: ...

    def tell(self, job: Job, frames: list[bytes]) -> None:
        """An event on the way."""

    def finish(
        self, job: Job, state: State, error: GalateaError | None = None, frames: list[bytes] | None = None
    ) -> None:
        """The last event: `frames` of what is done, `error` of what is not."""


class WorkerPool:
    def __init__(
        self, context: zmq.Context, queue: Queue, scratch: Path, options: ServerOptions, observer: JobObserver
    ) -> None:
        self.device = device_guess(options.device)
        self.gpu_memory: dict[str, float] = {}
        """as the workers tell it"""
        self.socket = router(context)
        self.socket.setsockopt_string(zmq.ZAP_DOMAIN, WORKERS)
        self._address = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"
        self.connections = Connections(self.socket, MOST_CONNECTIONS)
        self._secret = secrets.token_hex(32)
        self._queue, self._scratch, self._options, self._observer = queue, scratch, options, observer
        self._workers: dict[str, Worker] = {}
        self._leaving: list[Worker] = []

    @property
    def busy(self) -> bool:
        return bool(self._leaving) or any(worker.job for worker in self._workers.values())

    def close(self) -> None:
        for worker in [*self._workers.values(), *self._leaving]:
            worker.kill()
        self.connections.close()
        self.socket.close()

    def cancel(self, job: Job) -> None:
        """Ask the worker that runs `job` to stop it."""
        worker = self._workers.get(job.lane)
        if worker is not None and worker.job is job and worker.cancelled_at is None:
            worker.cancelled_at = time.monotonic()
            send(self.socket, worker.identity or b"", pack({"type": "cancel", "job": job.job_id}))

    # --- what workers say --------------------------------------------------------------------------------------

    def hear(self) -> None:
        for identity, frames in arrived(self.socket, self.connections):
            try:
                message = unpack(frames)
                worker = next((w for w in self._workers.values() if w.identity == identity), None)
                if message.type == "ready":
                    self._admit(identity, message)
                elif message.type == "unfit":
                    self._dismiss(identity, message)
                elif worker is not None and worker.job is not None and message.header["job"] == worker.job.job_id:
                    self._pass_on(worker, worker.job, message, frames)
            except GalateaError as error:
                _seldom.warning("something that is no worker knocked: %s", error)

    def _known(self, message: Message) -> Worker:
        worker = self._workers.get(message.text("lane"))
        if worker is None or not hmac.compare_digest(message.text("secret").encode(), self._secret.encode()):
            raise BadRequest("A worker that this server did not start.")
        return worker

    def _admit(self, identity: bytes, message: Message) -> None:
        worker, told = self._known(message), message.json()
        self.connections.know()
        worker.identity, worker.idle_since = identity, time.monotonic()
        self.device, self.gpu_memory = told["device"], told["memory_mb"]

    def _dismiss(self, identity: bytes, message: Message) -> None:
        """A worker that cannot work says why; it is buried when it has ended."""
        self._known(message).exit_error = decode(Failed, message.json(), ()).error()
        send(self.socket, identity, pack({"type": "exit"}))

    def _pass_on(self, worker: Worker, job: Job, message: Message, frames: list[bytes]) -> None:
        if message.type not in ("done", "failed", "cancelled"):
            self._observer.tell(job, frames)
            return
        asked_to_stop = worker.cancelled_at is not None
        worker.job, worker.cancelled_at, worker.idle_since = None, None, time.monotonic()
        if message.type == "done":
            self._observer.finish(job, State.DONE, frames=frames)
        elif message.type == "cancelled" or asked_to_stop:
            self._observer.finish(job, State.CANCELLED, JobCancelled("The job was cancelled."))
        else:
            self._observer.finish(job, State.FAILED, decode(Failed, message.json(), ()).error())

    # --- how they live -----------------------------------------------------------------------------------------

    def look_after(self) -> None:
        """Kill who does not obey, bury who died, send home who has been idle, give the others work."""
        now = time.monotonic()
        for lane, worker in list(self._workers.items()):
            if worker.free and now - worker.idle_since > self._options.idle_s:
                send(self.socket, worker.identity or b"", pack({"type": "exit"}))
                worker.leaving_since = now
                self._leaving.append(self._workers.pop(lane))
            elif worker.overdue(now) or worker.ended:
                if worker.ended:
                    self.hear()  # its last words may still wait in the socket
                _log.info("worker %d is replaced", worker.process.pid)
                worker.kill()
                del self._workers[lane]
                self._bury(worker)
        for worker in [w for w in self._leaving if w.ended or w.overdue(now)]:
            worker.kill()
            self._leaving.remove(worker)
        for lane in LANES:
            if self._queue.waits(lane):
                self._give_work(lane)

    def _bury(self, worker: Worker) -> None:
        job = worker.job
        if job is None and worker.identity is None:
            job = self._queue.take(worker.lane)  # it died before it could take the job that it was started for
        if job is None:
            return
        if job.folder is not None:
            sweep(job.folder)
        if worker.cancelled_at is not None:
            self._observer.finish(job, State.CANCELLED, JobCancelled("The job was cancelled."))
        else:
            self._observer.finish(job, State.FAILED, worker.exit_reason())

    def _give_work(self, lane: str) -> None:
        worker = self._workers.get(lane)
        if worker is None:
            try:
                self._workers[lane] = self._start(lane)
            except OSError as error:
                self._fail_next(lane, error)
        elif worker.free and (job := self._queue.take(lane)) is not None:
            worker.job = job
            header = {"type": "run", "job": job.job_id, "request": job.type, "folder": str(job.folder or "")}
            send(self.socket, worker.identity or b"", [*pack(header)[:2], *job.frames])
            self._observer.started(job)

    def _fail_next(self, lane: str, error: OSError) -> None:
        """The job that a worker should have been started for costs itself, not the server."""
        job = self._queue.take(lane)
        if job is not None:
            _log.warning("no worker for job %s: %s", job.job_id, error)
            self._observer.finish(job, State.FAILED, _start_error(error))

    def _start(self, lane: str) -> Worker:
        self._scratch.mkdir(exist_ok=True)
        scratch = self._scratch / lane
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        arguments = ["--address", self._address, "--device", self._options.device, "--scratch", str(scratch)]
        if self._options.model_memory_mb:
            arguments += ["--model-memory-mb", str(self._options.model_memory_mb)]
        if self._options.job_table:
            arguments += ["--job-table", self._options.job_table]
        environment = {SECRET: self._secret}
        if "OMP_NUM_THREADS" not in os.environ:
            environment["OMP_NUM_THREADS"] = str(threads(lane, self._options.threads))
        # numpy's own threads go on spinning for a while after a product, in the way of torch's
        if "OPENBLAS_NUM_THREADS" not in os.environ:
            environment["OPENBLAS_NUM_THREADS"] = "1"
        return Worker(lane, arguments, environment, self._scratch / f"{lane}.log")


def _start_error(error: OSError) -> GalateaError:
    if error.errno in (errno.ENOMEM, errno.EAGAIN):
        return ResourceExhausted(
            f"There is no memory left to start a worker: {error.strerror}.", "Close other programs, then try again."
        )
    return disk_error(error, "the worker's folder")
