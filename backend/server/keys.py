"""The token that every message carries, and the CURVE keys that encrypt a connection to another machine."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import struct
from dataclasses import dataclass
from pathlib import Path

import zmq

from backend.protocol.codec import dump_json, load_json
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.folders import state_folder, unusable
from backend.protocol.proof import raw_key

from .disk import private_folder, write_whole

TOKEN = "GALATEA_TOKEN"
KEY_BYTES = 32
_TOKEN = re.compile(r"[!-~]{16,200}")


@dataclass(frozen=True)
class Keys:
    """A CURVE key pair, Z85 text. Clients need the public one; the secret one stays in its file."""

    public: str
    secret: str


def own_token(state: Path) -> str:
    """The server's token: from the environment (then it is not written down), its file, or made and kept there."""
    given = os.environ.pop(TOKEN, "")
    path = state / "token"
    token = given
    if not given:
        try:
            path.chmod(0o600)
            token = path.read_text(encoding="utf-8-sig", errors="replace").strip()
        except FileNotFoundError:
            token = secrets.token_hex(32)
            write_whole(path, [token.encode()], mode=0o600)
    if not _TOKEN.fullmatch(token):
        raise BadRequest(
            f"The token in {TOKEN if given else path} is not one.",
            "A token is 16 to 200 letters and digits; delete it.",
        )
    return token


def keys_file(state: Path) -> Path:
    return state / "server_keys.json"


def make_keys(state: Path) -> Keys:
    """A new key pair for the server, written to server_keys.json; clients with the old public key are shut out."""
    public, secret = zmq.curve_keypair()
    keys = Keys(public.decode(), secret.decode())
    try:
        private_folder(state)
    except OSError as error:
        raise unusable(state, error) from error
    write_whole(keys_file(state), [dump_json({"public": keys.public, "secret": keys.secret})], mode=0o600)
    return keys


def server_keys(state: Path) -> Keys:
    path = keys_file(state)
    try:
        plain = load_json(path.read_bytes())
        keys = Keys(str(plain["public"]), str(plain["secret"]))
        for key in (keys.public, keys.secret):
            if len(raw_key(key.encode("ascii"))) != KEY_BYTES:
                raise ValueError("a key has 40 characters")
        return keys
    except FileNotFoundError as error:
        raise NotAvailable(f"There are no keys in {path}.", _made_by("", state)) from error
    except (OSError, BadRequest, KeyError, TypeError, ValueError, struct.error) as error:
        raise BadFile(f"{path} is not a file of keys.", _made_by(" --new", state)) from error


def _made_by(options: str, state: Path) -> str:
    folder = "" if state == state_folder() else f" --state {shlex.quote(str(state))}"
    return f"Make {'new ones' if options else 'them'} with: galatea keys{options}{folder}"
