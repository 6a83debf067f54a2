"""Backends that die or hang on purpose, in tests that wait for that and not for a fast machine."""

from pathlib import Path

FATE = "stage.txt"
"""what a job writes into its folder before it ends or stops its backend"""


def impatient_after_fate(monkeypatch, client, folder: Path, mark: str = FATE, seconds: float = 1.0) -> None:
    """Clients soon take a silent backend for dead, but not before a job in `folder` has met its fate.

    client: the module of the client, of which the add-on has one of its own. mark: the file that such a job leaves
    """
    really = client.Client.alive.fget

    def alive(self) -> bool:
        return really(self) or not any(folder.rglob(mark))

    monkeypatch.setattr(client, "DEAD_AFTER_S", seconds)
    monkeypatch.setattr(client.Client, "alive", property(alive))
