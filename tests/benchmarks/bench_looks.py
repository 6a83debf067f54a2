"""From words to looks: prompts against the chosen pieces, and words that no table holds by hand.

`assets/bench/looks.tsv` has prompts with what must be worn, `looks_unseen.tsv` single words with the roles or pieces
that are right for them, and nonsense, which must find nothing;
`looks_drawn.tsv` more words, drawn at random. They are dressed from the wardrobe that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assets import asset
from backend.protocol.requests import Look
from backend.wear.wardrobe import wardrobe
from backend.words.looks.decency import Traits
from backend.words.looks.look import look_wished
from backend.words.looks.vocabulary import roles
from backend.words.looks.who import who_in
from backend.words.looks.wishes import words_in
from backend.words.prompt import read_prompt

_SEX = {"m": Traits(0.0, 30.0), "f": Traits(1.0, 30.0)}


def run() -> dict[str, float]:
    pieces = {name: entry.label for name, entry in wardrobe().items()}
    kinds = ("seen", "unseen", "roles", "pieces", "nonsense", "drawn roles", "drawn pieces")
    right: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for prompt, seen, sex, wanted in _rows("looks"):
        look = _look(prompt, sex, pieces)
        missing = [want for want in wanted.split() if not _worn(look, want)]
        right["seen" if seen == "1" else "unseen"].append(not missing)
        if missing:
            print(f"{prompt}: {', '.join(missing)}, but {', '.join(f'{w.slot}:{w.piece}' for w in look.worn)}")
    for kind, word, accepted in _rows("looks_unseen"):
        ok = _fits(kind, word, accepted, pieces)
        right["nonsense" if kind == "nonsense" else f"{kind}s"].append(ok)
        if not ok:
            print(f"{kind} {word}")
    for kind, word, accepted in _rows("looks_drawn"):
        ok = _fits(kind, word, accepted, pieces)
        right[f"drawn {kind}s"].append(ok)
        if not ok:
            print(f"drawn {kind} {word}")
    rates = {name: round(sum(found) / len(found), 3) for name, found in right.items()}
    print("   ".join(f"{name} {100 * rate:.0f} % of {len(right[name])}" for name, rate in rates.items()))
    return {**rates, **{f"{name}, number": len(found) for name, found in right.items()}}


def _fits(kind: str, word: str, accepted: str, pieces: Mapping[str, str]) -> bool:
    """Whether a word that the tables lack is worn or dressed as one of what is right for it; nonsense as nothing."""
    if kind == "piece":
        worn = {worn.piece for worn in _look(f"a person wearing a {word}", "m", pieces).worn}
        return bool(worn & set(accepted.split("|")))
    if kind == "role":
        who, _ = who_in(read_prompt(f"a {word}"), f"a {word}")
        return bool({w.role.name for w in who} & {roles()[tuple(words_in(a))].name for a in accepted.split("|")})
    return not _look(f"a {word} wearing a {word}", "m", pieces).worn


def _look(prompt: str, sex: str, pieces: Mapping[str, str]) -> Look:
    return look_wished(read_prompt(prompt), prompt, Look(), wardrobe=pieces, traits=_SEX[sex]).look


def _worn(look: Look, want: str) -> bool:
    slot, _, pieces = want.partition(":")
    if slot == "skin":
        return bool(getattr(look.skin, pieces))
    worn = next((worn.piece for worn in look.worn if worn.slot == slot), "")
    return (worn or "-") in pieces.split("|")


def _rows(name: str) -> Iterator[list[str]]:
    for line in asset("bench", f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


if __name__ == "__main__":
    run()
