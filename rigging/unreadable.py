"""What bytes of others may raise while they are unpacked as a zip or npz file."""

import lzma
import tokenize
import zipfile
import zlib

UNREADABLE: tuple[type[Exception], ...] = (
    OSError,
    EOFError,  # cut
    KeyError,  # lacks a member
    RuntimeError,  # locked by a password, or packed in a way that zipfile does not know
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    # both numpy over the head of an array, which it reads as Python
    tokenize.TokenError,
    SyntaxError,
)
"""beside ValueError, with which numpy and whoever checks the contents speak"""
