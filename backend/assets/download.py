"""Files from elsewhere: fetched once, only when the user asks, licence first, checked, resumed after a break."""

from __future__ import annotations

import http.client
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ..protocol.errors import BadFile, BadRequest, GalateaError, NotAvailable, ResourceExhausted
from ..protocol.folders import unusable
from .records import RECORD, ModelFile, ModelRecord, check_record, write_record
from .store import folder_of, read_file, recorded

CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Download:
    """One file that can be had from the network."""

    id: str
    kind: str = "encoder"
    url: str
    sha256: str
    """64 hexadecimal digits of the whole file; empty where its publisher tells none"""
    size: int
    """bytes; 0 where only the server knows"""
    licence: str
    filename: str


def fetch(
    item: Download,
    accept_licence: Callable[[Download], bool],
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Download `item` unless it is here, after accept_licence(item) said yes, and return its path.

    A broken download is kept as `.part` and continued by the next call. Raises NotAvailable (licence refused, server
    out of reach), ResourceExhausted (no space) or BadFile (checksum differs; the file is removed).
    """
    folder = folder_of(item.id)
    target = folder / item.filename
    file = ModelFile(path=item.filename, size=item.size, sha256=item.sha256)
    record = ModelRecord(
        name=item.id, kind=item.kind, origin="fetched", source=item.url, licence=item.licence, files=(file,)
    )
    check_record(record)
    if (found := recorded(item.id)) is not None:
        if found.record.origin != "fetched":
            raise BadRequest(
                f"{item.id} is a model that was added from {found.record.source}.",
                f"Run: galatea models remove {item.id}, or use it as it is.",
            )
        return found.path
    if not accept_licence(item):
        raise NotAvailable(
            f"The licence of {item.id} ({item.licence}) was not accepted.",
            "Nothing was downloaded; run again to accept.",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(target.parent, error) from error
    part = target.with_name(target.name + ".part")
    if item.size and part.exists() and part.stat().st_size > item.size:
        part.unlink()
    missing = item.size - (part.stat().st_size if part.exists() else 0)
    if item.size and shutil.disk_usage(target.parent).free < missing:
        raise ResourceExhausted(
            f"{item.id} needs {missing >> 20} MB of disk space in {target.parent}.",
            "Free some space, or set GALATEA_HOME to a folder on another disk.",
        )
    try:
        _transfer(item, part, on_progress)
    except urllib.error.HTTPError as error:
        raise NotAvailable(
            f"The server refused {item.url}: {error.code} {error.reason}.", "Try again later."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotAvailable(
            f"{item.url} could not be downloaded: {error}.",
            "Check the network and run the same command again: it goes on where it stopped.",
        ) from error
    size, sha256 = read_file(part)
    if item.sha256 and sha256 != item.sha256:
        part.unlink()
        raise BadFile(
            f"The file of {item.id} is not the one that was expected (checksum differs); it was removed.",
            "Run the command again; if this repeats, the file at its source has changed.",
        )
    part.replace(target)
    write_record(replace(record, files=(replace(file, size=size, sha256=sha256),)), folder / RECORD)
    return target


def _transfer(item: Download, part: Path, on_progress: Callable[[int, int], None]) -> None:
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(item.url, headers={"Range": f"bytes={done}-"} if done else {})
    try:
        response = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        if item.sha256 or error.headers.get("Content-Range", "").endswith(f"/{done}"):
            return  # the part is already whole; the checksum decides where there is one
        part.unlink()  # it is of another file than the server has now
        _transfer(item, part, on_progress)
        return
    with response:
        resumed = response.status == http.client.PARTIAL_CONTENT
        done = done if resumed else 0
        total = _total(item, done, response.headers.get("Content-Length"))
        with part.open("ab" if resumed else "wb") as out:
            while done <= total and (chunk := response.read(min(CHUNK, total - done + 1))):
                done += len(chunk)
                if done > total:
                    break
                out.write(chunk)
                on_progress(done, total)
        if done > total:
            part.unlink()
            raise BadFile(
                f"The server of {item.id} sends more than the {total} bytes that it told of; nothing of it was kept.",
                "Try again later; if this repeats, the file at its source has changed.",
            )
        if done < total:
            raise http.client.IncompleteRead(b"", total - done)


def _total(item: Download, done: int, told: str | None) -> int:
    """Bytes of the whole file. Raises NotAvailable where nobody tells, BadFile where the server tells otherwise."""
    length = int(told) if told and told.isascii() and told.isdigit() and len(told) < 16 else None
    if told and length is None:
        raise NotAvailable(f"The server of {item.url} tells {told[:40]!r} as the file's length.", "Try again later.")
    if item.size and length is not None and done + length != item.size:
        raise BadFile(
            f"The server offers {done + length} bytes for {item.id}, and {item.size} are expected.",
            "The file at its source has changed; nothing was downloaded.",
        )
    if not item.size and length is None:
        raise NotAvailable(f"Nobody tells how large {item.url} is.", "Download it by hand and pass the file.")
    return item.size or done + (length or 0)


def remote_sha256(url: str) -> tuple[str, int]:
    """(sha256, size) that a model hub tells of a large file in its answer's headers.

    Hubs that keep large files by content name the hash in `X-Linked-Etag`; raises NotAvailable where it is missing.
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise GalateaError(f"{url} is not a web address.", "Give an http or https address.")

    class KeepRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req, fp, code, msg, headers, newurl):
            return None

    opener = urllib.request.build_opener(KeepRedirect)
    try:
        with opener.open(urllib.request.Request(url, method="HEAD"), timeout=60) as response:
            headers = response.headers
    except urllib.error.HTTPError as error:
        headers = error.headers  # the redirect to the content store carries the headers that are wanted
    except OSError as error:
        raise NotAvailable(f"{url} is out of reach: {error}.", "Check the network and try again.") from error
    digest = (headers.get("X-Linked-Etag") or "").strip('"')
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise NotAvailable(f"The server of {url} names no checksum.", "Download it by hand and pass the file.")
    size = headers.get("X-Linked-Size") or "0"
    return digest, int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0
