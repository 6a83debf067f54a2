"""Build the Blender extension: stage -> shared code -> pyzmq wheels -> manifest -> one zip; sources stay untouched."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ADDON = ROOT / "blender_addon"
SHARED = (ROOT / "backend" / "protocol", ROOT / "rigging")
WHEELS = ROOT / "build" / "wheels"
PYZMQ = "26.4.0"

# One row per wheel: pip's platform tag and the Python version. Blender 4.2 to 5.0 has Python 3.11, later ones 3.13.
# Blender refuses an extension whose wheels name some Pythons and not its own, and it does not count an abi3 wheel
# beside a versioned one; so this is the last pyzmq that has a wheel of its own for either.
WHEEL_TAGS: tuple[tuple[str, str], ...] = tuple(
    (platform, version)
    for platform in ("manylinux_2_28_x86_64", "win_amd64", "macosx_10_15_universal2")
    for version in ("311", "313")
)
LEFT_OUT = ("__pycache__", "*.pyc", "_shared", ".*")
EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class BuildError(SystemExit):
    """The build cannot go on; the text says why and what to do."""


def copy_shared(destination: Path) -> Path:
    """Copy the code that backend and add-on have in common into `destination`/_shared, where it differs."""
    shared = destination / "_shared"
    with tempfile.TemporaryDirectory(prefix="galatea-shared-") as temporary:
        fresh = Path(temporary) / "_shared"
        fresh.mkdir()
        (fresh / "__init__.py").write_text('"""Copies made by the build; edit the originals instead."""\n')
        for source in SHARED:
            shutil.copytree(source, fresh / source.name, ignore=shutil.ignore_patterns(*LEFT_OUT, "README*"))
        if _contents(fresh) != _contents(shared):
            shutil.rmtree(shared, ignore_errors=True)
            shutil.copytree(fresh, shared)
    return shared


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def fetch_wheels(folder: Path = WHEELS) -> list[Path]:
    """The six pyzmq wheels, from `folder` where they are there already, otherwise through pip.

    Raises BuildError where a wheel is neither cached nor to be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_fetch(folder, *tags) for tags in WHEEL_TAGS]


def _fetch(folder: Path, platform: str, version: str) -> Path:
    name = f"pyzmq-{PYZMQ}-cp{version}-cp{version}-{platform}.whl"
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", f"pyzmq=={PYZMQ}", "--no-deps"]
    command += ["--only-binary=:all:", "--implementation", "cp", "--python-version", version, "--abi", f"cp{version}"]
    if not (folder / name).exists():
        result = subprocess.run(
            [*command, "--platform", platform, "--dest", str(folder)], capture_output=True, text=True
        )
        if not (folder / name).exists():
            last = (result.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise BuildError(
                f"error: {name} could not be fetched: {last}\n"
                f"Connect to the network, or put the wheel into {folder} by hand."
            )
    return folder / name


def stage(destination: Path, wheels: list[Path]) -> Path:
    """A folder under `destination` that holds exactly what the zip will hold."""
    folder = destination / "galatea"
    shutil.copytree(ADDON, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    copy_shared(folder)
    (folder / "wheels").mkdir()
    for wheel in wheels:
        shutil.copy2(wheel, folder / "wheels" / wheel.name)
    manifest = folder / "blender_manifest.toml"
    listed = "".join(f'    "./wheels/{wheel.name}",\n' for wheel in wheels)
    manifest.write_text(manifest.read_text().replace("wheels = []", f"wheels = [\n{listed}]"))
    if len(tomllib.loads(manifest.read_text())["wheels"]) != len(wheels):
        raise BuildError('error: blender_manifest.toml needs the line "wheels = []" for the build to fill.')
    return folder


def pack(folder: Path, file: Path) -> Path:
    """Zip `folder` so that the same content gives the same bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EARLIEST_ZIP_DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    partial.replace(file)
    return file


def build(out: Path = ROOT / "dist", wheels: Path = WHEELS) -> Path:
    """Build the extension into `out`; returns the zip."""
    version = tomllib.loads((ADDON / "blender_manifest.toml").read_text())["version"]
    with tempfile.TemporaryDirectory(prefix="galatea-addon-") as temporary:
        folder = stage(Path(temporary), fetch_wheels(wheels))
        return pack(folder, out / f"galatea-{version}.zip")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder of the zip")
    parser.add_argument("--wheels", type=Path, default=WHEELS, help="folder where the pyzmq wheels are kept")
    parser.add_argument("--shared-only", action="store_true", help="only refresh blender_addon/_shared, for tests")
    arguments = parser.parse_args()
    if arguments.shared_only:
        print(copy_shared(ADDON))
        return 0
    file = build(arguments.out, arguments.wheels)
    print(f"{file} ({file.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
