"""A shirt of mail ends above the knees: it is worn over trousers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...protocol.requests.look import Worn

_MAIL = "mail_shirt"
_NOTHING = Worn(slot="bottom")
_PLAIN = Worn(slot="bottom", piece="trousers", colour=(0.23, 0.17, 0.12))


def over_trousers(slots: Mapping[str, Worn], role: Mapping[str, Worn], fixed: Collection[str]) -> dict[str, Worn]:
    """The slots with something on the legs of who wears mail: what their role has there, else plain trousers.

    fixed: slots that are locked."""
    legs = [slots.get(slot, _NOTHING).piece for slot in ("bottom", "legs")]
    if slots.get("one_piece", _NOTHING).piece != _MAIL or any(legs) or "bottom" in fixed:
        return dict(slots)
    own = role.get("bottom", _NOTHING)
    return {**slots, "bottom": own if own.piece else _PLAIN}
