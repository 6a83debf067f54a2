"""Where a piece that nobody sorted is worn: by the words of its name, else by where it lies on the body."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

_WORDS: tuple[tuple[str, str], ...] = (
    ("lashes", "lash lashes eyelash eyelashes"),
    ("brows", "brow brows eyebrow eyebrows"),
    ("facial_hair", "beard moustache mustache goatee sideburns whiskers"),
    ("teeth", "teeth tooth dentures"),
    ("tongue", "tongue"),
    ("eyes", "eyes eyeballs"),
    ("hands", "glove gloves mittens gauntlets"),
    ("ears", "earring earrings hoops earstuds"),
    ("glasses", "glasses sunglasses eyeglasses goggles spectacles eyepatch monocle"),
    (
        "shoes",
        "shoe shoes boot boots sandals sneaker sneakers trainers heels slippers loafers pumps footwear flipflops",
    ),
    ("legs", "sock socks stocking stockings tights pantyhose leggins"),
    ("underwear", "bra bras panties panty briefs boxers underwear lingerie thong knickers"),
    ("neck", "tie bowtie necktie scarf necklace choker pendant"),
    ("waist", "belt sash apron"),
    ("back", "cape cloak poncho shawl wings backpack quiver"),
    ("face", "mask facemask respirator"),
    ("head", "hat hats cap helmet crown hood fedora bonnet headband tiara beanie turban headwear headscarf veil"),
    ("hair", "hair hairs hairstyle wig afro braid braids ponytail dreadlocks mohawk ponytails pigtails updo"),
    ("outer", "coat jacket blazer cardigan waistcoat vest parka anorak gilet windbreaker bolero"),
    ("bottom", "pants trousers jeans skirt shorts leggings slacks kilt"),
    ("top", "shirt tshirt blouse sweater top jumper hoodie tank pullover corset tunic"),
    (
        "one_piece",
        "suit dress overall overalls jumpsuit robe gown uniform swimsuit bodysuit catsuit leotard bikini armor",
    ),
)
_FOLDERS = {"hair": "hair", "eyelashes": "lashes", "eyebrows": "brows", "teeth": "teeth", "tongue": "tongue"}
_FOLDERS |= {"eyes": "eyes"}
LAYERS = {
    "facial_hair": 2,
    "hair": 5,
    "underwear": 10,
    "legs": 15,
    "bottom": 20,
    "top": 30,
    "one_piece": 30,
    "waist": 40,
    "shoes": 45,
    "outer": 50,
    "hands": 52,
    "neck": 55,
    "ears": 58,
    "face": 58,
    "glasses": 60,
    "back": 65,
    "head": 70,
}
"""usual layers, from the skin outwards; 0 for what is of the face itself"""
_EYES = slice(14598, 14742)
"""vertices of the base mesh"""


def slot_of(path: str, words: Iterable[str], vertices: np.ndarray, base: np.ndarray, cut: bool = False) -> str:
    """path: the file's; words: its name and tags, the telling first; vertices: (N, 3) metres on `base`, (19158, 3);
    cut: whether its picture cuts it out, as strands are: what nothing names and lies on the head is then hair."""
    for folder in reversed(path.lower().split("/")[:-1]):
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    place = _by_place(vertices, base)
    for text in words:
        if (named := _by_words(text)) is not None:
            whole = named == "one_piece" and place in ("top", "bottom")  # the jacket of a suit
            return place if whole else named
    return "hair" if cut and place == "head" else place


def reaches_below_head(vertices: np.ndarray, base: np.ndarray) -> bool:
    """Whether it hangs down from the head, and so cannot be rigid with it."""
    eyes, top = float(base[_EYES, 2].mean()), float(base[:, 2].max())
    return float(vertices[:, 2].min()) < eyes - 1.7 * (top - eyes)


def _by_words(text: str) -> str | None:
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    tokens = [token for token in re.split(r"[^a-z]+", spaced.lower()) if token]
    for slot, words in _WORDS:
        for word in words.split():
            if any(token == word or (len(word) > 3 and token.endswith(word)) for token in tokens):
                return slot
    return None


def _by_place(vertices: np.ndarray, base: np.ndarray) -> str:
    height = float(base[:, 2].max())
    low, high = (float(value) / height for value in np.quantile(vertices[:, 2], (0.02, 0.98)))
    if low > 0.86:
        return "head"
    if high < 0.25:
        return "shoes"
    if float(np.abs(vertices[:, 0]).min()) > 0.2 * height:
        return "hands"
    if high > 0.9 and low > 0.5:
        return "hair"
    if high > 0.68:
        return "one_piece" if low < 0.45 else "neck" if low > 0.78 else "top"
    return "bottom"
