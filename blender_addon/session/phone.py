# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces that a phone sends by UDP, of Live Link Face or iFacialMocap: a socket that is opened when asked and drained by
the timer. What comes is never trusted: a packet that is none is counted and forgotten."""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque
from dataclasses import dataclass

import bpy

from .._shared.protocol.errors import BadRequest, ConnectionFailed
from .._shared.protocol.places import is_loopback_host
from .._shared.rigging.faces import ifacialmocap, live_link_udp
from .._shared.rigging.faces.samples import FaceSample

LONGEST = 8_192
MOST_A_TURN, MOST_S = 2_000, 0.02
"""packets and seconds: what comes faster than that waits, and then is lost, in the system"""
BUFFER = 1 << 20
"""bytes that wait in the system while Blender draws"""
ASK_EVERY_S = 2.0
QUIET_S = 2.0
"""after which a phone counts as silent"""
RATE_OVER = 60
"""frames over which the rate is told"""


@dataclass(frozen=True)
class Arrived:
    sample: FaceSample
    at: float
    """seconds by `time.monotonic`"""


class Phone:
    """`address` is where this computer listens; `asked` the phone that is asked to send, for iFacialMocap."""

    def __init__(self) -> None:
        self.address, self.port = "", 0
        self.sender = ""
        """whose packets count: the first that sent one, until it is silent"""
        self.bad = 0
        """packets that were none, or another's"""
        self._asked = ""
        self._asked_at = 0.0
        self._socket: socket.socket | None = None
        self._arrivals: deque[float] = deque(maxlen=RATE_OVER)

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    @property
    def is_silent(self) -> bool:
        return not self._arrivals or time.monotonic() - self._arrivals[-1] > QUIET_S

    @property
    def rate(self) -> float:
        """Frames a second that come now."""
        arrivals = self._arrivals
        if len(arrivals) < 2 or self.is_silent:
            return 0.0
        return (len(arrivals) - 1) / max(arrivals[-1] - arrivals[0], 1e-6)

    def open(self, address: str, port: int, asked: str = "") -> None:
        """Raises BadRequest beyond this computer without online access, ConnectionFailed where the port is taken."""
        self.close()
        if not bpy.app.online_access and not all(is_loopback_host(host) for host in (address, asked or address)):
            raise BadRequest(
                "Blender is set to stay offline.", "Allow Online Access in Preferences > System, or use 127.0.0.1."
            )
        made = None
        try:
            made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            made.bind((address, port))
        except (OSError, OverflowError, UnicodeError) as error:
            if made is not None:
                made.close()
            told = getattr(error, "strerror", None) or str(error)
            raise ConnectionFailed(
                f"{address}:{port} cannot be listened to: {told}.",
                "Close the other program that uses it, choose another port, or an address of this computer.",
            ) from error
        self._socket, self.address, self.port, self._asked = made, address, made.getsockname()[1], asked
        self.sender, self.bad = "", 0
        self._arrivals.clear()
        self._ask()

    def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None

    def drain(self) -> list[Arrived]:
        """The frames that came since; nothing is waited for, and nothing that comes raises."""
        out: list[Arrived] = []
        if self._socket is None:
            return out
        self._ask()
        until = time.monotonic() + MOST_S
        for _ in range(MOST_A_TURN):
            if time.monotonic() > until:
                break
            try:
                packet, source = self._socket.recvfrom(LONGEST)
            except BlockingIOError:
                break
            except OSError:  # Windows tells here that what was asked for is not there
                continue
            sample = self._read(packet, str(source[0]))
            if sample is not None:
                out.append(Arrived(sample, time.monotonic()))
                self._arrivals.append(out[-1].at)
        return out

    def _read(self, packet: bytes, source: str) -> FaceSample | None:
        if source != self.sender and self.sender and not self.is_silent:
            self.bad += 1
            return None
        sample = live_link_udp.read_packet(packet)
        if sample is None and packet[:1] != bytes([live_link_udp.VERSION]):
            sample = ifacialmocap.read_line(packet.decode("utf-8", "replace"))
        if sample is None:
            self.bad += 1
        else:
            self.sender = source
        return sample

    def _ask(self) -> None:
        """iFacialMocap sends to whoever asked for it."""
        if not self._asked or self._socket is None or not self.is_silent:
            return
        if time.monotonic() - self._asked_at > ASK_EVERY_S:
            self._asked_at = time.monotonic()
            with contextlib.suppress(OSError, UnicodeError):
                self._socket.sendto(ifacialmocap.HELLO, (self._asked, ifacialmocap.PORT))
