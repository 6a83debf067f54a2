"""Body models that others published, and that each user has a licence of: SMPL, SMPL-X, FLAME, SMAL, ICT."""

from .adapting.adapter import published_body
from .model import FAMILIES, Family, PublishedModel
from .reading.find import Finds, Found, find_published, read_published
from .store import load_published, published_names, save_published

__all__ = [
    "FAMILIES",
    "Family",
    "Finds",
    "Found",
    "PublishedModel",
    "find_published",
    "load_published",
    "published_body",
    "published_names",
    "read_published",
    "save_published",
]
