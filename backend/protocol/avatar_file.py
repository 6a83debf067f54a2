"""An Avatar as one .npz file: its arrays under their own names, the rest as JSON. Nothing in it is ever unpickled."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np

from .codec import MAX_MESSAGE_BYTES, decode, dump_json, encode, load_json, raw
from .errors import BadFile, BadRequest
from .files import whole_file
from .results import Avatar

FORMAT = 1
_HEADER = "avatar.json"
_HINT = "Choose an avatar.npz that Galatea saved, or make the avatar again."


def save_avatar(path: str | os.PathLike[str], avatar: Avatar) -> None:
    """Write `avatar`, whole or not at all. Raises OSError where the disk does not take it."""
    path = Path(path)
    check_avatar(avatar)
    plain, arrays = encode(avatar)
    header = {"format": FORMAT, "names": [a.path for a in arrays], "avatar": plain}
    contents = {_HEADER: np.frombuffer(dump_json(header), np.uint8), **{a.path: a.array for a in arrays}}
    with whole_file(path) as file:
        np.savez_compressed(file, **contents)


def load_avatar(path: str | os.PathLike[str]) -> Avatar:
    """Raises BadFile on anything that `save_avatar` would not have written."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            _check_sizes(file, path)
            with np.load(file, allow_pickle=False) as contents:
                header = load_json(contents[_HEADER].tobytes(), limit=1 << 24, what="file's header")
                if header["format"] != FORMAT:
                    raise BadFile(f"{path} is of format {header['format']}, this is {FORMAT}.", "Update Galatea.")
                frames = [raw(contents[name]) for name in header["names"]]
        avatar = decode(Avatar, header["avatar"], frames)
        check_avatar(avatar)
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path}.", "Check its name.") from error
    except BadFile:
        raise
    except BadRequest as error:
        raise BadFile(f"{path} is not a whole avatar: {error}", _HINT) from error
    except Exception as error:  # numpy and zipfile raise a dozen kinds over damaged bytes, none of them documented
        raise BadFile(f"{path} cannot be read as an avatar: {type(error).__name__}: {error}.", _HINT) from error
    return avatar


def check_avatar(avatar: Avatar) -> None:
    """What shapes alone cannot say: indices point at something, names are as many as arrays. Raises BadRequest."""
    mesh, rig, keys = avatar.mesh, avatar.rig, avatar.shape_keys
    bones = len(rig.bone_names)
    _within("mesh.faces", mesh.faces, len(mesh.vertices))
    _within("mesh.uv_faces", mesh.uv_faces, len(mesh.uvs))
    _within("rig.bone_indices", rig.bone_indices, bones)
    if mesh.faces.shape != mesh.uv_faces.shape:
        raise BadRequest("mesh.uv_faces is not parallel to mesh.faces.")
    if not len(rig.parents) == len(rig.rest_matrices) == len(rig.lengths) == bones:
        raise BadRequest(f"The rig has {bones} bone names and {len(rig.parents)} bones.")
    if len(set(rig.bone_names)) != bones or not bones:
        raise BadRequest("The rig has no bones, or two of the same name.")
    if not ((rig.parents >= -1) & (rig.parents < np.arange(bones))).all():
        raise BadRequest("A bone of the rig comes before its parent.")
    if not len(rig.weights) == len(rig.bone_indices) == len(mesh.vertices):
        raise BadRequest("The rig's weights are not one row for each vertex.")
    if not len(keys.names) == len(keys.offsets) == len(keys.values) == len(set(keys.names)):
        raise BadRequest("The shape keys' names are not as many as their offsets and values.")
    if len(keys.names) and keys.offsets.shape[1] != len(mesh.vertices):
        raise BadRequest("The shape keys' offsets are not one row for each vertex.")
    motion = avatar.motion
    if motion is not None:
        if motion.rotations.shape[1] != bones or motion.shape_key_curves.shape[1] not in (0, len(keys.names)):
            raise BadRequest("The motion does not fit the rig and the shape keys.")
        if not len(motion.root_translation) == len(motion.rotations) == len(motion.shape_key_curves):
            raise BadRequest("The motion's curves are not equally long.")
    for name, texture in avatar.textures.items():
        if texture.ndim != 3 or texture.shape[2] != 4 or texture.dtype != np.uint8:
            raise BadRequest(f"The texture {name!r} should be (height, width, 4) uint8.")


def _within(name: str, indices: np.ndarray, count: int) -> None:
    if indices.size and not (indices.min() >= 0 and indices.max() < count):
        raise BadRequest(f"{name} points outside the {count} that there are.")


def _check_sizes(file: object, path: Path) -> None:
    """A small file that would unpack into a huge one is refused before it is unpacked."""
    with zipfile.ZipFile(file) as archive:  # type: ignore[arg-type]
        if sum(info.file_size for info in archive.infolist()) > MAX_MESSAGE_BYTES:
            raise BadFile(f"{path} would unpack to more than {MAX_MESSAGE_BYTES >> 20} MB.", _HINT)
