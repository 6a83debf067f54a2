"""`galatea words`: what words say of a body."""

from __future__ import annotations

from typing import Annotated

import tyro

from ..protocol.requests import Figure, WordsRequest, base_named
from .based import sent
from .connect import Connection, backend

_CONNECTION = Connection()


def words(
    words: tyro.conf.Positional[tuple[str, ...]] = (),
    body: str = "anny",
    base: Annotated[str, tyro.conf.arg(help="An avatar: its avatar.npz, or the job that gave it.")] = "",
    sliders: dict[str, float] = {},  # noqa: B006 - tyro shows the default and never changes it
    connection: tyro.conf.OmitArgPrefixes[Connection] = _CONNECTION,
) -> int:
    """Tell which words are sliders of a body, where they stand on it, and how far each can be trusted.

    Any word can be asked for; one that no mapper has becomes a slider at once. Move them with: galatea shape --words

    Args:
        words: Which, for example fat "broad shoulders" fierce; none for all that come with the body.
        body: Body model.
        sliders: Its sliders, for example height 0.8; the rest stay at their defaults.
    """
    request = WordsRequest(words=words, figure=Figure(body=body), base=base_named(base), sliders=sliders)
    with backend(connection) as here:
        found = here.run(sent(request, connection))
    width = max((len(word.key) for word in found.words), default=0)
    for word in found.words:
        print(f"{word.key:<{width}}  {word.value:+.2f}  {word.space:<10}  {word.told}")
    for key, why in found.refused.items():
        print(f"{key}: {why}")
    return 0 if found.words else 1
