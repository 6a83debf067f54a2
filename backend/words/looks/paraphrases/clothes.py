"""Ways of saying that are read as others: "her skin is green" as "green tinted skin", "number 42" as a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from ...look_vocabulary import colours
from .halves import HALVES
from .pieces import DRAPED, WHOSE, pieces_told
from .prints import with_prints

# what stands between a colour and the skin that has it
_OF_SKIN = (
    "scaly|slimy|leathery|mottled|glowing|shimmering|shiny|metallic|wrinkled|warty|rough|bumpy|cracked|painted|dusty|"
    "glittering|reptilian|smooth|rotting|rotten|decaying|mouldy|moldy|glossy|waxy|clammy|sickly|bloated|peeling|"
    "translucent|scaled|spotted|speckled|blotchy|patchy|marbled|iridescent"
)
# colours that skin has of itself
_NATURAL = frozenset(
    """black brown white tan beige olive dark light bronze copper golden fair pink ivory cream chocolate honey caramel
    ebony nut chestnut mahogany cinnamon amber sand sandy pale""".split()  # noqa: SIM905
)
# what hair may be said to be
_OF_HAIR = (
    "long|short|shaggy|scruffy|messy|tousled|unkempt|untidy|unruly|wild|curly|wavy|straight|spiky|frizzy|greasy|thick|"
    "thinning|black|brown|white|gr[ae]y|silver|blonde?|fair|dark|light|golden|ginger|auburn|chestnut|sandy|mousy"
)
_TINTED = r"\g<colour> tinted skin"


def _lips(found: re.Match[str]) -> str:
    return f"{found['colour'] or found['other']} lipstick"


def _painted(found: re.Match[str]) -> str:
    said = found.groupdict()
    return f"{said.get('colour') or said.get('other') or said.get('third')} whole face paint"


_OF_BOTH = r"\g<first> \g<second> tinted skin"
_HALVED = r"\g<colour> halved face"
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
_LOCKS = "(?:hair|curls|locks|waves|mop|mane|braids)"
_JERSEYS = "vest|shirt|jersey|top|singlet|t-?shirt|tabard|jumper|hoodie|jacket"
_TOPS = "shirt|blouse|top|t-?shirt|jersey|jacket|tunic|jumper|hoodie|sweatshirt|vest|blazer|singlet|polo"
_PLAIN = "black|brown|white|gr[ae]y|navy|beige|tan|khaki"
_BOTTOMS = "trousers|shorts|skirt|pants|leggings|breeches|joggers|slacks|tracksuit bottoms"
_SHORN = "(?:is |was )?(?:shaved|shaven|buzzed)"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    named = {key[0] for key in colours() if len(key) == 1} - _NATURAL
    one = f"(?:{'|'.join(sorted(named, key=len, reverse=True))})"
    colour = rf"(?P<colour>(?:(?:{one}|brown|[a-z]+ish)[- ])?{one})"
    dark = r"(?P<other>black|white|gold|golden|copper|bronze|brown|dark red)"
    both = rf"(?P<first>{one}|brown) and (?P<second>{one}|brown)"
    like = rf"(?:(?:{_OF_SKIN})(?:,| and)? )"
    hide = "(?:skin|scales|hide|flesh)"
    own = f"(?:whose|{WHOSE}) (?:whole )?(?:skin|body)"
    hair = rf"(?P<hair>{one}|brown|black|white|gr[ea]y|silver|blonde?|sandy|ginger|auburn)"
    of_hair = rf"(?:{one}|{_OF_HAIR})"
    ends = r"(?=\s*(?:[,.;]|$|with\b|in\b|under\b|and\b))"
    rules = (
        *HALVES,
        (
            rf"hair,? (?:that is |which is |is |was )?(?P<one>{of_hair}),? and (?P<other>{of_hair}){ends}",
            r"\g<one> \g<other> hair",
        ),
        (rf"hair (?:that is |which is |is |was )(?P<one>{of_hair}){ends}", r"\g<one> hair"),
        (rf"\b(?:a |an )?(?:short |messy |untidy |unruly )?{hair} crop(?! top)", r"short \g<hair> hair"),
        (rf"(?:a |an )?(?:messy |untidy |unruly )?{hair} mop(?: of hair)?", r"messy \g<hair> hair"),
        (
            rf"(?P<how>straight|curly|curled|wavy|frizzy|spiky|ringlet) (?P<what>(?:{one}|black|brown|blonde?) )?wig",
            r"\g<how> \g<what>hair",
        ),
        (
            rf"(?P<what>{one}|black|brown|blonde?) (?P<how>straight|curly|curled|wavy|frizzy|spiky|ringlet) wig",
            r"\g<how> \g<what> hair",
        ),
        (r"hair (?:[a-z]+ )?in (?:a |an )?(?:high|low|long|single) tail", "hair in a ponytail"),
        (
            r"bald(?: on top| crown| head)?,? (?:with|and|but|but with|and with) (?P<what>(?:[a-z]+ ){0,3})"
            r"(?:sides|side hair|side tufts|tufts|hair (?:at|on|around) the (?:sides|ears|temples|back))",
            r"balding, \g<what>hair",
        ),
        (r"beard (?:[a-z]+ )?(?:with|in) (?:[a-z]+ )?(?:braids|plaits)", "braided beard"),
        (r"(?:fancy[- ]dress|dressing[- ]up|dress[- ]up) (?:costume|outfit|clothes)", "costume"),
        (r"fancy[- ]dress", "costume"),
        (rf"{both},? {like}+{hide}", _OF_BOTH),
        (rf"{like}+{both} {hide}", _OF_BOTH),
        (rf"{colour}(?:,| and)? {like}+{hide}", _TINTED),
        (rf"{like}+{colour} {hide}", _TINTED),
        (rf"{colour} (?:scales|flesh|skin)", _TINTED),
        (rf"{own} (?:is |was )?(?:all )?(?:painted )?{colour}(?! [a-z])", _TINTED),
        (rf"(?:body |skin )?painted (?:all )?{colour} (?:from head to (?:toe|foot)|all over)", _TINTED),
        (rf"(?:{colour}|{dark}) (?:painted )?lips", _lips),
        (rf"(?:{colour}|(?P<other>black)) painted face|painted (?P<third>{one}|black) face", _painted),
        (rf"face (?:is |was )?(?:all |completely |entirely )?painted (?:all )?{colour}(?! and)(?! with)", _painted),
        (rf"(?:full|whole|solid|all over) {colour} face ?paint", _painted),
        (r"half (?P<colour>[a-z]+),? (?:and )?half [a-z]+(?: painted)? face(?: paint)?", _HALVED),
        (r"face (?:painted )?half (?P<colour>[a-z]+),? (?:and )?half [a-z]+", _HALVED),
        (r"(?:the )?(?:number|no\.?|nr\.?) ?#?\d{1,3}", "number 7"),
        (rf"(?:one|the left|the right|a) side of {WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (rf"half (?:of )?{WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (r"(?P<who>(?:mermaid|merman|mermaiden)\b[^.;]*?)(?<!fish )(?<!mermaid )\btail", r"\g<who>fish tail"),
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
            rf"sleeves of {_A} (?P<what>(?:[a-z]+ ){{1,4}})(?:rolled|pushed|turned|hitched)(?: up)?{_ELBOW}",
            r"\g<what>with rolled sleeves",
        ),
        (rf"(?:shirt ?)?sleeves (?:are )?(?:rolled|pushed|turned|hitched)(?: up)?{_ELBOW}", "rolled sleeves"),
        (r"(?:rolled|turned|pushed)[- ]up (?:shirt ?)?sleeves", "rolled sleeves"),
        (
            r"(?:race |bib |big |large |bold )*(?P<what>number|skull|star|heart|cross|badge) on "
            rf"(?:the (?:front|back|chest) of )?{_A} (?P<thing>(?:[a-z]+ ){{0,2}}(?:{_JERSEYS}))",
            r"\g<thing> with a \g<what>",
        ),
        (
            rf"(?P<what>{DRAPED})(?P<how> (?:worn|draped|slung|hung|fastened|pinned|tied))? (?:over|across|on|at|off) "
            r"(?:one|the left|the right|his left|his right|her left|her right) shoulder",
            r"one shoulder \g<what>",
        ),
        (
            rf"(?P<what>{DRAPED}) (?:with|leaving|baring|that leaves|which leaves) (?:one|the right|the left|"
            r"his right|his left|her right|her left) (?:bare shoulder|shoulder(?: bare| free)?)",
            r"one shoulder \g<what>",
        ),
        (rf"{WHOSE} head is (?:completely |freshly |clean[- ]|all )?(?:shaved|shaven)", "shaved head"),
        (rf"{WHOSE} head is (?:completely |quite |all )?bald", "bald head"),
        (
            r"(?:wide|broad)[- ]brimmed,? (?P<how>(?:[a-z]+ )?)pointed (?P<what>(?:[a-z]+ )?)hat",
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
        (rf"sun[- ](?:bleached|kissed|streaked|lightened)(?= (?:[a-z]+ ){{0,3}}{_LOCKS})", "blond"),
        (r"(?:buttoned|zipped|done) up to (?:the|his|her) (?:neck|chin|throat)", ""),
    )
    return tuple((re.compile(rf"\b{pattern}\b"), instead) for pattern, instead in rules)


def rewritten(text: str) -> str:
    """A text in lower case with such ways of saying as the tables have them."""
    for pattern, instead in _rules():
        text = pattern.sub(instead, text)
    return with_prints(pieces_told(text))
