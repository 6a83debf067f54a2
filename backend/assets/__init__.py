"""Every kind of model: bundled, fetched or added by the user; what is known of each, and where its files are."""

from .records import BODY, KINDS, RECORD, Kind, ModelFile, ModelRecord
from .store import LocalModel, add, files_of, folder_of, own_models, remove, require

__all__ = [
    "BODY",
    "KINDS",
    "RECORD",
    "Kind",
    "LocalModel",
    "ModelFile",
    "ModelRecord",
    "add",
    "files_of",
    "folder_of",
    "own_models",
    "remove",
    "require",
]
