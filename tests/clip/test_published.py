"""A published model is described by its hub: checksum, size and licence, before any byte of it is fetched."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.clip.published import published
from backend.protocol.errors import BadRequest, NotAvailable

DIGEST = "ab" * 32


@pytest.fixture
def hub():
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(302)
            self.send_header("X-Linked-Etag", f'"{DIGEST}"')
            self.send_header("X-Linked-Size", "123456")
            self.send_header("Location", "/never-followed")
            self.end_headers()

        def do_GET(self):
            body = json.dumps({"cardData": {"license": "mit"}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_checksum_size_and_licence_come_from_the_hub(hub):
    item = published("ViT-B-32/openai", hub)
    assert (item.sha256, item.size, item.licence) == (DIGEST, 123456, "mit")
    assert item.url.startswith(hub) and item.url.endswith("open_clip_model.safetensors")


def test_a_name_that_open_clip_does_not_list_is_refused_with_near_ones(hub):
    with pytest.raises(BadRequest, match="ViT-B-32/openai"):
        published("ViT-B-32/opnai", hub)


def test_a_hub_out_of_reach_is_told():
    with pytest.raises(NotAvailable, match="Check the network"):
        published("ViT-B-32/openai", "http://127.0.0.1:9")
