"""Downloads: licence first, checksum, resume, clear errors; against a server on this machine."""

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend import assets
from backend.assets.download import Download, fetch
from backend.protocol.errors import BadFile, BadRequest, NotAvailable, ResourceExhausted

CONTENT = bytes(range(256)) * 20_000


@pytest.fixture
def server(monkeypatch, tmp_path):
    """Serves CONTENT with ranges; `server.cut` bytes are sent before the line drops."""
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            self.server.starts.append(start)
            if start >= len(CONTENT):
                self.send_error(416)
                return
            body = CONTENT[start:] + self.server.more
            self.send_response(206 if start else 200)
            if self.server.length is not None:
                self.send_header("Content-Length", self.server.length or str(len(CONTENT) - start))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # who has enough hangs up
                self.wfile.write(body[: self.server.cut] if self.server.cut else body)

        def log_message(self, *arguments):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.cut, http.starts, http.more, http.length = 0, [], b"", ""
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield http
    http.shutdown()
    thread.join()
    http.server_close()


def item(server, **changes):
    values = {
        "id": "test/model",
        "url": f"http://127.0.0.1:{server.server_port}/model.bin",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "size": len(CONTENT),
        "licence": "MIT",
        "filename": "model.bin",
    }
    return Download(**(values | changes))


def test_nothing_is_fetched_before_the_licence_is_accepted(server):
    asked = []
    with pytest.raises(NotAvailable, match="MIT"):
        fetch(item(server), lambda download: asked.append(download.licence) or False)
    assert asked == ["MIT"] and server.starts == []


def test_a_fetched_file_is_whole_and_not_fetched_twice(server):
    with pytest.raises(NotAvailable, match="galatea models get test/model"):
        assets.require("test/model")
    path = fetch(item(server), lambda download: True)
    assert path.read_bytes() == CONTENT
    assert fetch(item(server), lambda download: False) == path == assets.require("test/model").path
    assert server.starts == [0]
    assert assets.require("test/model").licence == "MIT" and assets.own_models() == ("test/model",)


@pytest.mark.parametrize("name", ["../outside", "a//b", "a/../../b", "/etc", ""])
def test_a_name_cannot_lead_out_of_the_folder(name):
    with pytest.raises(BadRequest):
        assets.folder_of(name)


def test_a_broken_download_goes_on_where_it_stopped(server):
    server.cut = 3_000_000
    with pytest.raises(NotAvailable, match="goes on where it stopped"):
        fetch(item(server), lambda download: True)
    server.cut = 0
    progress = []
    path = fetch(item(server), lambda download: True, lambda done, total: progress.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert server.starts[0] == 0 and 0 < server.starts[1] <= 3_000_000
    assert progress[-1] == (len(CONTENT), len(CONTENT))


def test_a_wrong_file_is_refused_and_removed(server):
    wrong = item(server, sha256="0" * 64)
    with pytest.raises(BadFile, match="checksum"):
        fetch(wrong, lambda download: True)
    assert not list(assets.folder_of(wrong.id).iterdir()) and assets.own_models() == ()


def test_no_space_is_told_before_the_download(server):
    with pytest.raises(ResourceExhausted, match="GALATEA_HOME"):
        fetch(item(server, size=1 << 60), lambda download: True)
    assert server.starts == []


def test_a_server_out_of_reach_is_told(server):
    closed = item(server, url="http://127.0.0.1:9/model.bin")
    with pytest.raises(NotAvailable, match="Check the network"):
        fetch(closed, lambda download: True)


@pytest.mark.parametrize("size", [len(CONTENT), 0])
@pytest.mark.parametrize("length", ["", None])
def test_no_more_is_taken_than_was_told(server, size, length):
    server.more, server.length = bytes(5 << 20), length
    known = item(server, size=size)
    if size or length == "":
        # what follows the length that a server tells is no part of its answer
        expected = BadFile if length is None else None
    else:
        expected = NotAvailable
    if expected is None:
        assert fetch(known, lambda download: True).stat().st_size == len(CONTENT)
        return
    with pytest.raises(expected) as caught:
        fetch(known, lambda download: True)
    assert caught.value.hint and assets.own_models() == ()
    assert sum(path.stat().st_size for path in assets.folder_of(known.id).glob("*")) <= len(CONTENT)


@pytest.mark.parametrize("length", ["many", "-5", "1e3", "9" * 30, str(len(CONTENT) + 1)])
def test_a_length_that_is_none_or_another_is_told(server, length):
    server.length = length
    with pytest.raises((NotAvailable, BadFile)) as caught:
        fetch(item(server), lambda download: True)
    assert caught.value.hint and assets.own_models() == ()


@pytest.mark.parametrize("record", ["", "{}", "[]", '{"filename": "../model.bin", "licence": "MIT"}', "null"])
def test_a_record_that_says_nothing_is_no_model(server, record):
    known = item(server)
    folder = assets.folder_of(known.id)
    folder.mkdir(parents=True)
    (folder / assets.RECORD).write_text(record)
    with pytest.raises(NotAvailable, match="not whole"):
        assets.require(known.id)
    assert fetch(known, lambda download: True).read_bytes() == CONTENT
    assert assets.require(known.id).path.name == "model.bin"


def test_a_part_that_is_larger_than_the_file_is_begun_again(server):
    known = item(server)
    folder = assets.folder_of(known.id)
    folder.mkdir(parents=True)
    (folder / "model.bin.part").write_bytes(bytes(len(CONTENT) + 1))
    assert fetch(known, lambda download: True).read_bytes() == CONTENT
    assert server.starts == [0]
