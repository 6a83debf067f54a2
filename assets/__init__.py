"""Files that come with Galatea: the baked body, the embedded encoder, the lexicon, the look."""

from pathlib import Path


def asset(*parts: str) -> Path:
    """The path of a file or folder in this package; it need not exist."""
    return Path(__file__).parent.joinpath(*parts)
