"""Pictures and words in one space: the embedded encoder and any open_clip model, through open_clip's own classes."""

from __future__ import annotations

import contextlib
import difflib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from assets import asset
from backend.assets.reading import own_file, read_json
from backend.clip.torchvision_compat import INSTALL, import_torchvision
from backend.limits import ran_out_of_memory
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.words.vocabulary import Vocabulary, read_vocabulary

EMBEDDED = "embedded"
EMBEDDED_MODEL = "galatea-96"
NEUTRAL_TEXT = "a person"
# what an encoder of ours has seen that was written before its file said so
_UNSAID_BODIES = ("anny",)
_CARD = "card of the embedded encoder"


@dataclass(frozen=True, eq=False)
class Encoder:
    """A CLIP model with its own preprocessing. Embeddings are unit vectors of `dimension` numbers."""

    name: str
    licence: str
    image_size: int
    dimension: int
    device: str
    model: Any
    """open_clip's CLIP, in evaluation mode, without gradients of its own"""
    tokenizer: Callable[[list[str]], Tensor]
    mean: Tensor
    """(3, 1, 1) of the colours that the image tower was trained with"""
    std: Tensor
    vocabulary: Vocabulary | None = None
    """The words the model was taught; None where nobody knows them."""
    has_axes: bool = False
    """Whether its space is that of space.py, with an axis for each attribute."""
    bodies: tuple[str, ...] = ()
    """The bodies from whose pictures it learned."""

    def encode_images(self, images: Tensor) -> Tensor:
        """(B, H, W, 3) colours 0..1 of any size -> (B, D) unit vectors; differentiable."""
        return functional.normalize(self.image_features(images), dim=-1)

    def encode_texts(self, texts: Sequence[str]) -> Tensor:
        """B texts -> (B, D) unit vectors. A text beyond the model's context is cut there."""
        if not texts:
            return torch.zeros(0, self.dimension, device=self.device)
        with torch.no_grad():
            return self.model.encode_text(self.tokenizer(list(texts)).to(self.device), normalize=True)

    def image_features(self, images: Tensor) -> Tensor:
        """As encode_images, before the scaling to unit length."""
        return self.model.encode_image((fit_images(images, self.image_size) - self.mean) / self.std)

    def unknown_words(self, prompt: str) -> list[str]:
        """Words of the prompt that the encoder cannot place, in their order; [] for models that cannot tell."""
        if self.vocabulary is None:
            return []
        return self.vocabulary.unknown(prompt, lambda words: self.strength_of(words).tolist())

    def strength_of(self, words: Sequence[str]) -> Tensor:
        """(B,) how far each word, said of a person, leads away from the neutral text (length of the difference)."""
        texts = [NEUTRAL_TEXT, *(f"a {word} person" for word in words)]
        embeddings = self.encode_texts(texts)
        return (embeddings[1:] - embeddings[:1]).norm(dim=-1)


def fit_images(images: Tensor, size: int) -> Tensor:
    """(B, H, W, 3) -> (B, 3, size, size): padded to a square by its own border, then resized with antialiasing."""
    if images.ndim != 4 or images.shape[-1] != 3:
        raise ValueError(f"expected images (B, H, W, 3), got {tuple(images.shape)}")
    pictures = images.permute(0, 3, 1, 2)
    height, width = pictures.shape[-2:]
    if height != width:
        across, down = max(height - width, 0), max(width - height, 0)
        border = (across // 2, across - across // 2, down // 2, down - down // 2)
        pictures = functional.pad(pictures, border, mode="replicate")
    if pictures.shape[-1] != size:
        pictures = functional.interpolate(pictures, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return pictures


def load_encoder(name: str = EMBEDDED, device: str = "cpu", weights: Path | None = None, licence: str = "") -> Encoder:
    """The encoder called `name`, ready on `device`.

    name: "embedded"; "NAME=FILE", an open_clip model with its weights in a file; or "NAME/PRETRAINED", an open_clip
    model whose downloaded file is given as `weights`. Nothing is ever downloaded here.
    Raises BadRequest (unknown model), BadFile (weights that do not fit) or NotAvailable (weights not on this machine).
    """
    if name == EMBEDDED:
        return load_trained(asset("encoder"), device)
    architecture, file = _parse_name(name, weights)
    model_names = _open_clip().list_models()
    if architecture not in model_names:
        near = difflib.get_close_matches(architecture, model_names, 3, 0.4)
        raise BadRequest(
            f"open_clip has no model named '{architecture}'.",
            f"Did you mean {', '.join(near)}?" if near else "Use 'embedded', or a name of open_clip's list.",
        )
    model = _create(architecture, file)
    return _encoder(name, licence or "as its source says", architecture, model, device)


def load_trained(folder: Path, device: str = "cpu") -> Encoder:
    """The project's own encoder from the folder that training wrote (it ships in assets/encoder)."""
    card = folder / "encoder.json"
    weights = folder / f"{EMBEDDED_MODEL}.safetensors"
    if not card.exists() or not weights.exists():
        raise NotAvailable(f"The embedded encoder is missing from {folder}.", "Run: galatea train encoder")
    facts = read_json(card, _CARD)
    with own_file(card, _CARD):
        licence, unknown_below = str(facts["licence"]), float(facts["unknown_below"])
        bodies = tuple(map(str, facts.get("bodies", _UNSAID_BODIES)))
    described = folder / f"{EMBEDDED_MODEL}.json"
    read_json(described, "form of the embedded encoder")  # open_clip passes over a file that it cannot read
    architecture = add_architecture(described)
    model = _create(architecture, weights)
    vocabulary = read_vocabulary(folder / "vocabulary.txt", unknown_below)
    return replace(
        _encoder(EMBEDDED, licence, architecture, model, device),
        vocabulary=vocabulary,
        has_axes=True,
        bodies=bodies,
    )


def add_architecture(file: Path) -> str:
    """Tell open_clip of the architecture in a JSON file and return its name."""
    _open_clip().add_model_config(file)
    return file.stem


def create_untrained(architecture: str) -> Any:
    """A model of open_clip with random weights."""
    with _quiet():
        return _open_clip().create_model(architecture, load_weights=False)


def tokenizer_of(architecture: str) -> Callable[[list[str]], Tensor]:
    """The tokenizer of a model: texts -> (B, context) token numbers."""
    return _open_clip().get_tokenizer(architecture)


def _parse_name(name: str, weights: Path | None) -> tuple[str, Path]:
    if "=" in name:
        architecture, file = name.split("=", 1)
        weights = Path(file).expanduser()
    elif "/" in name:
        architecture = name.split("/", 1)[0]
        if weights is None:
            raise NotAvailable(f"The weights of {name} are not on this machine.", f"Run: galatea models get {name}")
    else:
        raise BadRequest(
            f"'{name}' is not the name of an encoder.",
            "Use 'embedded', 'NAME/PRETRAINED' (as ViT-B-32/openai) or 'NAME=FILE'.",
        )
    if not weights.is_file():
        raise BadFile(f"There is no file of weights at {weights}.", "Correct the path after '='.")
    return architecture, weights


def _create(architecture: str, weights: Path) -> Any:
    with _quiet():
        try:
            return _open_clip().create_model(architecture, pretrained=str(weights))
        except Exception as error:  # every reader of weight files raises its own kind
            if ran_out_of_memory(error):
                raise
            raise BadFile(
                f"{weights.name} does not hold weights of {architecture}.",
                "Use the file that belongs to this model; a broken download must be fetched again.",
                str(error),
            ) from error


def _encoder(name: str, licence: str, architecture: str, model: Any, device: str) -> Encoder:
    model = model.eval().requires_grad_(False).to(device)
    model.visual.to(memory_format=torch.channels_last)  # convolutions take half as long, the numbers stay the same
    size = model.visual.image_size
    mean, std = (
        torch.tensor(v, device=device).reshape(3, 1, 1)
        for v in (_colours(model, "mean", 0.5), _colours(model, "std", 0.5))
    )
    return Encoder(
        name=name,
        licence=licence,
        image_size=int(size[0] if isinstance(size, tuple | list) else size),
        dimension=int(
            model.encode_text(torch.zeros(1, model.context_length, dtype=torch.long, device=device)).shape[-1]
        ),
        device=device,
        model=model,
        tokenizer=tokenizer_of(architecture),
        mean=mean,
        std=std,
    )


def _colours(model: Any, what: str, default: float) -> tuple[float, ...]:
    return getattr(model.visual, f"image_{what}", None) or (default,) * 3


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """open_clip speaks through the root logger; what matters here is raised."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def _open_clip() -> Any:
    import_torchvision()
    try:
        import open_clip
    except ImportError as error:
        raise NotAvailable("open_clip is not installed.", f"Run: {INSTALL}") from error
    return open_clip
