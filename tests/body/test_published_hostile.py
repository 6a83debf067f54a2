"""Whatever stands in a file that is said to be a model, nothing of it runs, and it costs neither memory nor time."""

import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from backend.body.published import read_published
from backend.body.published.reading.smpl_file import KEYS
from backend.protocol.errors import BadFile
from tests import hostile_pickles as hostile
from tests import published_files as files
from tests.published_bodies import TINY, made

RUNNING = tuple(hostile.running(Path("marker")))


def refused(path: Path) -> str:
    with pytest.raises(BadFile) as caught:
        read_published([path], TINY)
    assert path.name in caught.value.message and caught.value.hint
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("name", RUNNING)
def test_nothing_runs(tmp_path: Path, name: str) -> None:
    """Alone, as a value of a whole model, in an array of numpy's and within an archive of them."""
    marker, path = tmp_path / "marker", tmp_path / "SMPL_NEUTRAL.pkl"
    payload = hostile.running(marker)[name]
    path.write_bytes(payload + b".")
    refused(path)
    whole = pickle.dumps(made("smpl").arrays, protocol=2)
    body = payload.removeprefix(b"\x80\x02").removeprefix(b"\x80\x04")
    path.write_bytes(whole[:-1] + b"X\x04\x00\x00\x00name" + body + b"s.")
    refused(path)
    array = tmp_path / "SMPLX_NEUTRAL.npy"
    write_objects(array, payload + b".")
    refused(array)
    archive = tmp_path / "SMPL_FEMALE.npz"
    np.savez(archive, **made("smpl").arrays)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("gender.npy", array.read_bytes())
    refused(archive)
    assert not marker.exists()


def write_objects(path: Path, pickled: bytes) -> None:
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": (1,)})
        file.write(pickled)


@pytest.mark.skipif(sys.platform == "win32", reason="the payloads call touch")
def test_they_would_run_elsewhere(tmp_path: Path) -> None:
    """The payloads are what they are said to be: a common unpickler runs them."""
    code = (
        "import pickle, sys, pathlib, time\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from tests import hostile_pickles\n"
        "missed = []\n"
        "for k, name in enumerate(hostile_pickles.running(pathlib.Path('m'))):\n"
        "    marker = pathlib.Path(sys.argv[1]) / f'marker{k}'\n"
        "    try: made = pickle.loads(hostile_pickles.running(marker)[name] + b'.')\n"
        "    except Exception: made = None\n"
        "    if hasattr(made, 'wait'): made.wait()\n"
        "    if not marker.exists(): missed.append(name)\n"
        "print(missed)\n"
    )
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-P", "-c", code, tmp_path, root], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]", ran.stderr


@pytest.mark.parametrize("name", hostile.forbidden())
def test_what_no_model_needs_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "generic_model.pkl"
    path.write_bytes(hostile.forbidden()[name] + b".")
    refused(path)


@pytest.mark.parametrize("name", hostile.disguised())
def test_a_model_with_one_false_value(tmp_path: Path, name: str) -> None:
    path = tmp_path / "SMPL_MALE.pkl"
    path.write_bytes(hostile.disguised()[name])
    refused(path)


def test_records_are_never_addresses(tmp_path: Path) -> None:
    path = tmp_path / "SMPL_MALE.pkl"
    path.write_bytes(hostile.records() + b".")
    refused(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
def test_small_files_cost_little(tmp_path: Path) -> None:
    """All of them are refused by a process that may have little memory, none by running out of it."""
    others = b"".join(b"X" + bytes([len(key), 0, 0, 0]) + key.encode() + b"K\x01" for key in KEYS[1:])
    for k, (name, payload) in enumerate(hostile.devouring().items()):
        (tmp_path / f"{k:03d}.pkl").write_bytes(payload + b".")
        if "that double" in name or "again" in name:
            start = b"\x80\x02}(" + others + b"X\x0a\x00\x00\x00v_template"
            (tmp_path / f"{k:03d}-in-a-model.pkl").write_bytes(start + payload.removeprefix(b"\x80\x02") + b"u.")
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("v_template.npy", "w") as member:
        header = {"descr": "<f8", "fortran_order": False, "shape": (1 << 50, 3)}
        np.lib.format.write_array_header_1_0(member, header)
        member.write(bytes(1 << 20))
    code = (
        "import resource, sys, pathlib\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from backend.body.published import read_published\n"
        "from backend.protocol.errors import BadFile\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * 4096 if sys.platform == 'linux' else 4 << 30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 30),) * 2)\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: read_published([path])\n"
        "    except BadFile as error: continue\n"
        "    except BaseException as error: print(path.name, type(error).__name__, error)\n"
        "    else: print(path.name, 'was read')\n"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-P", "-c", code, tmp_path, root]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    assert ran.stdout == ""


def makers() -> dict[str, object]:
    return {
        "smpl": files.smpl_pickle, "smpl npz": files.smpl_npz, "smplx": files.smplx_npz,
        "smplx pkl": files.smplx_pickle, "flame": files.flame_pickle, "smal": files.smal_pickle,
    }  # fmt: skip


@pytest.mark.parametrize("part", [0.0, 0.0001, 0.01, 0.3, 0.77, 0.99, 0.9999, -1])
@pytest.mark.parametrize("name", makers())
def test_truncated_files_are_told(tmp_path: Path, name: str, part: float) -> None:
    path = makers()[name](tmp_path, shapes=20)  # type: ignore[operator]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)] if part >= 0 else whole[:-1])
    refused(path)


def test_damaged_bytes_never_end_in_another_error(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for maker in (files.smpl_pickle, files.smplx_npz, files.smal_pickle):
        path = maker(tmp_path, shapes=10)
        whole = np.frombuffer(path.read_bytes(), np.uint8)
        for _ in range(12):
            damaged = whole.copy()
            damaged[random.integers(0, min(len(whole), 4000), 20)] = random.integers(0, 256, 20)
            path.write_bytes(damaged.tobytes())
            try:
                read_published([path], TINY)
            except BadFile as error:
                assert "\n" not in error.message


def test_damaged_headers_are_told(tmp_path: Path) -> None:
    """A zip of a version that nobody has, one that is encrypted, and a header of numpy that is not closed."""
    path = files.smplx_npz(tmp_path, shapes=3)
    whole = bytearray(path.read_bytes())
    entry = whole.index(b"PK\x01\x02")
    for place, value in ((entry + 6, 245), (entry + 8, 0x20), (entry + 8, 0x01), (entry + 10, 99)):
        damaged = bytearray(whole)
        damaged[place] = value
        path.write_bytes(damaged)
        refused(path)
    _, dynamic, _ = files.flame_landmarks(tmp_path, 200)
    dynamic.write_bytes(dynamic.read_bytes().replace(b"}", b" ", 1))
    refused(dynamic)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"weights": np.ones((700, 55))}, r"weights has the shape \(700, 55\) of float64, and \(300, 24\) .* expected"),
        ({"weights": np.ones((300, 24))}, "weights of a vertex do not add up to 1"),
        ({"posedirs": np.zeros((300, 3, 486))}, r"posedirs has the shape \(300, 3, 486\).*\(300, 3, 207\)"),
        ({"f": np.full((10, 3), 300)}, "f has numbers outside of 0 to 299"),
        ({"f": np.full((10, 3), 0.5)}, "f has numbers outside|f has"),
        ({"v_template": np.zeros((299, 3))}, "299 vertices and 24 joints, and SMPL has 300 vertices"),
        ({"v_template": np.zeros((300, 2))}, r"v_template has the shape \(300, 2\)"),
        ({"kintree_table": np.tile(np.arange(24), (2, 1))}, "kintree_table is no tree"),
        ({"kintree_table": np.zeros((2, 52))}, "300 vertices and 52 joints"),
        ({"shapedirs": np.zeros((300, 3, 0))}, r"shapedirs has the shape \(300, 3, 0\)"),
    ],
)
def test_mixed_up_files_say_what_was_expected_and_what_came(tmp_path: Path, change: dict, told: str) -> None:
    path = tmp_path / "SMPL_NEUTRAL.npz"
    np.savez(path, **{**made("smpl").arrays, **change})
    assert re.search(told, refused(path))


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    arrays = made("smpl").arrays
    for key in ("weights", "posedirs", "v_template"):
        path = tmp_path / "SMPL_NEUTRAL.npz"
        np.savez(path, **{name: array for name, array in arrays.items() if name != key})
        assert f"it lacks {key} of a body model; it has " in refused(path)


def test_models_that_are_known_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "SMPLH_male.npz"
    zeros = {"v_template": np.zeros((6890, 3)), "kintree_table": np.zeros((2, 52), np.uint32)}
    np.savez(path, **{**made("smpl").arrays, **zeros})
    assert "it is SMPL+H, which is not read" in refused(path)


def test_what_only_completes_a_model_is_not_one(tmp_path: Path) -> None:
    static, _, _ = files.flame_landmarks(tmp_path, 200)
    with pytest.raises(BadFile, match="completes a model, and there is none"):
        read_published([static], TINY)
    files.flame_pickle(tmp_path)
    files.flame_landmarks(tmp_path, 100_000)  # of another mesh
    with pytest.raises(BadFile, match=r"flame_dynamic_embedding\.npy cannot be used: faces has numbers outside"):
        read_published([tmp_path], TINY)


def test_a_folder_without_models_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="There is no body model in"):
        read_published([tmp_path])
    with pytest.raises(BadFile, match="There is no file"):
        read_published([tmp_path / "nowhere.pkl"])
    (tmp_path / "a.pkl").write_bytes(hostile.running(tmp_path / "marker")["os.system"] + b".")
    with pytest.raises(BadFile, match=r"a\.pkl is not read: it asks for os\.system, .* not run"):
        read_published([tmp_path])
    packed = tmp_path / "SMPL_python_v.1.1.0.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SMPL/models/basicmodel_f_lbs_10_207_0_v1.1.0.pkl", b"...")
    assert "it is packed" in refused(packed)


def test_a_damaged_file_of_ict_is_named(tmp_path: Path) -> None:
    folder = files.ict_folder(tmp_path / "ict")
    path = folder / "jawOpen.obj"
    path.write_text("\n".join(path.read_text().splitlines()[:50]))
    with pytest.raises(BadFile, match=r"jawOpen\.obj has 50 vertices, and the ICT Face Model has 200"):
        read_published([folder], TINY)
    for left in folder.glob("identity*.obj"):
        left.unlink()
    with pytest.raises(BadFile, match=r"0 identities .* and 6 expressions"):
        read_published([folder], TINY)
