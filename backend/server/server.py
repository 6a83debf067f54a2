"""The server: a ROUTER loop that takes requests, hands jobs to workers and passes events on. It never computes."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq

from backend import __version__
from backend.protocol.checks import check_request
from backend.protocol.codec import PROTOCOL, closest, decode
from backend.protocol.errors import (
    BadFile,
    BadRequest,
    GalateaError,
    JobCancelled,
    NotAvailable,
    ResourceExhausted,
)
from backend.protocol.events import Accepted, Event, Failed, JobList, Pong, Welcome, event_frames
from backend.protocol.folders import unusable
from backend.protocol.message import Message, pack, unpack
from backend.protocol.proof import client_keys, raw_key
from backend.protocol.table import CAPABILITIES, is_passing, lane_of

from .catalogue import known_models, users_models
from .connections import Connections, room
from .disk import disk_error, private_folder
from .folders import JobFolders
from .gate import Gate
from .jobs import LIVING, MAX_TITLE, Job, Queue, State, last_event, listed
from .keys import TOKEN, own_token
from .late_answers import LateAnswers
from .listen import Sent, arrived, listen
from .machine import memory_mb
from .options import ServerOptions
from .outbox import Outbox
from .seldom import Seldom
from .sessions import Sessions
from .worker_pool import WorkerPool

TICK_MS = 200
BUSY_TICK_MS = 50
_NOT_READ = "The answer came while nobody read, and was not kept."
_NOT_KEPT = "The result of this job could not be written to the disk; only who waited for it has it."
_log = logging.getLogger("galatea.server")
_seldom = Seldom(_log)


class Server:
    """Clients, jobs and workers of one running server."""

    def __init__(self, options: ServerOptions) -> None:
        check_request(options)  # whichever door they came through
        self.options = options
        self.instance = uuid.uuid4().hex
        self.stopping = threading.Event()
        self.models = known_models()
        for folder in (options.state, options.jobs_folder):
            _make(folder)
        self.token_place = TOKEN if TOKEN in os.environ else str(options.state / "token")
        self.folders = JobFolders(options.jobs_folder, options.keep_jobs)
        self._context = zmq.Context()
        try:
            self.token = own_token(options.state)  # not before it is sure that no other server tells another one
            self._gate = Gate(self._context)
            self._gate.allow(raw_key(client_keys(self.token)[0]))
            self._clients = listen(self._context, options, self.token)
            self.jobs = {job.job_id: job for job in self.folders.load()}
        except (GalateaError, OSError):
            self._context.destroy(linger=0)
            self.folders.release()
            raise
        self._sessions = Sessions()
        self.folders.prune(self.jobs)
        self._connections = Connections(self._clients, room())
        memory_mb()  # known from now on, whatever runs out
        self.queue = Queue()
        self.pool = WorkerPool(self._context, self.queue, self.folders.scratch, options, self)
        self.outbox = Outbox(self._clients, notice=self._notice)
        self._late = LateAnswers(self._tell_late)

    @property
    def address(self) -> str:
        return self._clients.getsockopt_string(zmq.LAST_ENDPOINT)

    def run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._clients, zmq.POLLIN)
        poller.register(self.pool.socket, zmq.POLLIN)
        poller.register(self._gate.socket, zmq.POLLIN)
        poller.register(self._connections.monitor, zmq.POLLIN)
        poller.register(self.pool.connections.monitor, zmq.POLLIN)
        while not self.stopping.is_set():
            tick_ms = BUSY_TICK_MS if self.pool.busy else TICK_MS
            ready = dict(poller.poll(0 if self._late.at_once else tick_ms))
            if self._gate.socket in ready:
                _guarded(self._gate.answer)
            for connections in (self._connections, self.pool.connections):
                _guarded(connections.follow)
            if self.pool.socket in ready:
                _guarded(self.pool.hear)
            if self._clients in ready:
                _guarded(self._hear_clients)
            _guarded(self.pool.look_after)
            _guarded(self._late.turn)
            _guarded(self._end_sessions)

    def close(self) -> None:
        """End the workers; what waited or ran is interrupted and can be resumed by the next server."""
        self.folders.leave()
        self.pool.close()
        for job in list(self.jobs.values()):
            if job.state in LIVING:
                error = GalateaError("The backend was stopped while this job waited or ran.", "Resume it.")
                self.finish(job, State.INTERRUPTED, error)
        self._connections.close()
        self._clients.close(linger=300)
        self._gate.close()
        self._context.term()
        self.folders.release()

    # --- what clients say --------------------------------------------------------------------------------------

    def _hear_clients(self) -> None:
        for client, frames in arrived(self._clients, self._connections):
            self.outbox.heard(client)
            job_id = ""
            try:
                message = unpack(frames)
                job_id = message.text("job")
                self._connections.know()
                self._sessions.heard(message.text("session"))
                self._take(client, message)
            except GalateaError as error:
                self._say(client, Failed.of(job_id, error))
            except OSError as error:
                _seldom.exception("a message could not be handled")
                self._say(client, Failed.of(job_id, disk_error(error, "this message", "Handling")))
            except Exception:  # a fault of ours must not end every artist's session
                _seldom.exception("a message could not be handled")
                fault = GalateaError("The backend made a mistake over this message.", "Its log tells more.")
                self._say(client, Failed.of(job_id, fault))

    def _take(self, client: bytes, message: Message) -> None:
        match message.type:
            case "submit":
                self._submit(client, message)
            case "cancel":
                self._cancel(client, self._job(message))
            case "resume":
                self._resume(client, self._job(message), message)
            case "watch":
                self._follow(client, self._job(message))
            case "look":
                self._follow(client, self._job(message), takes=False)
            case "jobs":
                self._say(client, JobList(jobs=listed(self.jobs.values())))
            case "forget":
                self._forget(self._job(message))
                self._say(client, JobList(jobs=listed(self.jobs.values())))
            case "hello":
                self._say(client, self._welcome())
            case "ping":
                self._say(client, Pong(instance=self.instance))
            case "shutdown":
                self.stopping.set()
            case other:
                raise BadRequest(f"Unknown message {other[:60]!r}.", "Install the same version on both sides.")

    def _submit(self, client: bytes, message: Message) -> None:
        job_id, name, key = message.job_id(), message.text("request"), message.text("key")
        if known := self.jobs.get(job_id):
            self._hear_again(client, known, name, message)
            return
        if name not in CAPABILITIES:
            raise BadRequest(f"This backend has no request named {name!r}.", closest(name, CAPABILITIES))
        request = decode(CAPABILITIES[name].request_class, message.json(), message.arrays)
        check_request(request)
        job = Job(
            job_id=job_id,
            type=name,
            lane=lane_of(name),
            key=(message.text("session"), key) if key else None,
            frames=[message.content, *message.arrays],
            session=message.text("session"),
            owner=message.text("session"),
            title=getattr(request, "prompt", "")[:MAX_TITLE],
        )
        job.watchers[client] = None
        replaced = self.queue.put(job)
        if replaced is not None:
            self.folders.delete(replaced)
            self.finish(replaced, State.CANCELLED, JobCancelled("A newer request took its place."))
        self.jobs[job_id] = job
        if is_passing(name):
            return
        try:
            self.folders.create(job)
        except OSError as error:
            self.queue.remove(job)
            self.folders.delete(job)
            del self.jobs[job_id]
            raise disk_error(error, "the job") from error
        self._say(client, Accepted(job_id=job_id, position=self.queue.position(job)))

    def _hear_again(self, client: bytes, job: Job, name: str, message: Message) -> None:
        """A client whose connection broke cannot know what of it came through, and sends a submit a second time."""
        if job.type != name or job.session not in ("", message.text("session")):
            raise BadRequest(f"There is a job {job.job_id} already.", "Give every job an id of its own.")
        self._follow(client, job)

    def _job(self, message: Message) -> Job:
        job = self.jobs.get(message.job_id())
        if job is None:
            raise BadRequest(f"The backend knows no job {message.job_id()}.", "Submit it again.")
        return job

    def _cancel(self, client: bytes, job: Job) -> None:
        self._follow(client, job)
        if job.state is State.QUEUED:
            self.queue.remove(job)
            self.finish(job, State.CANCELLED, JobCancelled("The job was cancelled."))
        elif job.state is State.RUNNING:
            self.pool.cancel(job)

    def _resume(self, client: bytes, job: Job, message: Message) -> None:
        if not job.resumable:
            self._follow(client, job)
            return
        if job.type not in CAPABILITIES:
            raise NotAvailable(f"This backend has no request named {job.type!r}.", closest(job.type, CAPABILITIES))
        try:
            frames = self.folders.request_frames(job)
        except BadFile as error:
            self.folders.damage(job, error)
            self._follow(client, job)
            return
        except OSError as error:
            raise disk_error(error, "the job") from error
        try:
            if job.state is State.DAMAGED and self.folders.recover(job, frames):
                self._follow(client, job)
                return
        except OSError as error:
            raise disk_error(error, "the job") from error
        job.key = None  # it is asked for by name: it takes no newer one's place
        self.queue.put(job)
        try:
            self.folders.renew(job, frames)
        except OSError as error:
            self.queue.remove(job)
            raise disk_error(error, "the job") from error
        job.owner = message.text("session")
        job.watchers[client] = None
        self._say(client, Accepted(job_id=job.job_id, position=self.queue.position(job)))

    def _forget(self, job: Job) -> None:
        if job.state in LIVING:
            raise BadRequest(f"The job {job.job_id} waits or runs.", "Cancel it first.")
        self.folders.delete(job)
        del self.jobs[job.job_id]

    def _follow(self, client: bytes, job: Job, takes: bool = True) -> None:
        """Hear of a job. A result is read from the disk in its turn, so that many that are asked for delay nobody."""
        if job.state is State.DONE or not self._watch(client, job, takes):
            self._late.add(client, job.job_id, takes, at_once=True)

    def _watch(self, client: bytes, job: Job, takes: bool = True) -> bool:
        """Hear of a living job; of one that is over, hear how it ended. False where the client does not read.

        `takes`: whether somebody has had the result then, so that it may go one day.
        """
        if job.state in LIVING:
            job.watchers[client] = None
            if job.state is State.QUEUED and not is_passing(job.type):  # what waits for long is heard of, too
                self._say(client, Accepted(job_id=job.job_id, position=self.queue.position(job)))
            return True
        if job.state is State.DONE:
            if not self.outbox.has_room(client, self.folders.result_size(job)):
                return False
            try:
                frames = self.folders.result_frames(job)
            except BadFile as error:
                self.folders.damage(job, error)
            except OSError as error:
                raise disk_error(error, "the result", "Reading") from error
            else:
                return self._hand_over(client, job, frames, takes)
        return self._say(client, last_event(job))

    def _hand_over(self, client: bytes, job: Job, frames: list[Any], takes: bool) -> bool:
        sent = self.outbox.send(client, frames)
        if takes and sent is Sent.YES and not job.taken:
            job.taken = True
            self._save(job)
        return sent is not Sent.WAITS

    def _welcome(self) -> Welcome:
        return Welcome(
            protocol=PROTOCOL,
            server_version=__version__,
            instance=self.instance,
            device=self.pool.device,
            memory_mb={**memory_mb(), **self.pool.gpu_memory},
            models=(*self.models, *users_models()),
            capabilities=tuple(CAPABILITIES),
        )

    # --- what becomes of jobs ----------------------------------------------------------------------------------

    def started(self, job: Job) -> None:
        job.state = State.RUNNING
        self._save(job)

    def tell(self, job: Job, frames: list[bytes]) -> None:
        """Pass an event on to all who watch; those that do not read miss it."""
        for client in job.watchers:
            self.outbox.send(client, frames)

    def finish(
        self, job: Job, state: State, error: GalateaError | None = None, frames: list[Any] | None = None
    ) -> None:
        """The job is over: `frames` is the last event of one that is done, `error` says why it is not."""
        job.state, job.error, job.finished, job.frames = state, error, time.time(), []
        if state is State.DONE and job.folder is not None and not self.folders.has_result(job):
            job.state, job.error = State.FAILED, ResourceExhausted(_NOT_KEPT, "Free some space, then resume the job.")
        last = frames or event_frames(last_event(job))
        told = [(client, self.outbox.send(client, last)) for client in job.watchers]
        job.watchers.clear()
        for client, sent in told:
            if sent is Sent.WAITS:
                self._late.add(client, job.job_id)
        if job.folder is None:
            self.jobs.pop(job.job_id, None)
            return
        job.taken = any(sent is Sent.YES for _, sent in told)
        self.folders.end(job)
        self._save(job)
        self.folders.prune_beside(job, self.jobs, self._sessions)

    def _end_sessions(self) -> None:
        if self._sessions.end():
            self.folders.prune(self.jobs, self._sessions)

    def _tell_late(self, client: bytes, job_id: str, takes: bool) -> bool:
        """The end of a job to a client that did not read when it came; whether it has heard it now."""
        job = self.jobs.get(job_id)
        try:
            if job is None:
                return self._say(client, Failed.of(job_id, BadRequest(_NOT_READ, "Ask for it again.")))
            return job.state in LIVING or self._watch(client, job, takes)
        except GalateaError as error:  # its result is gone from the disk
            return self._say(client, Failed.of(job_id, error))

    def _save(self, job: Job) -> None:
        try:
            self.folders.save(job)
        except OSError as error:
            _log.warning("%s", disk_error(error, f"the state of job {job.job_id}"))

    def _notice(self, size: int) -> list[Any]:
        return pack({"type": "pong", "job": "", "follows": size}, Pong(instance=self.instance))

    def _say(self, client: bytes, event: Event) -> bool:
        return self.outbox.send(client, event_frames(event)) is not Sent.WAITS


def _make(folder: Path) -> None:
    try:
        private_folder(folder)
    except OSError as error:
        raise unusable(folder, error) from error


def _guarded(part: Callable[[], None]) -> None:
    """A fault in one part of the loop ends neither the others nor the server."""
    try:
        part()
    except Exception:  # whatever it is, the queue and the clients outlive it
        _seldom.exception("a part of the server's loop failed")
