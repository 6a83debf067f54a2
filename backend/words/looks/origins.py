"""Where somebody of a role is from and of which sex, unless the words say more: a sumo wrestler is a man from Japan."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from ..look_vocabulary import Role, roles
from ..origins import ORIGINS
from ..tables import table


def origin_of(role: Role) -> Mapping[str, float] | None:
    """The shares of the origins for a role, or None where it may be from anywhere."""
    return _by_role().get(role.name)


def usual_sex(role: Role) -> str | None:
    """ "f" or "m" where somebody of a role is nearly always a woman or a man, else None."""
    return _sexes().get(role.name)


@functools.cache
def _sexes() -> dict[str, str]:
    return {roles()[phrase].name: sex for phrase, (sex,) in table("role_sexes", 2).items()}


@functools.cache
def _by_role() -> dict[str, dict[str, float]]:
    words = table("origins", 6)
    found: dict[str, dict[str, float]] = {}
    for phrase, (origin,) in table("role_origins", 2).items():
        _, *numbers = words[tuple(origin.split())]
        shares: dict[str, float] = dict(zip(ORIGINS, map(float, numbers), strict=False))
        found[roles()[phrase].name] = shares
    return found
