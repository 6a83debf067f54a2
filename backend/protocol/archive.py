"""The arrays of an .npz file that somebody else may have written: counted before they are unpacked, and each only once.

Sizes that a file states are limits, never promises. Nothing is ever unpickled.
"""

from __future__ import annotations

import math
import zipfile
from typing import BinaryIO

import numpy as np

MAX_DIRECTORY_BYTES = 1 << 20
_END = 22
"""bytes of a zip's last record, without a comment"""
_LOCATOR, _RECORD = 20, 56
"""bytes of what zips of large files have before it"""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArrayArchive:
    """Arrays by name. All methods raise ValueError, or what zipfile raises, over what numpy would not have written."""

    def __init__(self, file: BinaryIO, most_bytes: int, most_arrays: int) -> None:
        check_directory(file)
        self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        names = [member.filename.removesuffix(".npy") for member in members]
        self._members = dict(zip(names, members, strict=True))
        if len(members) > most_arrays:
            raise ValueError(f"it holds {len(members)} arrays, and at most {most_arrays} are expected")
        if len(self._members) < len(members):
            raise ValueError("two of its arrays have one name")
        if sum(member.file_size for member in members) > most_bytes:
            raise ValueError(f"it would unpack to more than {most_bytes >> 20} MB")
        if any(member.compress_type not in _METHODS or member.flag_bits & 1 for member in members):
            raise ValueError("it is packed in another way than numpy packs")
        self._left = most_bytes

    @property
    def names(self) -> tuple[str, ...]:
        """Of the arrays that were not taken yet."""
        return tuple(self._members)

    def raw(self, name: str) -> bytes:
        """An array as the .npy file that it is packed as. The archive may be asked again."""
        member = self._members.get(name)
        if member is None:
            raise ValueError(f"there is no array {name[:60]!r}")
        with self._zip.open(member) as stream:
            data = stream.read(member.file_size)
            if len(data) != member.file_size or stream.read(1):
                raise ValueError(f"{name[:60]!r} is not whole")
        return data

    def take(self, name: str) -> np.ndarray:
        """An array, once. Read-only."""
        member = self._members.pop(name, None)
        if member is None:
            raise ValueError(f"there is no array {name[:60]!r}, or it was taken before")
        with self._zip.open(member) as stream:
            version = np.lib.format.read_magic(stream)
            if version == (1, 0):
                shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
            elif version == (2, 0):
                shape, by_column, dtype = np.lib.format.read_array_header_2_0(stream)
            else:
                raise ValueError(f"{name[:60]!r} is of another format of numpy")
            if dtype.hasobject:
                raise ValueError(f"{name[:60]!r} holds Python objects")
            size = math.prod(shape) * dtype.itemsize
            if not 0 <= size <= min(member.file_size, self._left):
                raise ValueError(f"{name[:60]!r} claims {size} bytes")
            self._left -= size
            data = stream.read(size)
            if len(data) != size or stream.read(1):
                raise ValueError(f"{name[:60]!r} does not hold the {size} bytes that it claims")
        array = np.frombuffer(data, dtype) if size else np.zeros(0, dtype)
        array = array.reshape(shape[::-1]).T if by_column else array.reshape(shape)
        array.flags.writeable = False
        return array


def check_directory(file: BinaryIO, zip64: bool = False) -> None:
    """The list of a zip's members is read whole before anything can be counted, so its size is looked at first.

    zip64: whether it may have the records of large files, as zips of PyTorch always do. Raises ValueError.
    """
    length = file.seek(0, 2)
    file.seek(max(0, length - _RECORD - _LOCATOR - _END))
    tail = file.read()
    file.seek(0)
    end = tail[-_END:]
    if len(end) < _END or not end.startswith(b"PK\x05\x06"):
        raise ValueError("it is no zip, or something follows its end")
    directory = int.from_bytes(end[12:16], "little")
    locator = tail[-_LOCATOR - _END : -_END]
    if locator.startswith(b"PK\x06\x07"):
        record = tail[: -_LOCATOR - _END]
        place = int.from_bytes(locator[8:16], "little")
        whole = len(record) == _RECORD and record.startswith(b"PK\x06\x06") and place == length - len(tail)
        directory = int.from_bytes(record[40:48], "little") if zip64 and whole else MAX_DIRECTORY_BYTES + 1
    if directory > MAX_DIRECTORY_BYTES:
        raise ValueError("its list of members is too long")
