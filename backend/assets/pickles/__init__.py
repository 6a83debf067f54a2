"""Pickles of others, read without running them: `machine` takes their letters, `notes` says what they may ask for,
`arrays` and `tensors` make numbers of what was noted, `checkpoint` reads what PyTorch saved."""

from .arrays import array_of, plain_of, text_of
from .machine import HINT, read_pickle

__all__ = ["HINT", "array_of", "plain_of", "read_pickle", "text_of"]
