"""How often who wears their hair how, of whom nothing is said: by age, gender and where their forebears came from."""

from __future__ import annotations

from collections.abc import Mapping

Choice = Mapping[str, float]
"""pieces, and how often each is chosen"""

_ORIGIN = (0.5, 0.7)
"""shares of a body's origin between which its own hair takes the place of anybody's"""
ANYBODY: dict[str, Choice] = {
    "man": {"short_hair": 4, "side_parting": 2.5, "crew_cut": 1.5, "quiff": 1.2, "buzz_cut": 1.2, "curly_hair": 1,
            "slicked_back": 1, "undercut": 0.7},
    "woman": {"long_straight": 2.5, "long_wavy": 2.5, "shoulder_length": 2, "bob": 2, "ponytail": 2, "bun": 1,
              "fringe_bob": 0.8, "pixie_cut": 0.7, "long_curls": 0.7, "curly_hair": 0.5, "single_braid": 0.4,
              "side_fringe": 1.2},
    # hair in the forehead more often than a temple laid bare, at which a child looks grown
    "boy": {"short_hair": 5, "side_parting": 0.3, "curly_hair": 1, "bowl_cut": 1, "crew_cut": 0.3},
    "girl": {"long_straight": 1.2, "long_fringe": 1.4, "ponytail": 1.5, "pigtails": 1.8, "braids": 1, "bob": 0.6,
             "long_wavy": 0.6, "shoulder_length": 0.6, "side_fringe": 1.2, "single_braid": 0.4, "fringe_bob": 1.4},
    "old man": {"thinning": 4, "short_hair": 2, "side_parting": 1.5, "buzz_cut": 0.7, "slicked_back": 0.4},
    "old woman": {"bun": 2.5, "bob": 2, "curly_hair": 2.5, "pixie_cut": 1.5, "shoulder_length": 0.7},
    "baby": {"buzz_cut": 1},
    "middle-aged man": {"thinning": 2.5, "short_hair": 2.5, "side_parting": 2, "slicked_back": 1, "crew_cut": 1,
                        "buzz_cut": 1, "comb_over": 0.6},
}  # fmt: skip
AFRICAN: dict[str, Choice] = {
    "man": {"buzz_cut": 3.5, "crew_cut": 2, "short_hair": 1, "afro": 1.2, "dreadlocks": 1, "cornrows": 1},
    "woman": {"afro": 2, "braids": 2, "long_curls": 2, "cornrows": 1.2, "dreadlocks": 1, "curly_hair": 1.5, "bun": 1.2,
              "bob": 0.7, "buzz_cut": 0.3},
    "boy": {"buzz_cut": 3, "crew_cut": 1.5, "afro": 1.2, "cornrows": 0.8, "short_hair": 0.7},
    "girl": {"braids": 2, "pigtails": 1.5, "space_buns": 1.2, "afro": 1.2, "cornrows": 1, "long_curls": 1, "bob": 0.3},
    "old man": {"buzz_cut": 3, "thinning": 2.5, "short_hair": 1},
    "old woman": {"curly_hair": 2.5, "afro": 1.5, "bun": 2, "bob": 0.5},
    "baby": {"buzz_cut": 1},
    "middle-aged man": {"buzz_cut": 3, "crew_cut": 1.5, "thinning": 1.5, "short_hair": 1, "afro": 0.5},
}  # fmt: skip
ASIAN: dict[str, Choice] = {
    "man": {"short_hair": 4, "side_parting": 2.5, "crew_cut": 1.5, "quiff": 1, "undercut": 1, "buzz_cut": 0.8},
    "woman": {"long_straight": 4, "bob": 2, "fringe_bob": 2, "shoulder_length": 2, "ponytail": 2, "bun": 1,
              "pixie_cut": 0.5, "long_fringe": 1.5},
    "boy": {"short_hair": 4, "side_parting": 1, "bowl_cut": 1.2, "crew_cut": 0.6},
    "girl": {"long_straight": 2, "fringe_bob": 1.5, "pigtails": 1.5, "ponytail": 1.5, "bob": 1, "braids": 0.7},
    "old man": {"thinning": 3, "short_hair": 2.5, "side_parting": 1, "buzz_cut": 1},
    "old woman": {"bun": 2.5, "bob": 2, "pixie_cut": 1.5, "curly_hair": 1.5},
    "baby": {"buzz_cut": 1},
    "middle-aged man": {"short_hair": 3, "side_parting": 2, "thinning": 1.5, "crew_cut": 1.2, "buzz_cut": 0.8},
}  # fmt: skip


def hair_of(kind: str, african: float, asian: float) -> Choice:
    """kind: one of ANYBODY. african, asian: shares of the body's origin, 0 to 1, together at most 1."""
    first, last = _ORIGIN
    own = [min(max((share - first) / (last - first), 0.0), 1.0) for share in (african, asian)]
    shares = (1 - sum(own), *own)
    found: dict[str, float] = {}
    for share, table in zip(shares, (ANYBODY, AFRICAN, ASIAN), strict=True):
        whole = sum(table[kind].values())
        for name, often in table[kind].items() if share > 0 else ():
            found[name] = found.get(name, 0.0) + share * often / whole
    return found
