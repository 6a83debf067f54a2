"""Idioms whose words mean other things apart: who plays heavy metal is not heavy, on the day of the dead nobody is so.

They name a kind of music, place, day or quarry; who somebody is by them is read by `looks.who` from the whole text.
"""

from __future__ import annotations

import re

_ALONE = (
    r"(?:heavy|death|thrash|doom|speed|power|glam) metal",
    r"black metal (?=band|musician|singer|guitarist|drummer|fan|rocker)",
    r"days? of the dead",
    r"high[ -](?:school|society|court|street|fashion|tech|command|seas?|desert|table)",
    r"big[ -](?:game|top|band|league|city|tech|business)",
    r"red[ -]cross",
    r"(?:boy|girl)[ -]band",
    r"light (?:cavalry|infantry|opera)",
    r"special forces?",
    r"old[ -](?:school|fashioned|time|west|testament)",
    r"(?:grand|short|long) (?:prix|track|distance|haul)",
    r"(?:down|up)(?= (?:to|past|over|on|around|at|her|his|their|the)\b)",
    r"e-(?=(?:girl|boy)s?\b)",
    r"ancient(?= (?:egypt|greek|greece|roman|rome|sumer|babylon|persia|assyria|mesopotamia|aztec|maya|inca|celt|norse"
    r"|sparta|troja|briton|minoa|phoenicia|carthag|macedonia|etrusca|china)[a-z]*\b)",
    r"(?:some )?(?:kind|sort) of(?: an?)?",
    r"(?:day|night|late|early)[ -]shift",
    r"third world|wild west|new wave|cold war",
)
_OF_QUARRY = (
    r"(?:vampire|demon|witch|monster|ghost|zombie|dragon|troll|giant|werewolf|bear|lion|elephant|snake|horse|dog)"
    r"(?= (?:hunt(?:er|ress)|slayer|killer|tamer|trainer|catcher|handler|charmer|walker|groomer|breeder)s?\b)",
    r"(?:bull|bronco)(?= (?:rider|fighter|leaper)s?\b)",
    r"tank(?= (?:driver|commander|gunner|crew\w*)s?\b)",
    r"(?:king|queen)'?s?(?= guards?(?:man|men)?\b)",
    r"(?:long|high|triple)(?= jump(?:er|ers)?\b)",
)
_IDIOMS = re.compile(rf"\b(?:{'|'.join((*_ALONE, *_OF_QUARRY))})\b", re.IGNORECASE)


def without_idioms(text: str) -> str:
    """A text without such words; as it is where nothing else would be left."""
    left = " ".join(_IDIOMS.sub(" ", text).split())
    return left if re.search(r"[^\W\d_]", left) else text
