"""How somebody looks beside the shape: colours, skin, what is worn. All of it is plain data that can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from .fields import Colour, within

SLOTS = (
    "eyes",
    "teeth",
    "tongue",
    "lashes",
    "brows",
    "hair",
    "facial_hair",
    "underwear",
    "legs",
    "bottom",
    "top",
    "one_piece",
    "waist",
    "shoes",
    "outer",
    "hands",
    "neck",
    "ears",
    "face",
    "glasses",
    "head",
    "back",
)
"""Where something is worn, about from the skin outwards; one piece in each. "legs" are socks and tights, "waist" belts,
"one_piece" dresses, robes and overalls, "outer" what is worn over a top, "back" capes and wings, "ears" earrings,
"face" masks. "eyes", "teeth" and "tongue" take the place of the body's own."""

Pattern = Literal[
    "",
    "plain",
    "stripes",
    "pinstripes",
    "checks",
    "tartan",
    "dots",
    "floral",
    "camouflage",
    "animal",
    "hoops",
    "gingham",
    "paisley",
    "diamonds",
    "stars",
    "zebra",
    "tie_dye",
    "patchwork",
    "patches",
    "elbow_patches",
    "knee_patches",
    "rainbow",
    "studs",
    "splashes",
    "stains",
    "blood",
    "torn",
    "trim",
    "embroidered",
    "reflective",
    "cross",
    "number",
    "star",
    "heart",
    "skull",
    "badge",
    "bones",
    "rank_stripes",
    "fur_trim",
    "medals",
    "ombre",
    "lightning",
]
Fabric = Literal[
    "",
    "cotton",
    "denim",
    "leather",
    "knit",
    "wool",
    "silk",
    "lace",
    "metal",
    "fur",
    "rubber",
    "sequins",
    "quilted",
    "mail",
    "velvet",
    "corduroy",
    "sheer",
    "scales",
    "glowing",
]
DetailKind = Literal[
    "band",
    "brim",
    "crown",
    "peak",
    "collar",
    "lapels",
    "yoke",
    "placket",
    "pockets",
    "sleeves",
    "side_stripes",
    "cuffs",
    "waistband",
    "hem",
    "edges",
    "piping",
    "lining",
    "half",
    "toes",
    "heels",
    "soles",
    "laces",
    "straps",
    "emblem",
    "buttons",
    "buckle",
    "bow",
    "flower",
    "fringe",
    "tassels",
    "fur",
    "spikes",
    "epaulettes",
    "cartridges",
    "coins",
    "bells",
    "gem",
    "pom_pom",
    "plume",
    "lights",
]
PATTERNS: tuple[str, ...] = get_args(Pattern)[1:]
FABRICS: tuple[str, ...] = get_args(Fabric)[1:]
DETAILS: tuple[DetailKind, ...] = get_args(DetailKind)
MOST_DETAILS = 8
"""of one piece"""
FacePaint = Literal[
    "", "warrior", "skull", "tiger", "clown", "white", "lightning", "stripes", "halves", "butterfly", "whole"
]
Tattoo = Literal["", "bands", "tribal", "sleeves", "face", "chin", "anchor", "neck", "chest", "back", "thighs", "body"]
""""body": arms, neck, chest, back and legs."""
Side = Literal["", "left", "right", "both"]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A part of a piece with a look of its own, or something small that is fixed to it."""

    kind: DetailKind
    colour: Colour | None = within(None, 0, 1)
    """None: the second colour of the piece, or what is usual of such a part"""
    pattern: Pattern = ""
    """of an emblem what it shows"""
    fabric: Fabric = ""


@dataclass(frozen=True, kw_only=True)
class Worn:
    """One piece of the wardrobe. What is empty is as the piece itself has it."""

    slot: str
    """One of SLOTS."""
    piece: str = ""
    """Its name in the wardrobe; empty where nothing is worn there."""
    colour: Colour | None = within(None, 0, 1)
    second_colour: Colour | None = within(None, 0, 1)
    """Of the pattern, or of what else has a colour of its own: collar, sole, band; of hair, its streaks, or its ends
    where the pattern is "ombre", or the ribbon tied into it."""
    pattern: Pattern = ""
    fabric: Fabric = ""
    length: float = within(0.0, -1, 1)
    """-1 shortest to 1 longest, 0 as the piece is; of sleeves where it has no other."""
    looseness: float = within(0.0, -1, 1)
    """-1 tight to 1 loose."""
    details: tuple[Detail, ...] = field(default=(), metadata={"left_out_empty": True})
    """Its parts that are told apart, each kind once; what a piece has no place for is not shown."""


@dataclass(frozen=True, kw_only=True)
class Skin:
    """What is on the skin, 0 nothing to 1 as much as there can be."""

    wrinkles: float | None = within(None, 0, 1)
    """None: as the age says, and so are spots of age."""
    freckles: float = within(0.0, 0, 1)
    moles: float = within(0.2, 0, 1)
    tan: float = within(0.0, 0, 1)
    blush: float = within(0.0, 0, 1)
    stubble: float = within(0.0, 0, 1)
    dirt: float = within(0.0, 0, 1)
    soot: float = within(0.0, 0, 1)
    scars: float = within(0.0, 0, 1)
    burns: float = within(0.0, 0, 1)
    """Scars of burns, on one side of face and neck and on one arm."""
    bruises: float = within(0.0, 0, 1)
    """A black eye, and more on cheek, arms and shins."""
    sunburn: float = within(0.0, 0, 1)
    vitiligo: float = within(0.0, 0, 1)
    acne: float = within(0.0, 0, 1)
    warts: float = within(0.0, 0, 1)
    dark_circles: float = within(0.0, 0, 1)
    """Under the eyes."""
    plaster: float = within(0.0, 0, 1)
    """On the left cheek."""
    tint: float = within(0.0, 0, 1)
    """How much the skin has a colour that no human skin has: of an orc, of a statue, of body paint."""
    tint_colour: Colour = within((0.36, 0.55, 0.25), 0, 1)
    lipstick: float = within(0.0, 0, 1)
    lipstick_colour: Colour = within((0.62, 0.07, 0.10), 0, 1)
    eye_shadow: float = within(0.0, 0, 1)
    eye_shadow_colour: Colour = within((0.35, 0.25, 0.40), 0, 1)
    eyeliner: float = within(0.0, 0, 1)
    face_paint: FacePaint = ""
    face_paint_colour: Colour = within((0.08, 0.22, 0.55), 0, 1)
    tattoo: Tattoo = ""
    nose_ring: float = within(0.0, 0, 1)
    blood: float = within(0.0, 0, 1)
    """About the mouth."""
    bindi: float = within(0.0, 0, 1)
    bindi_colour: Colour = within((0.78, 0.03, 0.07), 0, 1)
    nail_polish: float = within(0.0, 0, 1)
    nail_polish_colour: Colour = within((0.66, 0.04, 0.10), 0, 1)
    blind_eyes: Side = ""
    """Which eyes are clouded white."""
    metal_arms: Side = ""
    """Which arms are of metal instead of skin."""
    metal_legs: Side = ""
    """The same of the legs, from above the knee."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How somebody looks: colours in sRGB, 0 to 1, skin, and what is worn."""

    skin_tone: float = within(0.25, 0, 1)
    """0 lightest to 1 darkest skin."""
    hair_colour: Colour = within((0.16, 0.10, 0.07), 0, 1)
    eye_colour: Colour = within((0.30, 0.20, 0.11), 0, 1)
    suit_colour: Colour = within((0.20, 0.24, 0.32), 0, 1)
    """The bodysuit of a figure that wears nothing on its trunk."""
    skin: Skin = field(default_factory=Skin)
    worn: tuple[Worn, ...] = ()
    """At most one in each slot."""
    unsaid: Literal["presentable", "bare"] = "presentable"
    """What is worn in slots that `worn` does not name: what somebody of that age and gender usually wears, or nothing.
    The look of a finished figure names all that it wears and says "bare"."""


LOCKABLE = ("skin_tone", "hair_colour", "eye_colour", "suit_colour", "skin", *(f"worn:{slot}" for slot in SLOTS))
"""What of a look words can be told to leave alone, as `locked` of a request names it."""
