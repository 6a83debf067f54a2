"""`galatea mapper`: a mapper that others published makes a body of words or photos, as it was published."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import tyro

from ..protocol.errors import BadRequest
from ..protocol.requests import Figure, NamedFile, ShapeRequest
from .make import Output, make
from .semantics import EncoderNamed

if TYPE_CHECKING:
    from ..semantics.published import PublishedMapper

_OUTPUT = Output()
_SET = (
    'Words and their logits, for example --set fat=30 "long legs=18"; others stay at the first value of their slider.'
)


def mapper(
    checkpoint: tyro.conf.Positional[Path],
    body: str = "smplx-neutral",
    set: Annotated[tuple[str, ...], tyro.conf.arg(help=_SET)] = (),
    photos: tuple[Path, ...] = (),
    limits: Path | None = None,
    metadata: Path | None = None,
    space: Literal["shape", "expression"] = "shape",
    encoder: str = "ViT-B-32-quickgelu/openai",
    keep: str = "",
    licence: str = "",
    output: tyro.conf.OmitArgPrefixes[Output] = _OUTPUT,
) -> int:
    """Make a body by a mapper that others published: a .ckpt file with its _metadata.json beside it.

    Its net is read without running anything of the file, and takes raw logits of CLIP ViT-B/32 as it was published.
    Without words and photos its words are listed, with the ends of their sliders. With --keep its words become sliders
    in the panel, on the page and in requests, as those of mappers that are made here (`galatea semantics`).

    Args:
        checkpoint: The mapper, for example smplx_male.ckpt.
        body: The body that it was made for, one that you have added.
        photos: Photos that say the logits, seen whole by the encoder; their mean counts.
        limits: A YAML file of [lowest, highest, first] for each word; without one sliders go from 0 to 50 and begin at
            20.
        metadata: The labels, where they are not beside the mapper.
        space: Which coefficients of the body it gives.
        encoder: Who sees the photos, one that you have fetched or added.
        keep: A name: its words are kept as word sliders of the body under it.
        licence: Under which you have the mapper, where it is kept.
    """
    from ..body import load_body
    from ..semantics.published import read_published
    from ..semantics.published_body import checked_logits, seen_in, sliders_of

    found = read_published(checkpoint, metadata, limits)
    if keep:
        return _kept(found, checkpoint, body, space, keep, licence)
    if not set and not photos:
        width = max(map(len, found.limits))
        for word, (low, high, first) in found.limits.items():
            print(f"{word:<{width}}  {low:g} to {high:g}, begins at {first:g}")
        print(
            f"{found.outputs} coefficients. Set words: galatea mapper {checkpoint} --set {next(iter(found.limits))}=25"
        )
        return 0
    told = seen_in(found, [_photo(file) for file in photos], EncoderNamed(encoder)()) if photos else {}
    told |= checked_logits(found, _values(set))
    sliders, cut = sliders_of(load_body(body), found.coefficients(told), space)
    if cut:
        print(
            f"warning: {', '.join(cut)} would go beyond the ends of their sliders, and stand at these.", file=sys.stderr
        )
    return make(ShapeRequest(sliders=sliders, figure=Figure(body=body)), output)


def _kept(found: PublishedMapper, checkpoint: Path, body: str, space: str, name: str, licence: str) -> int:
    """Its words as sliders of the body, in the list of models."""
    from .. import assets
    from ..body import load_body
    from ..semantics.mapper_file import write_mapper
    from ..training.semantics.adopt import adopted

    mapper = adopted(found, load_body(body), name, space, licence, str(checkpoint))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mapper.safetensors"
        write_mapper(file, mapper)
        added = assets.add(name, file, "mapper", licence, source=str(checkpoint.absolute()))
    told = mapper.card.evaluation
    print(f"kept {name}: {added.path}")
    print(added.record.selling.sentence)
    print(
        f"At its ends a word moves the body by {told['moved mm']:.1f} mm, and leaves it {told['off mm']:.1f} mm from "
        f"where the published net has it, for the other words stay. "
        f"Move them: galatea sliders --body {body} --mapper {name}"
    )
    return 0


def _photo(file: Path) -> np.ndarray:
    from ..photo.pictures_given import photo_of

    return photo_of(NamedFile(file=str(file)), 0.0)[0].pixels


def _values(given: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in given:
        word, equals, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = float("nan")
        word = " ".join(word.split())
        if not equals or not word or value != value:
            raise BadRequest(f"{text[:60]!r} is no word with its logit.", 'Write it like --set fat=30 "long legs=18".')
        if word in found:
            raise BadRequest(f'The word "{word[:60]}" is given twice.', "Give it once.")
        found[word] = value
    return found
