"""Which device a worker takes: what it was told, or CUDA where that works, else the CPU."""

import sys

import pytest

from backend.protocol.errors import NotAvailable
from backend.server import device, machine


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev")
@pytest.mark.parametrize("name", ["nvidiactl", "nvidia0", "dxg"])
def test_an_nvidia_device_is_known_by_its_file(name, monkeypatch):
    monkeypatch.setattr(machine.os.path, "exists", lambda path: path == f"/dev/{name}")
    assert machine.has_nvidia()
    monkeypatch.setattr(machine.os.path, "exists", lambda path: False)
    assert not machine.has_nvidia()


@pytest.mark.parametrize(
    ("version", "guess"), [("2.13.0", "cuda:0"), ("2.13.0+cu130", "cuda:0"), ("2.13.0+cpu", "cpu")]
)
def test_a_torch_without_cuda_means_the_cpu(version, guess, monkeypatch):
    monkeypatch.setattr(machine, "has_nvidia", lambda: True)
    monkeypatch.setattr(machine.importlib.metadata, "version", lambda package: version)
    assert machine.device_guess() == guess and machine.device_guess("cuda:1") == "cuda:1"


def test_a_device_that_fails_is_left_unless_it_was_asked_for(monkeypatch):
    monkeypatch.setattr(device, "device_guess", lambda wanted: "cuda:0" if wanted == "auto" else wanted)
    monkeypatch.setattr(device, "fault", lambda name: "")
    assert (device.device_name(), device.device_name("cuda"), device.device_name("cuda:1")) == (
        "cuda:0", "cuda:0", "cuda:1",
    )  # fmt: skip
    monkeypatch.setattr(device, "fault", lambda name: "no kernel image is available")
    assert device.device_name() == "cpu"
    with pytest.raises(NotAvailable, match="cuda:1") as caught:
        device.device_name("cuda:1")
    assert "no kernel image" in caught.value.details


def test_the_cpu_never_fails():
    assert device.fault("cpu") == ""


@pytest.mark.parametrize(("usable", "cores", "expected"), [(1, 1, 1), (2, 2, 1), (16, 8, 7), (4, 8, 3), (6, None, 5)])
def test_a_long_job_leaves_one_core_free(usable, cores, expected, monkeypatch):
    monkeypatch.setattr(machine, "usable_cores", lambda: usable)
    monkeypatch.setattr(machine.psutil, "cpu_count", lambda logical: cores)
    assert machine.threads("long") == expected
    assert machine.threads("long", 3) == 3
    assert machine.threads("quick") == machine.threads("quick", 3) == 1
