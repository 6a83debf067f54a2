"""What the bodies say of themselves goes into assets/models.json, which the server reads without loading a body."""

from __future__ import annotations

import json
from pathlib import Path

from assets import asset
from backend.body import ADAPTERS
from backend.body.described import described


def write_bodies(path: Path) -> None:
    """Describe every body model anew in the list at `path`; one that the list does not have is added to its models."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    bodies = [load() for load in ADAPTERS.values()]
    for body in bodies:
        entry = plain["models"].setdefault(
            body.name, {"kind": "body", "sell": "yes", "source": "made by the program, to try things with", "files": []}
        )
        entry["licence"] = body.licence
    plain["bodies"] = {body.name: described(body) for body in bodies}
    path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_bodies(asset("models.json"))
