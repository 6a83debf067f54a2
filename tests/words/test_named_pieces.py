"""Things as strangers name them: which piece of the wardrobe is worn, and that nothing is told to stand in for it."""

import pytest
from test_looks import WOMAN, dressed, pieces


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a gondolier in a straw boater", "head", "boater"),
        ("a farmer in a navy puffer gilet over a jumper", "outer", "gilet"),
        ("a girl in a red pom-pom hat", "head", "bobble_hat"),
        ("a boy in a white sailor's cap", "head", "sailor_hat"),
        ("a barbarian with gold bands on her upper arms", "hands", "armlets"),
        ("an egyptian dancer with gold armlets", "hands", "armlets"),
        ("a girl with moth wings", "back", "butterfly_wings"),
        ("a fairy with iridescent wings", "back", "dragonfly_wings"),
        ("a woman with black dragon wings", "back", "bat_wings"),
        ("a woman in a bowler with brass goggles", "glasses", "goggles_up"),
        ("a steampunk lady with goggles on her brown top hat", "glasses", "goggles_up"),
        ("a skier with goggles pushed up on his forehead", "glasses", "goggles_up"),
        ("a wastelander in a gas mask", "face", "gas_mask"),
        ("a man in a black coat and a long beaked mask", "face", "plague_mask"),
        ("a teenager. His hair is shaggy and blond.", "hair", "tousled_hair"),
        ("a boy, hair red and scruffy, round spectacles", "hair", "tousled_hair"),
        ("a woman with hair that is long and silver", "hair", "long_straight"),
        ("a dancer, 1980s, pink off-shoulder sweatshirt", "top", "off_shoulder_blouse"),
        ("an inventor with brass goggles on top hat", "glasses", "goggles_up"),
        ("a nomad in an indigo veil hiding the lower face", "face", "cloth_mask"),
        ("a matron, a white palla draped over her hair", "head", "headscarf"),
        ("a man with a huge white beard", "facial_hair", "long_beard"),
        ("a vampire in a red-lined black cape with upright collar", "back", "high_collar_cape"),
        ("a blacksmith in a grey shirt, rolled sleeves", "top", "rolled_shirt"),
        ("a man in a Hawaiian shirt", "top", "short_sleeved_shirt"),
        ("a man in a blue shirt with short sleeves", "top", "short_sleeved_shirt"),
        ("a Scotsman in a kilt and white knee socks", "legs", "knee_socks"),
        ("a fencer in a white fencing jacket", "outer", "high_collar_jacket"),
        ("a captain in a crimson high-collared uniform", "outer", "high_collar_jacket"),
        ("a gladiator with one armoured shoulder and a bare chest", "outer", "pauldron"),
        ("a boy in a floppy pointed hat", "head", "pointed_hat"),
        ("a woman in a dress with a matching tall head wrap", "head", "turban"),
        ("a fisherman in yellow oilskin overalls", "one_piece", "overalls"),
        ("an elf with a long braid and a green hooded cloak", "back", "hooded_cloak"),
        ("a rider in a green hooded cloak", "head", "hood"),
        ("a baker in a white double-breasted jacket", "top", "chef_jacket"),
        ("a nun with a wooden cross hanging on her chest", "neck", "cross"),
        ("a count in a black cape with a high collar", "back", "high_collar_cape"),
        ("a belly dancer with a gold coin belt", "waist", "coin_belt"),
        ("a ballerina in grey leg warmers", "legs", "leg_warmers"),
        ("a barbarian with fur leg wraps", "legs", "leg_furs"),
        ("a showgirl with a pink feather boa", "neck", "feather_boa"),
        ("a vicar with a dog collar", "neck", "clerical_collar"),
        ("a vampire with sharp fangs", "face", "fangs"),
        ("a punk with a ring through her nose", "face", "nose_ring"),
        ("a goth with a silver lip ring", "face", "lip_ring"),
        ("a banker with a gold monocle", "glasses", "monocle"),
        ("an angel with a golden halo", "head", "halo"),
        ("a lady in a white empire-waist gown", "one_piece", "empire_gown"),
        ("a singer in a red mermaid gown", "one_piece", "trumpet_gown"),
        ("a wedding guest in a pink fascinator", "head", "fascinator"),
        ("a barbarian with a wolf pelt over his shoulders", "back", "fur_mantle"),
        ("a pilot with flying goggles", "glasses", "goggles"),
    ],
)
def test_a_thing_is_worn_by_its_own_name(text, slot, piece):
    found = dressed(text, WOMAN)
    assert pieces(text, WOMAN)[slot] == piece
    assert not [told for told in found.told if "stand" in told or "near" in told], found.told
