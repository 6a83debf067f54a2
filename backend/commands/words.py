"""`galatea words`: what words say of a body."""

from __future__ import annotations

from typing import Annotated

import tyro

from ..protocol.errors import BadRequest
from ..protocol.requests import Base, ConvertRequest, Figure, Scan, WordsRequest, base_named
from .based import sent
from .connect import Backend, Connection, backend

_CONNECTION = Connection()
_OF = "A mesh or a scan of one figure: OBJ, PLY, STL, OFF, GLB or glTF; the body is fitted to it first."


def words(
    words: tyro.conf.Positional[tuple[str, ...]] = (),
    body: str = "anny",
    of: Annotated[str, tyro.conf.arg(help=_OF)] = "",
    base: Annotated[str, tyro.conf.arg(help="An avatar: its avatar.npz, or the job that gave it.")] = "",
    sliders: dict[str, float] = {},  # noqa: B006 - tyro shows the default and never changes it
    connection: tyro.conf.OmitArgPrefixes[Connection] = _CONNECTION,
) -> int:
    """Tell which words are sliders of a body, where they stand on it, and how far each can be trusted.

    Any word can be asked for; one that no mapper has becomes a slider at once. Move them with: galatea shape --words

    Args:
        words: Which, for example fat "broad shoulders" fierce; none for all that come with the body.
        body: Body model.
        sliders: Its sliders, for example height 0.8; the rest stay at their defaults, or as they are fitted.
    """
    if of and base:
        raise BadRequest("Two bodies are given: a mesh and an avatar.", "Give --of or --base, not both.")
    figure = Figure(body=body, texture_size=256, preview_size=0)
    with backend(connection) as here:
        start = _fitted(here, of, figure, sliders, connection) if of else base_named(base)
        request = WordsRequest(words=words, figure=figure, base=start, sliders=sliders)
        found = here.run(sent(request, connection))
    width = max((len(word.key) for word in found.words), default=0)
    for word in found.words:
        print(f"{word.key:<{width}}  {word.value:+.2f}  {word.space:<10}  {word.told}")
    for key, why in found.refused.items():
        print(f"{key}: {why}")
    return 0 if found.words else 1


def _fitted(here: Backend, file: str, figure: Figure, sliders: dict[str, float], connection: Connection) -> Base:
    """The body that is nearest to a mesh; told is how near."""
    request = ConvertRequest(scan=Scan(file=file), figure=figure, sliders=sliders, pose=False)
    result = here.run(sent(request, connection))
    print(f"The body follows {file} to {result.report['fit']['scan_to_body_mm']['mean']:.1f} mm in the mean.")
    return Base(avatar=result.avatar)
