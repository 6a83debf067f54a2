"""What went wrong with a camera or a stream, in the user's words."""

from __future__ import annotations

import errno
import sys

from ..protocol.errors import BadFile, GalateaError, NotAvailable

SILENT_S = 5.0
"""seconds without a picture after which a camera counts as gone"""
_ALLOW = {
    "linux": "Add your user to the group video, then log in again.",
    "darwin": "Allow it in System Settings > Privacy & Security > Camera.",
    "win32": "Allow it in Settings > Privacy & security > Camera.",
}
_IN_USE = (errno.EBUSY, errno.EIO)  # DirectShow and AVFoundation tell no more than EIO
_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO)
_NOBODY = (
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.ECONNABORTED,
    errno.ETIMEDOUT,
    errno.EHOSTUNREACH,
    errno.ENETUNREACH,
    errno.EPIPE,
)


def fault_of(error: OSError | Exception, name: str, came: int) -> GalateaError:
    """came: pictures that were read before it happened."""
    number = getattr(error, "errno", None)
    told = (str(error).splitlines() or [""])[0][:160]
    timed_out = type(error).__name__ == "ExitError"  # how FFmpeg tells that its time is up
    if came and (timed_out or number in (*_GONE, *_NOBODY, errno.EIO)):
        return stopped(name, came)
    if timed_out or number in _NOBODY:
        return NotAvailable(
            f"Nothing comes from {name}: {told if not timed_out else 'it does not answer'}.",
            "See that it sends, and that the address is right.",
        )
    if number in _IN_USE:
        return NotAvailable(
            f"{name} is in use by another program, or does not answer.",
            "Close the program that shows it (a call, a browser, OBS), or connect it again.",
        )
    if number in (errno.EACCES, errno.EPERM):
        return NotAvailable(f"{name} may not be used here.", _ALLOW.get(sys.platform, "Allow it in the system."))
    if number in _GONE:
        return NotAvailable(f"{name} is not there.", "Connect it, or choose another.")
    return BadFile(f"{name} cannot be read: {told}.", "Choose another camera, stream or file.")


def stopped(name: str, came: int) -> NotAvailable:
    return NotAvailable(
        f"{name} stopped after {came} pictures.", "Connect it again or start its stream, then begin anew."
    )


def silent(name: str, came: int) -> NotAvailable:
    """No picture came for SILENT_S."""
    if came:
        return stopped(name, came)
    return NotAvailable(
        f"No picture came from {name} for {SILENT_S:.0f} s.", "See that it sends and that its shutter is open."
    )
