"""From words to looks: prompts against the chosen pieces, and words that no table holds by hand.

`assets/bench/looks.tsv` has prompts with what must be worn, `looks_unseen.tsv` single words with the roles or pieces
that are right for them, and nonsense, which must find nothing;
`looks_drawn.tsv` more words, drawn at random. They are dressed from the wardrobe that there is. Of both lists those
words count that no table holds by hand to this day.
Of the list `looks_sixty.tsv` six prompts at a time are put to their six pictures by the looks encoder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from look_prompts import is_worn, rows

from backend.body import load_body
from backend.clip.looks import load_looks
from backend.protocol.errors import NotAvailable
from backend.protocol.requests import Look
from backend.training.encoder.looks.score import pictures_of, sixes, somebody_said
from backend.wear.wardrobe import wardrobe
from backend.words.look import look_wished
from backend.words.look_vocabulary import roles, things
from backend.words.looks.decency import Traits
from backend.words.looks.phrases import words_in
from backend.words.looks.who import who_in
from backend.words.prompt import read_prompt

_SEX = {"m": Traits(0.0, 30.0), "f": Traits(1.0, 30.0)}


def run() -> dict[str, float]:
    pieces = {name: entry.label for name, entry in wardrobe().items()}
    kinds = ("seen", "unseen", "roles", "pieces", "nonsense", "drawn roles", "drawn pieces")
    right: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for prompt, seen, sex, wanted in rows("looks"):
        look = _look(prompt, sex, pieces)
        missing = [want for want in wanted.split() if not is_worn(look, want)]
        right["seen" if seen == "1" else "unseen"].append(not missing)
        if missing:
            print(f"{prompt}: {', '.join(missing)}, but {', '.join(f'{w.slot}:{w.piece}' for w in look.worn)}")
    for kind, word, accepted in _unheld("looks_unseen"):
        ok = _fits(kind, word, accepted, pieces)
        right["nonsense" if kind == "nonsense" else f"{kind}s"].append(ok)
        if not ok:
            print(f"{kind} {word}")
    for kind, word, accepted in _unheld("looks_drawn"):
        ok = _fits(kind, word, accepted, pieces)
        right[f"drawn {kind}s"].append(ok)
        if not ok:
            print(f"drawn {kind} {word}")
    rates = {name: round(sum(found) / len(found), 3) for name, found in right.items()}
    print("   ".join(f"{name} {100 * rate:.0f} % of {len(right[name])}" for name, rate in rates.items()))
    numbers = {f"{name}, number": len(found) for name, found in right.items()}
    return {**rates, **numbers, **_put_together()}


def _put_together() -> dict[str, float]:
    """The part of six pictures that the looks encoder puts to their own prompts; nothing where there is none."""
    try:
        looks = load_looks()
    except NotAvailable as error:
        print(f"six prompts and their pictures are not measured: {error}")
        return {}
    body, said = load_body("anny"), list(rows("looks_sixty"))
    people = [somebody_said(body, text, sex == "f") for text, sex in said]
    part = round(sixes(looks.fit([text for text, _ in said], pictures_of(body, people)).numpy()), 3)
    print(f"of six prompts and their pictures {100 * part:.0f} % are put together rightly (chance 17 %)")
    return {"put together of six": part}


def _unheld(name: str) -> Iterator[list[str]]:
    """The lines of a list whose words are no role and no piece that somebody wrote down since it was made."""
    held = {"role": roles(), "piece": things()}
    return (row for row in rows(name) if tuple(words_in(row[1])) not in held.get(row[0], ()))


def _fits(kind: str, word: str, accepted: str, pieces: Mapping[str, str]) -> bool:
    """Whether a word that the tables lack is worn or dressed as one of what is right for it; nonsense as nothing."""
    if kind == "piece":
        worn = {worn.piece for worn in _look(f"a person wearing a {word}", "m", pieces).worn}
        return bool(worn & set(accepted.split("|")))
    if kind == "role":
        who, _ = who_in(f"a {word}", read_prompt(f"a {word}").unshown)
        return bool({w.role.name for w in who} & {roles()[tuple(words_in(a))].name for a in accepted.split("|")})
    return not _look(f"a {word} wearing a {word}", "m", pieces).worn


def _look(prompt: str, sex: str, pieces: Mapping[str, str]) -> Look:
    return look_wished(read_prompt(prompt), prompt, Look(), wardrobe=pieces, traits=_SEX[sex]).look


if __name__ == "__main__":
    run()
