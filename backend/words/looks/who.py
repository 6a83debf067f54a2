"""Who somebody is, as far as it tells what they wear: a role in the person's place, "dressed as …", an adjective.

A word that no table knows by hand finds the nearest role; how near decides whether it is followed, followed and told,
or named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..lexicon import PICTURE, lexicon
from ..look_vocabulary import ACCEPT, NEAR, SURE, Role, near_roles, roles, things
from ..subject_text import PERSON
from ..tables import key_of, table
from ..tokens import ANYBODY, ARTICLES, PEOPLE
from ..years import in_decade_of_life
from .leads import lead
from .origins import usual_sex
from .phrases import HAIR, match, words_in

# words of a role for women and men: "a cleaning lady"
_WOMEN = frozenset("lady woman girl wife mother grandmother granny maid queen princess lass mum".split())  # noqa: SIM905
_MEN = frozenset("man boy lad gentleman king father grandfather guy bloke dad prince".split())  # noqa: SIM905
# behind these a role is that of the person, or what they are dressed as
_IS = frozenset("is was be being as".split())  # noqa: SIM905
_DRESSED = (("dressed", "as"), ("dressed", "like"), ("dressed", "up", "as"), ("disguised", "as"), ("dressing", "as"),
            ("costumed", "as"), ("dressed", "up", "like"), ("outfit", "of"), ("costume", "of"), ("uniform", "of"),
            ("clothes", "of"), ("garb", "of"), ("dress", "of"), ("working", "as"), ("styled", "as"),
            ("cosplaying",), ("cosplaying", "as"))  # fmt: skip
# who somebody is by age or kin alone: any other role or style says more of what is worn
SOFT = frozenset(("person", "father", "child", "granny", "grandpa", "teenager", "customer"))
# what any of many may be: "a centurion veteran" is dressed as a centurion, "a Cossack warrior" as a Cossack
_VAGUE = frozenset(("veteran", "warrior", "person", "hunter"))
CLOTHES = frozenset(
    "costume outfit uniform clothes garb gear attire clothing kit dress suit robes wear get-up".split()  # noqa: SIM905
)
_LIKE = frozenset("like than resembling of with by for near from and without not no isn't never former".split())  # noqa: SIM905
_LIKENESS = frozenset("inspired themed style styled looking like esque".split())  # noqa: SIM905
_PREPOSITIONS = frozenset("at of from during after before on off by for to into".split())  # noqa: SIM905
_PICTURES = frozenset("portrait picture photo image figure model drawing painting render statue avatar".split())  # noqa: SIM905


@dataclass(frozen=True)
class Who:
    """said: the words of the prompt. role: what they stand for. head: whether it is who somebody is, whose outfit is
    worn whole; an adjective or a role before another ("a punk nurse") only fills what that leaves. near: whether the
    user is told what it is dressed as."""

    said: str
    role: Role
    head: bool = True
    near: bool = False


def who_in(text: str, unshown: Mapping[str, str]) -> tuple[list[Who], list[str]]:
    """The roles that a text gives its person, the head first, and nouns for somebody that no table knows.

    unshown: of the text what is not of that person, as a Prompt tells it: phrase -> category.
    """
    words = words_in(PICTURE.sub(" ", text.lower()))
    others = [words_in(said) for said, category in unshown.items() if category == PERSON]
    taken = {i for other in others for at in _places(words, other) for i in range(at, at + len(other))}
    dressed = _dressed(words)
    if dressed is not None:
        return [dressed], []
    found = [who for who in _roles(words) if not taken & set(range(who[0], who[1]))]
    nouns = [(at, stop, role) for at, stop, role in found if not role.adjective]
    heads = [n for n in nouns if _own(words, n[0]) and not _describes(words, n[1])]
    heads = _without_models(words, heads)
    heads = heads[:1] and [_last_of_phrase(heads)]
    if heads and _says_little(heads[0][2]):  # "a woman", "an old man": what more is said counts
        later = [n for n in nouns if n[0] > heads[0][1] and _own(words, n[0]) and not _describes(words, n[1])]
        heads = later[:1] or heads
    longer = (_longer(words, heads[0]) or _behind(words, heads[0])) if heads else None
    if longer is not None:  # "a chorus girl" is more than a girl, "a sheep shearer" no sheep
        return [longer], []
    who = [Who(" ".join(words[at:stop]), role) for at, stop, role in heads]
    who += [
        Who(" ".join(words[at:stop]), role, head=False)
        for at, stop, role in found
        if (at, stop, role) not in heads and (role.adjective or _before(words, stop, heads)) and not _object(words, at)
    ]
    if heads:
        return who, []
    near, unknown = _unknown_head(words, taken)
    return [*([near] if near else []), *who], unknown


_OF_WOMEN = ("ess", "heroine", "trix", "ienne", "euse", "woman", "women", "lady", "girl")


def sex_of_role(text: str, unshown: Mapping[str, str]) -> str | None:
    """ "f" or "m" where a text's first role says it by its words or is dressed for one sex alone, else None."""
    who, _ = who_in(text, unshown)
    head = next((one for one in who if one.head), None)
    if head is None:
        return None
    if sex := sex_said(head.said.split()):
        return sex
    usual = usual_sex(head.role)
    if usual is not None:
        return usual
    sexes = {sex for sex, outfit in head.role.outfits if outfit}
    return sexes.pop() if len(sexes) == 1 and sexes <= {"f", "m"} and head.role.name not in SOFT else None


def sex_said(role: Sequence[str]) -> str | None:
    """ "f" or "m" where the words of a role say it themselves, else None."""
    said = set(role)
    if said & _WOMEN or said & _MEN:
        return "f" if said & _WOMEN else "m"
    return "f" if role[-1:] and role[-1].endswith(_OF_WOMEN) else None  # "a huntress" is near to a hunter, and no man


def _roles(words: Sequence[str]) -> list[tuple[int, int, Role]]:
    """First word, the one behind the last, and role of each phrase of the table."""
    found, at = [], 0
    while at < len(words):
        length, key = match(words, at, roles())
        thing, _ = match(words, at, things())
        exact = tuple(words[at : at + thing])
        if thing == length and exact in things() and exact not in roles():  # trainers are no trainer
            length = 0
        if length and length >= thing and not in_decade_of_life(words, at + length - 1):
            found.append((at, at + length, roles()[key]))
        at += max(length, thing, 1)
    return found


def _dressed(words: Sequence[str]) -> Who | None:
    """ "dressed as a pirate", "in a nurse's uniform" """
    for at in range(len(words)):
        for phrase in _DRESSED:
            if tuple(words[at : at + len(phrase)]) == phrase:
                start = at + len(phrase)
                while start < len(words) and words[start] in ARTICLES:
                    start += 1
                length, key = match(words, start, roles())
                while not length and start + 1 < len(words) and words[start][0].isalnum():
                    start += 1
                    length, key = match(words, start, roles())
                    if lead(words, start) is not None:
                        break
                if length:
                    return Who(" ".join(words[start : start + length]), roles()[key])
        length, key = match(words, at, roles())
        if length and words[at + length : at + length + 1] and words[at + length] in CLOTHES:
            whole = match(words, at, things())[0] > length
            if not whole and not roles()[key].adjective and any(outfit for _, outfit in roles()[key].outfits):
                return Who(" ".join(words[at : at + length + 1]), roles()[key])
    return None


def _says_little(role: Role) -> bool:
    """Whether a role tells sex, age or kin alone."""
    return role.name in SOFT or not any(outfit for _, outfit in role.outfits)


def _own(words: Sequence[str], at: int) -> bool:
    """Whether a role there is that of the person: adjectives alone stand between it and the beginning, a break or
    "is a"."""
    first = at
    while first:
        word = words[first - 1]
        if not word[0].isalnum() or word in _IS:
            return first - 1 < 2 or words[first - 2] not in ("not", "never")
        if word == "of":
            return first > 1 and words[first - 2] in _PICTURES
        if word in _LIKE or lead(words, first - 1) is not None:
            return False
        first -= 1
    return True


def _describes(words: Sequence[str], at: int) -> bool:
    """Whether the words before only describe what is there: "pirate hat", "sailor's beard"."""
    return at < len(words) and (
        words[at] in HAIR or bool(match(words, at, things())[0]) or words[at] in ("eyes", "face")
    )


def _object(words: Sequence[str], at: int) -> bool:
    """Whether a role there is held, or another person."""
    return bool(at) and words[at - 1] in _LIKE and words[at - 1] != "and"


def _before(words: Sequence[str], stop: int, heads: Sequence[tuple[int, int, Role]]) -> bool:
    """Whether a role stands directly before the head: "a punk nurse"."""
    return any(stop == at for at, _, _ in heads)


def _last_of_phrase(heads: Sequence[tuple[int, int, Role]]) -> tuple[int, int, Role]:
    """Of roles that follow one another the last is what somebody is."""
    best = heads[0]
    for head in heads[1:]:
        if head[0] == best[1] and head[2].name not in _VAGUE:
            best = head
    return best


def _without_models(words: Sequence[str], heads: list[tuple[int, int, Role]]) -> list[tuple[int, int, Role]]:
    """The heads but for those that somebody only looks like where another follows: "a mermaid-inspired drag queen"."""
    real = [head for head in heads if head[1] >= len(words) or words[head[1]] not in _LIKENESS]
    return real if any(outfit for *_, role in real for _, outfit in role.outfits) else heads


def _unknown_head(words: Sequence[str], taken: set[int]) -> tuple[Who | None, list[str]]:
    """The nearest role of the noun that the prompt's first phrase ends in; or that noun, where none is near."""
    stop = _end_of_phrase(words)
    phrase = [i for i in range(stop) if i not in taken]
    while phrase and (words[phrase[-1]] in ("who", "that", "is", "and") or words[phrase[-1]].endswith("ing")):
        phrase.pop()
    if not phrase or phrase != list(range(phrase[0], phrase[-1] + 1)):
        return None, []
    end = phrase[-1] + 1
    for start in range(max(phrase[0], end - 4), end):
        part = words[start:end]
        key = key_of(part, near_roles())
        if not key:
            continue
        near = near_roles()[key]
        if near.score < NEAR:
            break
        role = roles()[tuple(words_in(near.word))]
        plain = not any(outfit for _, outfit in role.outfits)
        return Who(" ".join(part), role, near=near.score < SURE and not plain), []
    noun = words[end - 1]
    known = noun in ANYBODY or noun in PEOPLE or key_of([noun], lexicon().by_tokens) or key_of([noun], table("ages", 3))
    person = table("things", 2).get(key_of([noun], table("things", 2)), ("",))[0] == "person"
    return None, [noun] if person and not known else []


def _longer(words: Sequence[str], head: tuple[int, int, Role]) -> Who | None:
    """The role that is near to a phrase which ends in the head: what little tells the head where it is of no trade."""
    at, stop, role = head
    least = NEAR if role.name in SOFT else ACCEPT
    for start in range(max(0, at - 3), at):
        near = near_roles().get(tuple(words[start:stop]))
        if near is not None and near.score >= least:
            return Who(" ".join(words[start:stop]), roles()[tuple(words_in(near.word))], near=near.score < SURE)
    return None


def _behind(words: Sequence[str], head: tuple[int, int, Role]) -> Who | None:
    """The role that is near to a word for somebody which follows directly on the head: the head describes them."""
    at, stop, _ = head
    if stop >= len(words) or table("things", 2).get((words[stop],), ("",))[0] != "person":
        return None
    for start in (at, stop):
        near = near_roles().get(tuple(words[start : stop + 1]))
        if near is not None and near.score >= ACCEPT:
            return Who(" ".join(words[at : stop + 1]), roles()[tuple(words_in(near.word))])
    return None


def _end_of_phrase(words: Sequence[str]) -> int:
    """Where the first noun phrase ends: at a break, a lead or a preposition."""
    ends = (not w[0].isalnum() or w in _PREPOSITIONS or lead(words, i) is not None for i, w in enumerate(words))
    return next((i for i, end in enumerate(ends) if end), len(words))


def _places(words: Sequence[str], part: Sequence[str]) -> list[int]:
    return [at for at in range(len(words)) if part and list(words[at : at + len(part)]) == list(part)]
