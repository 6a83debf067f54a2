"""Whatever stands in a checkpoint, nothing of it runs, and a small one costs little memory."""

import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from backend.assets.pickles.checkpoint import MOST_BYTES, read_checkpoint
from backend.protocol.errors import BadFile
from tests import hostile_pickles as hostile

PROTOCOLS = (b"\x80\x02", b"\x80\x04", b"\x80\x05")


def saved(path: Path, value: object) -> Path:
    torch.save(value, path)
    return path


def with_payload(path: Path, payload: bytes) -> Path:
    """A whole checkpoint in whose pickle the payload stands too; what it makes is dropped."""
    whole = saved(path.with_suffix(".whole"), {"state_dict": {"a": torch.arange(6.0).reshape(2, 3)}})
    for protocol in PROTOCOLS:
        payload = payload.removeprefix(protocol)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith("data.pkl"):
                content = content.removesuffix(b".") + b"(" + payload + b"1."
            new.writestr(info.filename, content)
    whole.unlink()
    return path


def alone(path: Path, pickled: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/data.pkl", pickled)
    return path


@pytest.mark.parametrize("name", hostile.running(Path("marker")))
def test_nothing_runs(tmp_path: Path, name: str) -> None:
    marker = tmp_path / "marker"
    payload = hostile.running(marker)[name]
    read = read_checkpoint(with_payload(tmp_path / "a.ckpt", payload))
    np.testing.assert_array_equal(read["a"], np.arange(6.0).reshape(2, 3))
    with pytest.raises(BadFile):
        read_checkpoint(alone(tmp_path / "b.ckpt", payload + b"."))
    assert not marker.exists()


@pytest.mark.parametrize("name", hostile.forbidden())
def test_what_no_model_needs_is_no_tensor(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_checkpoint(alone(tmp_path / "a.ckpt", hostile.forbidden()[name] + b"."))
    assert caught.value.hint and "\n" not in caught.value.message


def test_tensors_of_every_form_are_those_of_torch(tmp_path: Path) -> None:
    whole = torch.arange(24.0).reshape(4, 6)
    state = {
        "whole": whole,
        "turned": whole.T,
        "part": whole[1:3, ::2],
        "wide": torch.ones(1).expand(3, 5),
        "empty": torch.zeros(0, 7),
        "number": torch.tensor(3),
        "half": whole.half(),
        "double": whole.double(),
        "parameter": torch.nn.Parameter(whole + 1),
    }
    read = read_checkpoint(saved(tmp_path / "a.ckpt", state))
    assert list(read) == list(state)
    for name, tensor in state.items():
        found = torch.from_numpy(read[name])
        assert found.dtype == tensor.dtype and torch.equal(found, tensor.detach()), name


def test_a_tensor_wider_than_its_bytes_costs_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="more than 256 MB"):
        read_checkpoint(saved(tmp_path / "a.ckpt", {"a": torch.zeros(1).expand(1 << 20, 1 << 20)}))
    many = {str(k): torch.zeros(1).expand(1 << 10, 1 << 14) for k in range(MOST_BYTES // (1 << 26) + 1)}
    with pytest.raises(BadFile, match="more than 256 MB"):
        read_checkpoint(saved(tmp_path / "b.ckpt", many))


def test_a_long_list_of_members_is_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ckpt", "w") as packed:
        for k in range(30_000):
            packed.writestr(f"archive/{k}", b"")
    with pytest.raises(BadFile, match="list of members is too long"):
        read_checkpoint(tmp_path / "a.ckpt")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
def test_small_files_cost_little(tmp_path: Path) -> None:
    """Each is refused, or its tensors come, in a process that may have little memory."""
    for k, payload in enumerate(hostile.devouring().values()):
        alone(tmp_path / f"{k:03d}.ckpt", payload + b".")
        with_payload(tmp_path / f"{k:03d}-beside.ckpt", payload)
    text = b"\x80\x02X" + struct.pack("<I", 200 << 20) + "\N{GRINNING FACE}".encode() + b"x" * ((200 << 20) - 4)
    alone(tmp_path / "text.ckpt", text + b".")
    one = saved(tmp_path / "one.ckpt", {str(k): torch.zeros(1) for k in range(3)})
    with zipfile.ZipFile(one) as old:
        pickled = old.read("one/data.pkl")
    with zipfile.ZipFile(tmp_path / "zeros.ckpt", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("one/data.pkl", pickled)
        packed.writestr("one/data/0", bytes(MOST_BYTES))
    code = (
        "import resource, sys, pathlib\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from backend.assets.pickles.checkpoint import read_checkpoint\n"
        "from backend.protocol.errors import BadFile\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * 4096 if sys.platform == 'linux' else 4 << 30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 30),) * 2)\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: read = read_checkpoint(path)\n"
        "    except BadFile as error:\n"
        "        if 'MemoryError' in repr(error.__cause__): print(path.name, 'ran out of memory')\n"
        "    except BaseException as error: print(path.name, type(error).__name__, error)\n"
        "    else: print(path.name, 'was read') if 'beside' not in path.name and path.name != 'one.ckpt' else None\n"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-P", "-c", code, tmp_path, root]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    assert ran.stdout == ""


def test_protocols_of_pickle(tmp_path: Path) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        torch.save({"state_dict": {"a": torch.ones(2)}}, tmp_path / "a.ckpt", pickle_protocol=protocol)
        np.testing.assert_array_equal(read_checkpoint(tmp_path / "a.ckpt")["a"], np.ones(2, np.float32))
