"""Ways of telling how somebody's hair and beard are worn, brought to those that the tables have: "hair fading from blue
to green", "a beard plaited down to his belt", "curls over one shoulder"."""

from __future__ import annotations

import re
from functools import cache

from .rules import WHOSE, Rules, compiled, one_colour, read_by

_HAIR = (
    "hair|curls|waves|locks|tresses|mane|bob|pixie(?: cut)?|ponytail|pigtails|braids?|plaits?|mohawk|undercut|afro|"
    "dreadlocks|fringe|haircut|hairdo"
)
LOOSE = "(?:hair|curls|waves|locks|tresses|mane)"
_NOT = "with|an?|and|the|her|his|their|in|of|has|have|whose|wo?man|girl|boy|lady|teen|teenager|person|student"
_ANY = rf"(?:(?!(?:{_NOT})\b)[a-z]+(?:-[a-z]+)*,? ){{0,3}}?"
_FADING = (
    "(?:(?:that |which )?(?:gradually )?(?:fad(?:es|ing)|shad(?:es|ing)|turn(?:s|ing)|melt(?:s|ing)|blend(?:s|ing)|"
    "go(?:es|ing)|chang(?:es|ing)|grading|graduating)|faded|ombred?|ombre dyed)"
)
_OMBRE = "(?:ombre|ombré|gradient|faded?|dip[- ]dyed|balayage)"
_DIPPED = r"(?:(?:that (?:is|are) |which (?:is|are) )?(?:dip[- ]?dyed|tipped|dipped)(?: (?:in|with))?)"
_CUTS = (
    "buzz cut|crew cut|pixie cut|pixie|bob|undercut|mohawk|mohican|fringe|ponytail|pigtails|braids|dreadlocks|afro|"
    "mullet"
)
_TOPS = "mohawk|mohican|faux ?hawk|quiff|pompadour|top ?knot|man bun|ponytail|spikes"
_WORN = (
    "(?:(?:that |which )?(?:is |are )?(?:worn|draped|swept|brought|pulled|falling|falls|cascading|cascades|hanging|"
    "hangs|lying|lies|laid|thrown|tumbling|tumbles|flowing|spilling|gathered|combed|all|down|forward|loosely) )*"
)
_SHOULDER = rf"(?:over|on|across|onto|to) (?:one|a|{WHOSE}|{WHOSE} left|{WHOSE} right) (?:side of {WHOSE} )?shoulder"
_DOWN = (
    "(?:(?:that |which )?(?:is |are )?(?:reaching|reaches|falling|falls|flowing|flows|hanging|hangs|growing|grows|"
    "trailing|trails|tumbling|cascading|long|all the way|down) )*"
)
_FAR = (
    rf"(?:{_DOWN}(?:to|past|below|as far as|until|over)|"
    r"(?:that |which )?(?:reaches|reaching|touches|touching|tucked in(?:to)?|tucked under))"
)
_REACHED = {"waist": "waist", "middle": "waist", "belt": "waist", "hips": "hip", "hip": "hip", "bottom": "hip",
            "thighs": "thigh", "knees": "knee", "knee": "knee", "calves": "knee", "ankles": "floor", "feet": "floor",
            "floor": "floor", "ground": "floor"}  # fmt: skip
_GRAND = "(?:ornate|elaborate|intricate|towering|lavish|complicated|sculpted|grand|fancy|elaborately dressed)"
_UP = "(?:updo|up-do|hairdo|hairstyle|coiffure|bun|chignon|hair ?do)"
_BALD = r"(?:shaved|shaven|bald|shorn|hairless)[- ](?:head|headed|scalp)"
_ONE_LOCK = (
    r"(?:(?:one|single|long|short|thick|braided|plaited|black|dark|brown|side|the|little|remaining) ?)*"
    r"(?:side ?lock(?: of (?:youth|hair))?|(?:lock|braid|plait|tuft|tail)(?: of hair)?"
    rf"(?= (?:on|at|over|hanging|down|falling) (?:at |on |down )?(?:one|the left|the right|{WHOSE}) (?:side|ear)))"
)


@cache
def _rules() -> Rules:
    one = one_colour()
    colour = rf"(?:(?:{one}|light|dark|bright|pale|hot|deep|dirty|platinum|electric|neon) )?{one}"
    first, second = rf"(?P<first>{colour})", rf"(?P<second>{colour})"
    between = r"(?: hair)?[- ](?:in)?to[- ]"
    faded = r"\g<first> and \g<second> ombre \g<mid>\g<hair>"
    hair = rf"(?P<mid>{_ANY})(?P<hair>{_HAIR})\b"
    ends = "|".join(_REACHED)
    rules = (
        # one colour to another
        (rf"{first}{between}{second}[- ,]*{_OMBRE}(?: dyed)? {hair}", faded),
        (rf"{_OMBRE}[ ,]*{first}{between}{second} {hair}", faded),
        (
            rf"(?:{_OMBRE} )?{hair},? (?:{_FADING}|ombre|in an ombre)? ?from "
            rf"{first}(?: roots| at the roots)?,? (?:in)?to {second}(?: ends| tips| at the (?:ends|tips))?",
            faded,
        ),
        (rf"{first} {hair},? {_FADING} (?:in)?to {second}(?: at the (?:ends|tips)| ends| tips)?", faded),
        (rf"{first} {hair},? {_DIPPED} {second}(?: at the (?:ends|tips))?", faded),
        (rf"{first} {hair},? with (?:bright )?{second}[- ]?(?:dip[- ]dyed |dyed |bleached )?(?:tips|ends)", faded),
        (rf"{first} {hair},? (?:with )?(?:the )?(?:tips|ends) (?:are )?(?:dyed |dipped |bleached )*{second}", faded),
        (rf"{second}[- ](?:tipped|ended) {first} {hair}", faded),
        # where it falls
        (rf"{LOOSE},? {_WORN}{_SHOULDER}", "over shoulder hair"),
        (rf"(?:side ?swept|swept over one shoulder) (?P<mid>{_ANY}){LOOSE}", r"\g<mid>over shoulder hair"),
        (
            r"(?:high |low )?ponytail (?:tied |worn |pulled |gathered |sitting )*(?:on|at|to) (?:one|the|her|his) "
            r"(?:left |right )?side(?: of (?:her|his|the) head)?",
            "side ponytail",
        ),
        (rf"ponytail {_WORN}{_SHOULDER}", "side ponytail"),
        (rf"(?P<hair>{LOOSE}|braids?|plaits?),? {_FAR} {WHOSE} (?P<to>{ends})\b", _reaching),
        (r"(?P<where>waist|hip|thigh|knee|ankle|floor|shoulder)[- ]long\b", r"\g<where> length"),
        (rf"beard,? (?:that is |is )?(?:plaited|braided)(?=,? {_FAR} (?:{WHOSE} )?(?:{ends})\b)", "braided beard"),
        (rf"(?P<hair>(?:braided |plaited )?beard),? {_FAR} (?:{WHOSE} )?(?P<to>{ends})\b", _reaching),
        (
            r"beard (?:that is |is |divided |split |parted |combed )*(?:forked|in two points|into two(?: points)?)",
            "forked beard",
        ),
        # how it is done
        (
            rf"(?P<hair>hair|{_CUTS}),? (?:that is |which is )?dyed (?P<colour>(?:[a-z]+ )?{one})\b",
            r"\g<colour> \g<hair>",
        ),
        (rf"(?P<top>{_TOPS}),? (?:with|and) (?:the )?(?:shaved|shaven|buzzed|faded) sides", r"\g<top>"),
        (rf"(?:shaved|shaven|buzzed|faded) sides,? (?:with|and) (?P<top>(?:an? )?(?:[a-z]+ )?(?:{_TOPS}))", r"\g<top>"),
        (
            rf"{LOOSE} (?:that is |is )?(?:slicked|combed|brushed|swept|gelled|scraped|greased|pulled) "
            r"(?:straight |tightly )?back\b(?! (?:in|into)\b)",
            "slicked back hair",
        ),
        (rf"{LOOSE} (?:gelled|spiked|styled|waxed|teased) (?:up )?(?:in|into)(?: [a-z]+)? spikes", "spiky hair"),
        (rf"{_GRAND},? (?P<what>{_ANY}){_UP}\b", r"\g<what>ornate updo"),
        (rf"{LOOSE} (?:in|up in|pinned up in|piled up in) (?:a |an )?{_GRAND} (?:[a-z]+ )?{_UP}\b", "ornate updo"),
        (rf"{_BALD},? (?:with|(?:but|except|save) for|and|apart from) (?:a |an |his |her )?{_ONE_LOCK}", "sidelock"),
        (
            r"(?P<hair>braid|plait),? (?:down (?:her|his) back,? )?(?:that is |which is )?(?:tied|fastened|woven|bound|"
            r"interwoven|ending|finished|decorated|plaited|wound|adorned|secured)?,? ?(?:off )?(?:with|in|by) (?:an? )?"
            rf"(?P<colour>(?:[a-z]+ )?{one} |(?:satin |silk |hair |long |big )*)(?:satin |silk |hair |long |big )*"
            r"(?:ribbons?|bows?|daenggi)",
            r"ribboned braid edged with \g<colour>",
        ),
    )
    return compiled(rules)


def _reaching(found: re.Match[str]) -> str:
    return f"{_REACHED[found['to']]} length {found['hair']}"


def hair_told(text: str) -> str:
    """A text in lower case with such ways of telling of hair as the tables have them."""
    return read_by(_rules(), text)
