"""Motions of others become takes: one file a format, and `any_file.py`, which tells them apart by what is in them."""

from .any_file import Read, read_motion

__all__ = ["Read", "read_motion"]
