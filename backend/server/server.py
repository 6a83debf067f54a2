"""The server: a ROUTER loop that takes requests, hands jobs to workers and passes events on. It never computes."""

from __future__ import annotations

import contextlib
import hmac
import importlib
import logging
import os
import secrets
import shutil
import signal
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from typing import Any

import zmq

from backend import __version__
from backend.protocol.checks import check_request
from backend.protocol.codec import MAX_ARRAY_BYTES, PROTOCOL, closest, decode, dump_json
from backend.protocol.errors import BadRequest, ConnectionFailed, GalateaError, JobCancelled
from backend.protocol.events import Accepted, Cancelled, Event, Failed, JobList, Pong, Welcome, event_frames
from backend.protocol.message import Message, pack, unpack
from backend.protocol.requests import REQUESTS

from .catalogue import known_models
from .disk import disk_error, write_whole
from .jobs import LIVING, Job, JobFolders, Queue, State
from .keys import own_token, server_keys
from .machine import device_guess, memory_mb
from .options import JOBS, PASSING, QUICK, ServerOptions, is_loopback, parse_options
from .workers import Worker

LANES = ("main", "quick")
MAX_PER_TURN = 64
TICK_MS = 200
BUSY_TICK_MS = 50
_log = logging.getLogger("galatea.server")


class Server:
    """Sockets, jobs and workers of one running server."""

    def __init__(self, options: ServerOptions) -> None:
        self.options = options
        self.instance = uuid.uuid4().hex
        self.stopping = threading.Event()
        self.device = device_guess(options.device)
        self.gpu_memory: dict[str, float] = {}
        self.models = known_models()
        self.table = _job_table(options.job_table)
        options.state.mkdir(parents=True, exist_ok=True)
        self.token = own_token(options.state)
        self.folders = JobFolders(options.jobs_folder, options.keep_jobs)
        self.jobs = {job.job_id: job for job in self.folders.load(_lane)}
        self.queue = Queue()
        self.workers: dict[str, Worker] = {}
        self.leaving: list[Worker] = []
        self._secret = secrets.token_hex(32)
        self._late: deque[tuple[bytes, str]] = deque(maxlen=256)
        self._context = zmq.Context()
        self._clients = self._router(options)
        self._crew = self._context.socket(zmq.ROUTER)
        for name, value in ((zmq.LINGER, 0), (zmq.SNDHWM, 1000), (zmq.RCVHWM, 1000), (zmq.ROUTER_MANDATORY, 1)):
            self._crew.setsockopt(name, value)
        port = self._crew.bind_to_random_port("tcp://127.0.0.1")
        self._crew_address = f"tcp://127.0.0.1:{port}"

    # --- the loop ----------------------------------------------------------------------------------------------

    def run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._clients, zmq.POLLIN)
        poller.register(self._crew, zmq.POLLIN)
        while not self.stopping.is_set():
            busy = bool(self.leaving) or any(worker.job for worker in self.workers.values())
            ready = dict(poller.poll(BUSY_TICK_MS if busy else TICK_MS))
            if self._crew in ready:
                self._hear_workers()
            if self._clients in ready:
                self._hear_clients()
            self._look_after_workers()
            self._assign()
            self._tell_late()

    def close(self) -> None:
        """End the workers; what waited or ran is interrupted and can be resumed by the next server."""
        for worker in [*self.workers.values(), *self.leaving]:
            worker.kill()
        for job in list(self.jobs.values()):
            if job.state in LIVING:
                stopped = GalateaError("The backend was stopped while this job waited or ran.", "Resume it.")
                self._finish(job, State.INTERRUPTED, Failed.of(job.job_id, stopped, job.folder is not None), stopped)
        self._clients.close(linger=300)
        self._crew.close()
        self._context.term()
        self.folders.release()

    # --- clients -----------------------------------------------------------------------------------------------

    def _hear_clients(self) -> None:
        for frames in _arrived(self._clients):
            client, frames = frames[0], frames[1:]
            job_id = ""
            try:
                message = unpack(frames)
                job_id = message.text("job")
                if not hmac.compare_digest(message.text("token").encode(), self.token.encode()):
                    raise ConnectionFailed(
                        "The backend does not accept this token.",
                        f"The right one is in {self.options.state / 'token'} on its machine.",
                    )
                self._take(client, message)
            except GalateaError as error:
                self._tell(client, Failed.of(job_id, error))
            except Exception:  # a fault of ours must not end every artist's session
                _log.exception("a message could not be handled")
                fault = GalateaError("The backend made a mistake over this message.", "Its log tells more.")
                self._tell(client, Failed.of(job_id, fault))

    def _take(self, client: bytes, message: Message) -> None:
        match message.type:
            case "submit":
                self._submit(client, message)
            case "cancel":
                self._cancel(client, self._job(message))
            case "resume":
                self._resume(client, self._job(message))
            case "watch":
                self._watch(client, self._job(message))
            case "jobs":
                known = [j.info() for j in reversed(self.jobs.values()) if j.folder is not None]
                self._tell(client, JobList(jobs=tuple(known)))
            case "hello":
                self._tell(client, self._welcome())
            case "ping":
                self._tell(client, Pong(instance=self.instance))
            case "shutdown":
                self.stopping.set()
            case other:
                raise BadRequest(f"Unknown message {other[:60]!r}.", "Install the same version on both sides.")

    def _submit(self, client: bytes, message: Message) -> None:
        job_id, name = message.job_id(), message.text("request")
        if job_id in self.jobs:
            raise BadRequest(f"There is a job {job_id} already.", "Give every job an id of its own.")
        if name not in REQUESTS or name not in self.table:
            raise BadRequest(f"This backend has no request named {name!r}.", closest(name, self.table))
        request = decode(REQUESTS[name], message.json(), message.arrays)
        check_request(request)
        key = message.text("key")
        job = Job(
            job_id,
            name,
            _lane(name),
            (message.text("session"), key) if key else None,
            [message.content, *message.arrays],
            None,
            title=getattr(request, "prompt", "")[:80],
        )
        job.watchers[client] = None
        replaced = self.queue.put(job)
        if replaced is not None:
            self.folders.delete(replaced)
            self._cancelled(replaced, "A newer request took its place.")
        self.jobs[job_id] = job
        if name in PASSING:
            return
        try:
            self.folders.create(job)
        except OSError as error:
            self.queue.remove(job)
            del self.jobs[job_id]
            raise disk_error(error, "the job") from error
        self._tell(client, Accepted(job_id=job_id, position=self.queue.position(job)))

    def _job(self, message: Message) -> Job:
        job = self.jobs.get(message.job_id())
        if job is None:
            raise BadRequest(f"The backend knows no job {message.job_id()}.", "Submit it again.")
        return job

    def _cancel(self, client: bytes, job: Job) -> None:
        job.watchers[client] = None
        worker = self.workers.get(job.lane)
        if job.state is State.QUEUED:
            self.queue.remove(job)
            self._cancelled(job, "The job was cancelled.")
        elif worker is not None and worker.job is job and worker.cancelled_at is None:
            worker.cancelled_at = time.monotonic()
            self._order(worker, pack({"type": "cancel", "job": job.job_id}))
        elif job.state not in LIVING:
            self._watch(client, job)

    def _resume(self, client: bytes, job: Job) -> None:
        if not job.resumable:
            self._watch(client, job)
            return
        job.frames = self.folders.request_frames(job)
        job.state, job.finished, job.error = State.QUEUED, None, None
        job.watchers[client] = None
        self.queue.put(job)
        self._save(job)
        self._tell(client, Accepted(job_id=job.job_id, position=self.queue.position(job)))

    def _watch(self, client: bytes, job: Job) -> bool:
        """Hear of a living job; of one that is over, hear how it ended. False where the client does not read."""
        if job.state in LIVING:
            job.watchers[client] = None
            return True
        if job.state is State.DONE:
            return self._send(client, self.folders.result_frames(job))
        if job.state is State.CANCELLED:
            event = Cancelled(job_id=job.job_id, message="The job was cancelled.", resumable=job.resumable)
            return self._tell(client, event)
        error = job.error or GalateaError("The job failed.")
        return self._tell(client, Failed.of(job.job_id, error, job.resumable))

    def _welcome(self) -> Welcome:
        return Welcome(
            protocol=PROTOCOL,
            server_version=__version__,
            instance=self.instance,
            device=self.device,
            memory_mb={**memory_mb(), **self.gpu_memory},
            models=self.models,
            capabilities=tuple(self.table),
        )

    # --- workers -----------------------------------------------------------------------------------------------

    def _hear_workers(self) -> None:
        for frames in _arrived(self._crew):
            identity, frames = frames[0], frames[1:]
            try:
                message = unpack(frames)
                worker = next((w for w in self.workers.values() if w.identity == identity), None)
                if message.type == "ready":
                    self._admit(identity, message)
                elif worker is not None and worker.job is not None and message.header["job"] == worker.job.job_id:
                    self._pass_on(worker, worker.job, message, frames)
            except GalateaError as error:
                _log.warning("something that is no worker knocked: %s", error)

    def _admit(self, identity: bytes, message: Message) -> None:
        worker = self.workers.get(message.text("lane"))
        if worker is None or not hmac.compare_digest(message.text("secret").encode(), self._secret.encode()):
            raise BadRequest("A worker that this server did not start.")
        told = message.json()
        worker.identity, worker.idle_since = identity, time.monotonic()
        self.device, self.gpu_memory = told["device"], told["memory_mb"]

    def _pass_on(self, worker: Worker, job: Job, message: Message, frames: list[bytes]) -> None:
        if message.type not in ("done", "failed", "cancelled"):
            for client in list(job.watchers):
                self._send(client, frames)
            return
        worker.job, worker.cancelled_at, worker.idle_since = None, None, time.monotonic()
        if message.type == "done":
            self._finish(job, State.DONE, frames)
        elif message.type == "cancelled":
            self._cancelled(job, "The job was cancelled.")
        else:
            told = decode(Failed, message.json(), ())
            self._finish(job, State.FAILED, Failed.of(job.job_id, told.error(), job.folder is not None), told.error())

    def _look_after_workers(self) -> None:
        now = time.monotonic()
        for lane, worker in list(self.workers.items()):
            if worker.overdue(now):
                _log.info("worker %d does not heed the cancel: replaced", worker.process.pid)
                worker.kill()
            elif worker.ended:
                self._hear_workers()  # its last words may still wait in the socket
                worker.kill()
            elif worker.free and now - worker.idle_since > self.options.idle_s:
                self._order(worker, pack({"type": "exit"}))
                worker.leaving_since = now
                self.leaving.append(self.workers.pop(lane))
                continue
            else:
                continue
            del self.workers[lane]
            self._bury(worker)
        for worker in list(self.leaving):
            if worker.ended or worker.overdue(now):
                worker.kill()
                self.leaving.remove(worker)

    def _bury(self, worker: Worker) -> None:
        job = worker.job
        if job is None and worker.identity is None:
            job = self.queue.take(worker.lane)  # it died before it could take the job that it was started for
        if job is None:
            return
        if worker.cancelled_at is not None:
            self._cancelled(job, "The job was cancelled.")
        else:
            error = worker.obituary()
            self._finish(job, State.FAILED, Failed.of(job.job_id, error, job.folder is not None), error)

    def _assign(self) -> None:
        for lane in LANES:
            if not self.queue.waits(lane):
                continue
            worker = self.workers.get(lane)
            if worker is None:
                self._start_worker(lane)
            elif worker.free and (job := self.queue.take(lane)) is not None:
                job.state = State.RUNNING
                worker.job = job
                self._save(job)
                header = {"type": "run", "job": job.job_id, "request": job.type, "folder": str(job.folder or "")}
                self._order(worker, [*pack(header)[:2], *job.frames])

    def _start_worker(self, lane: str) -> None:
        scratch = self.folders.scratch / lane
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        arguments = ["--address", self._crew_address, "--device", self.options.device, "--scratch", str(scratch)]
        if self.options.job_table:
            arguments += ["--job-table", self.options.job_table]
        log = self.folders.scratch / f"{lane}.log"
        self.workers[lane] = Worker(lane, arguments, {"GALATEA_WORKER_SECRET": self._secret}, log)

    # --- how jobs end ------------------------------------------------------------------------------------------

    def _cancelled(self, job: Job, why: str) -> None:
        event = Cancelled(job_id=job.job_id, message=why, resumable=job.folder is not None)
        self._finish(job, State.CANCELLED, event, JobCancelled(why))

    def _finish(self, job: Job, state: State, last: Event | list[bytes], error: GalateaError | None = None) -> None:
        job.state, job.error, job.finished, job.frames = state, error, time.time(), []
        frames = last if isinstance(last, list) else event_frames(last)
        for client in job.watchers:
            if not self._send(client, frames) and job.folder is not None:
                self._late.append((client, job.job_id))
        job.watchers.clear()
        if job.folder is None:
            self.jobs.pop(job.job_id, None)
            return
        self._save(job)
        self.folders.prune(self.jobs)

    def _save(self, job: Job) -> None:
        try:
            self.folders.save(job)
        except OSError as error:
            _log.warning("%s", disk_error(error, f"the state of job {job.job_id}"))

    # --- sockets -----------------------------------------------------------------------------------------------

    def _router(self, options: ServerOptions) -> zmq.Socket:
        socket = self._context.socket(zmq.ROUTER)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SNDHWM, 200)
        socket.setsockopt(zmq.RCVHWM, 200)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_ARRAY_BYTES)
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)
        if options.curve:
            keys = server_keys(options.state)
            socket.curve_server = True
            socket.curve_publickey, socket.curve_secretkey = keys.public.encode(), keys.secret.encode()
        elif not is_loopback(options.host):
            raise BadRequest(
                f"Listening on {options.host} would let other machines in unencrypted.",
                "Make keys with: galatea keys, then start with --curve.",
            )
        host = {"localhost": "127.0.0.1"}.get(options.host, options.host)
        if ":" in host:
            socket.setsockopt(zmq.IPV6, 1)
            host = f"[{host.strip('[]')}]"
        try:
            socket.bind(f"tcp://{host}:{options.port or '*'}")
        except zmq.ZMQError as error:
            socket.close()
            if error.errno == zmq.EADDRINUSE:
                raise ConnectionFailed(
                    f"Port {options.port} is in use, perhaps by a backend that already runs.",
                    "Connect to that one, or start this one with another --port.",
                ) from error
            raise ConnectionFailed(
                f"Cannot listen on {options.host}:{options.port}: {error}.",
                "Give an address of this machine with --host.",
            ) from error
        return socket

    @property
    def address(self) -> str:
        return self._clients.getsockopt_string(zmq.LAST_ENDPOINT)

    def _tell(self, client: bytes, event: Event) -> bool:
        return self._send(client, event_frames(event))

    def _send(self, client: bytes, frames: list[Any]) -> bool:
        """False where the client does not read. One that is gone is told nothing: it can ask again."""
        try:
            self._clients.send_multipart([client, *frames], zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
        return True

    def _tell_late(self) -> None:
        """The end of a job to clients that did not read when it came."""
        for _ in range(len(self._late)):
            client, job_id = self._late.popleft()
            job = self.jobs.get(job_id)
            if job is not None and job.state not in LIVING and not self._watch(client, job):
                self._late.append((client, job_id))

    def _order(self, worker: Worker, frames: list[Any]) -> None:
        with contextlib.suppress(zmq.ZMQError):  # a worker that is gone is noticed at the next turn
            self._crew.send_multipart([worker.identity or b"", *frames], zmq.NOBLOCK)


def _arrived(socket: zmq.Socket) -> Iterator[list[bytes]]:
    """At most MAX_PER_TURN messages, so that no peer keeps the others waiting."""
    for _ in range(MAX_PER_TURN):
        try:
            yield socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return


def _lane(name: str) -> str:
    return "quick" if name in QUICK else "main"


def _job_table(name: str) -> dict[str, str]:
    if not name:
        return JOBS
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def serve(options: ServerOptions) -> int:
    """Listen until told to stop; the exit code. For `galatea serve` and `python -m backend.server.server`."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    try:
        server = Server(options)
    except (GalateaError, OSError) as error:
        told = error if isinstance(error, GalateaError) else disk_error(error, "the backend's folder")
        print(told, file=sys.stderr)
        _announce(options, {"error": {"code": told.code, "message": told.message, "hint": told.hint}})
        return 2
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: server.stopping.set())
    if options.exit_with_parent:
        threading.Thread(target=_watch_parent, args=(server.stopping,), daemon=True).start()
    _announce(options, {"address": server.address, "token": server.token, "pid": os.getpid(), "version": __version__})
    print(f"Galatea {__version__} listens at {server.address} ({server.device}).", file=sys.stderr)
    print(f"The token is in {options.state / 'token'}. Stop with Ctrl-C.", file=sys.stderr)
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
