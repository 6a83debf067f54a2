"""Small files as MakeHuman's users write them: a square of cloth before the chest, with all that belongs to it."""

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from backend.wear.binding import BASE_VERTICES

HEAD = """# This is a clothes file
# author: Ada Weaver
# license: CC-BY 4.0
basemesh hm08
"""


def base_mesh() -> np.ndarray:
    """(19158, 3) metres: a column of points, eyes where eyes are."""
    rng = np.random.default_rng(1)
    base = rng.uniform((-0.3, -0.15, 0.0), (0.3, 0.15, 1.4), (BASE_VERTICES, 3)).astype(np.float32)
    base[14598:14742] = (0.0, -0.1, 1.62)
    base[0] = (0.0, 0.0, 1.75)
    base[100], base[101] = (-0.2, 0.0, 1.2), (0.2, 0.0, 1.2)
    base[102], base[103] = (0.0, 0.0, 1.1), (0.0, 0.0, 1.3)
    base[104], base[105] = (0.0, -0.1, 1.2), (0.0, 0.1, 1.2)
    base[110:114] = [(-0.1, -0.2, 1.1), (0.1, -0.2, 1.1), (0.1, -0.2, 1.3), (-0.1, -0.2, 1.3)]
    return base


def clothes(name="vest01", lines=("110", "111", "112 113 112 0.5 0.25 0.25 1.0 2.0 3.0", "113"), extra="", head=HEAD):
    return (
        f"{head}uuid 11-22\ntag Casual\nname {name}\nobj_file {name}.obj\n"
        "x_scale 100 101 4.0\ny_scale 102 103 2.0\nz_scale 104 105 2.0\nz_depth 50\n"
        f"{extra}verts 0\nmaterial {name}.mhmat\n" + "\n".join(lines) + "\n\ndelete_verts\n5 7 - 9 19150 - 19157\n"
    )


def obj(faces=("f 1/1 2/2 3/3 4/4",), uvs="vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"):
    return "# made by hand\nv -1 11 2\nv 1 11 2\nv 1 13 2\nv -1 13 2\n" + uvs + "\n".join(faces) + "\n"


def picture(size=(8, 8), colour=(200, 30, 30, 255), kind="PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA", size, colour).save(stream, kind)
    return stream.getvalue()


def write_asset(folder: Path, name="vest01", **other: object) -> Path:
    """Writes all files of an asset; `other` gives a file by its ending ("obj", "mhmat" …) other text or bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, object] = {
        "mhclo": clothes(name),
        "obj": obj(),
        "mhmat": f"diffuseColor 1 1 1\ndiffuseTexture {name}.png\ntransparent False\nbackfaceCull False\n",
        "png": picture(),
        **other,
    }
    for ending, data in files.items():
        if data is None:
            continue
        raw = data if isinstance(data, bytes) else str(data).encode()
        (folder / f"{name}.{ending}").write_bytes(raw)
    return folder / f"{name}.mhclo"


def bone_weights(count=4, bone="head") -> str:
    return json.dumps({"weights": {bone: [[k, 1.0] for k in range(count)], "unknown": [[0, 1.0]]}})
