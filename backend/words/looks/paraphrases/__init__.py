"""Ways of telling how somebody looks that are read as others, which the tables have.

One file a subject: `hair` (where it falls, fading colours), `cuts` (what hair and beard are), `halves` (garments of two
colours), `skin`, `clothes`, `costumes`, `prints`, `flowers` (in the hair).
"""

from .clothes import clothes_told
from .costumes import costumes_told
from .cuts import cuts_told
from .flowers import with_hair_flowers
from .hair import hair_told
from .halves import halves_told
from .prints import with_prints
from .skin import skin_told

__all__ = ["paraphrased"]

_IN_TURN = (costumes_told, hair_told, cuts_told, halves_told, skin_told, clothes_told, with_prints, with_hair_flowers)


def paraphrased(text: str) -> str:
    """A text in lower case, told as the tables have it."""
    for told in _IN_TURN:
        text = told(text)
    return text
