"""Ways of telling of what is worn and how: goggles pushed up, a robe tied with a rope, sleeves that are rolled."""

from __future__ import annotations

import re
from functools import cache

from .rules import WHOSE, Rules, compiled, one_colour, read_by

_A = "(?:his|her|their|the|a|an)"
_UP = "(?:pushed |pulled |perched |resting |sitting |strapped |worn |set |raised |lifted |placed |propped |up )"
_HAT = "(?:[a-z]+ ){0,3}(?:hat|bowler|fedora|cap|helmet|beanie|turban|stetson|trilby)"
_GIRT = (
    "robes?|habit|tunic|dress|gown|frock|kimono|deel|kaftan|caftan|yukata|cassock|thobe|djellaba|coat|trench|overcoat|"
    "cloak|smock|chiton|stola|toga"
)
_TIED = f"{_GIRT}|shirt|blouse|jacket|wrap|trousers|pants|skirt"
_TYING = "(?:tied|belted|girdled|girded|cinched|gathered|fastened|bound)"
_AT_WAIST = f"(?: (?:at|around|round|about) {WHOSE} (?:waist|middle|hips))"
_ELBOW = "(?: (?:to|above|over|past) (?:the |his |her |their )?elbows?)?"
_JERSEYS = "vest|shirt|jersey|top|singlet|t-?shirt|tabard|jumper|hoodie|jacket"
_TOPS = "shirt|blouse|top|t-?shirt|jersey|jacket|tunic|jumper|hoodie|sweatshirt|vest|blazer|singlet|polo"
_PLAIN = "black|brown|white|gr[ae]y|navy|beige|tan|khaki"
_BOTTOMS = "trousers|shorts|skirt|pants|leggings|breeches|joggers|slacks|tracksuit bottoms"
_DRAPED = "(?<!tinted )(?:tunic|robe|robes|toga|cloth|wrap|hide|pelt|skin|animal skin|leopard skin|fur|furs)"
_CLOTH = "cloths?|fabrics?|sheets?|linen|silks?|cotton|muslin|wool|satin|velvet|gauze|brocade|chiffon|sackcloth"
_ABOVE = re.compile(
    r"\b(?:dress|tee|t-?shirt|tank|vest|(?<!on )top|jumper|bodysuit|swimsuit|bra|singlet|overalls|jumpsuit)\b"
)

_TOP_NAMED = re.compile(r"\b(?:top|bra|blouse|shirt|t-?shirt|bikini|bandeau|choli|corset|vest|bodice)\b")
_OF_TEETH = re.compile(
    r"\b(?:boy|girl|teen|teenager|teenage|schoolboy|schoolgirl|kid|child|acne|spots|pimples|teeth|smile|grin|"
    r"freckles|freckled|nerdy|year[- ]old)\b"
)


def _coined(found: re.Match[str]) -> str:
    return f"{found['what']}, {found['how'] or ''}coins on brow"


def _knotted(found: re.Match[str]) -> str:
    """A shirt that is tied at the waist is knotted, or around it where something else is worn above."""
    rest = found.string[: found.start()] + found.string[found.end() :]
    return f"{found['what']} around her waist" if _ABOVE.search(rest) else f"knotted {found['what']}"


def _bared_waist(found: re.Match[str]) -> str:
    """A bare waist is that of a short top, where no other top is named."""
    return found[0] if _TOP_NAMED.search(found.string) else "crop top"


def _braces(found: re.Match[str]) -> str:
    """Braces of the young, beside teeth, spots and a smile, are on teeth."""
    return f"{found['before']}dental braces" if _OF_TEETH.search(found.string) else found[0]


@cache
def _rules() -> Rules:
    one = one_colour(natural=False)
    rules = (
        (
            r"(?P<colour>[a-z]+) fur[- ](?P<how>trimmed|edged|lined) (?P<what>hood)",
            r"\g<what> \g<how> with \g<colour> fur",
        ),
        (
            rf"(?:wrapped|draped|swathed|swaddled)(?: up)? in (?:a |an )?(?P<how>(?:[a-z]+[- ]){{0,3}}?)"
            rf"(?P<cloth>{_CLOTH})(?= (?:and|with|on|over|at|from|as|{WHOSE})\b|[,.;]| *$)",
            r"wearing a \g<how>\g<cloth> robe",
        ),
        (
            rf"(?:an? )?(?:[a-z]+ )?stains? (?:on|down|over|across) (?:all over )?{WHOSE} "
            rf"(?P<how>(?:[a-z]+ ){{0,3}}?)(?P<what>{_TOPS}|{_BOTTOMS}|{_GIRT}|apron)",
            r"a stained \g<how>\g<what>",
        ),
        (r"(?:fancy[- ]dress|dressing[- ]up|dress[- ]up) (?:costume|outfit|clothes)", "costume"),
        (r"fancy[- ]dress", "costume"),
        (r"(?:the )?(?:number|no\.?|nr\.?) ?#?\d{1,3}", "number 7"),
        (r"(?P<who>mer(?:maid|man|maiden)\b[^.;]*?)(?<!fish )(?<!mermaid )(?<!merman )\btail", r"\g<who>fish tail"),
        (
            rf"(?P<colour>[a-z]+) (?:plumes?|feathers?|crest) on {WHOSE} (?P<hat>helmet|hat|cap)",
            r"\g<colour> crested \g<hat>",
        ),
        (
            r"(?P<hat>helmet) with (?:a |an )?(?P<colour>[a-z]+ )?(?:horsehair |feather |brush |tall )?(?:crest|plume)",
            r"\g<colour>crested \g<hat>",
        ),
        (
            rf"goggles {_UP}*(?:on top of|on|onto|over|above|around|round|atop|across|about) (?:{_A} )?(?P<hat>{_HAT})",
            r"goggles on forehead, a \g<hat>",
        ),
        (
            rf"(?P<hat>{_HAT}) with (?P<what>(?:[a-z]+ ){{0,3}})goggles(?: {_UP}*on (?:it|top|the brim|the crown))?",
            r"\g<hat>, \g<what>goggles on forehead",
        ),
        (
            rf"veil (?:hiding|covering|concealing|over|across) (?:{WHOSE} )?(?:lower )?(?:half of {WHOSE} )?"
            r"(?:face|mouth|nose)",
            "half veil",
        ),
        (r"(?:pushed up|raised|lifted) (?P<what>(?:[a-z]+ ){0,2})goggles", r"\g<what>goggles on forehead"),
        (
            rf"goggles {_UP}+(?:on top of|on|onto|over|above|atop|into) (?:{_A} )?"
            r"(?P<what>(?:[a-z]+ ){0,2}(?:head|forehead|brow|hair))",
            r"goggles on forehead, \g<what>",
        ),
        (r"goggles (?:pushed|pulled|flipped|propped) up\b(?! (?:on|onto|over|above))", "goggles on forehead"),
        (
            rf"(?P<what>{_TIED}),? {_TYING}{_AT_WAIST}? (?:with|by) (?:a |an )?(?P<how>(?:[a-z]+ ){{0,3}}?)"
            r"(?P<tie>sash|ribbon|scarf|cloth|obi|band)",
            r"\g<what> and a \g<how>waist sash",
        ),
        (
            rf"(?P<what>{_TIED}),? {_TYING}{_AT_WAIST}? (?:with|by) (?:a |an )?(?P<how>(?:[a-z]+ ){{0,3}}?)belt",
            r"\g<what> and a \g<how>belt",
        ),
        (
            rf"(?P<what>{_TIED}),? {_TYING}{_AT_WAIST}? (?:with|by) (?:a |an )?(?P<how>(?:[a-z]+ ){{0,3}}?)"
            rf"(?P<tie>rope|cord|string)(?: belt)?{_AT_WAIST}?",
            r"\g<what> and a \g<how>rope belt",
        ),
        (rf"(?P<what>{_GIRT}),? {_TYING}{_AT_WAIST}", r"\g<what> and a belt"),
        (
            rf"(?:only|just|nothing but) {WHOSE} (?:[a-z]+ )?eyes (?:are )?(?:showing|visible|seen|uncovered|bare)",
            "a ninja mask",
        ),
        (
            r"(?:face )?(?:masked|wrapped|covered|hidden|veiled)(?: all| completely)? (?:except|but) "
            rf"(?:for )?(?:{WHOSE} )?eyes",
            "a ninja mask",
        ),
        (
            r"with (?P<what>stars|stripes|dots|polka dots|spots|hearts|flowers|checks|daisies) and "
            r"(?!stars|stripes|dots|polka|spots|hearts|flowers|checks|daisies|moons)",
            r"with \g<what>, ",
        ),
        (r"leotard(?:,| and| with)+ (?:a )?(?:matching )?tutu", "tutu"),
        (
            rf"sleeves of {_A} (?P<what>(?:[a-z]+ ){{1,4}})(?:rolled|pushed|turned|hitched)(?: up)?{_ELBOW}",
            r"\g<what>with rolled sleeves",
        ),
        (rf"(?:shirt ?)?sleeves (?:are )?(?:rolled|pushed|turned|hitched)(?: up)?{_ELBOW}", "rolled sleeves"),
        (r"(?:rolled|turned|pushed)[- ]up (?:shirt ?)?sleeves", "rolled sleeves"),
        (
            rf"(?:race |bib |big |large |bold )*(?P<colour>{one} |black |white )?"
            r"(?P<what>number|skull|star|heart|cross|badge) on "
            rf"(?:the (?:front|back|chest) of )?{_A} (?P<thing>(?:[a-z]+ ){{0,2}}(?:{_JERSEYS}))",
            r"\g<thing> with a \g<colour>\g<what>",
        ),
        (
            rf"(?P<what>{_DRAPED})(?P<how> (?:worn|draped|slung|hung|fastened|pinned|tied))? (?:over|across|on|at|off) "
            r"(?:one|the left|the right|his left|his right|her left|her right) shoulder",
            r"one shoulder \g<what>",
        ),
        (
            rf"(?P<what>{_DRAPED}) (?:with|leaving|baring|that leaves|which leaves) (?:one|the right|the left|"
            r"his right|his left|her right|her left) (?:bare shoulder|shoulder(?: bare| free)?)",
            r"one shoulder \g<what>",
        ),
        (
            r"(?:wide|broad)(?:[- ]brimmed,?)? (?P<how>(?:[a-z]+ )?)pointed (?P<what>(?:[a-z]+ )?)hat",
            r"\g<how>\g<what>pointed hat",
        ),
        (
            r"(?P<what>trousers|jeans|pants|breeches) (?:cut|cut off|chopped|torn off|torn|ending|that end) (?:off )?"
            r"(?:at|above|below|just below|just above) (?:the|his|her|their) knees?",
            r"knee length \g<what>",
        ),
        (
            rf"(?<!and )(?P<colour>(?:dark |light |pale |bright )?(?:{one}|{_PLAIN})) "
            rf"(?P<top>(?:[a-z]+ )?(?:{_TOPS})) and (?P<bottom>(?:matching )?(?:{_BOTTOMS}))\b",
            r"\g<colour> \g<top> and \g<colour> \g<bottom>",
        ),
        (r"(?:buttoned|zipped|done) up to (?:the|his|her) (?:neck|chin|throat)", ""),
        (
            r"(?P<what>(?:[a-z]+ ){0,2}(?:shirt|blouse)),? (?:tied|knotted)(?: up)? (?:at|above|over|in front of) "
            rf"(?:{WHOSE} )?(?:waist|midriff|navel|belly)",
            _knotted,
        ),
        (
            r"(?P<what>head ?scarf|kerchief|bandana|headband|veil|turban) (?:decorated |hung |sewn |trimmed |edged )?"
            r"with (?:rows? of )?(?:(?:small|little|dangling|jingling) )*(?P<how>(?:gold|golden|silver|brass) )?coins",
            _coined,
        ),
        (
            r"hanbok,?(?: with| in| of)?(?: a| an)? (?:short )?(?P<one>[a-z]+(?: [a-z]+)?) (?:jacket|top|jeogori),?"
            r"(?: and| with| over)?(?: a| an)? (?:full |wide |long )*(?P<other>[a-z]+(?: [a-z]+)?) (?:skirt|chima)",
            r"\g<one> hanbok with \g<other> trim",
        ),
        (
            rf"(?P<what>{_DRAPED}),? (?:and |with )?(?:one |a |his |her )?(?:bare|uncovered) shoulder",
            r"one shoulder \g<what>",
        ),
        (r"(?:skeleton|skeletal|skeletally|corpse|rake|stick)[- ]thin|thin as a (?:skeleton|rake|stick)", "very thin"),
        (r"fringed? hem", "fringe"),
        (r"e[- ](?P<who>girl|boy)", r"e\g<who>"),
        (r"in(?:side)? (?:a|the) (?:boxing |wrestling |circus )?ring", "in a match"),
        (
            r"(?P<what>(?:[a-z]+ ){0,2})(?:lines|stripes|strips|bands) (?:on|down|along|running down) "
            rf"(?:{WHOSE} |both )?(?:sleeves|arms)",
            r"\g<what>arm stripes",
        ),
        (r"(?:bare|exposed|naked|uncovered) (?:midriff|belly|stomach|navel|waist)", _bared_waist),
        (
            r"(?P<before>(?:with|,|and|has|metal|dental) )braces\b(?! (?:over|holding|and a bow))",
            _braces,
        ),
    )
    return compiled(rules)


def clothes_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    return read_by(_rules(), text)
