"""What is worn is typed in plain words: a piece, then colours, pattern, fabric and size; or what is taken away."""

import pytest
from toy_wardrobe import pieces

from backend.cli import main
from backend.commands.wear import Clothes, colour_named, with_clothes, worn_of
from backend.protocol.checks import check_request
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Look, ShapeRequest, Worn

KNOWN = {piece.entry.name: piece.entry for piece in pieces()}
RED, NAVY = colour_named("red"), colour_named("navy")


@pytest.mark.parametrize(
    ("text", "worn"),
    [
        ("t_shirt", Worn(slot="top", piece="t_shirt")),
        ("red striped T-shirt", Worn(slot="top", piece="t_shirt", colour=RED, pattern="stripes")),
        (
            "short dress, navy and red dots in silk",
            Worn(slot="one_piece", piece="short_dress", colour=NAVY, second_colour=RED, pattern="dots", fabric="silk"),
        ),
        ("jeans baggy long", Worn(slot="bottom", piece="jeans", length=1.0, looseness=1.0)),
        ("no shoes", Worn(slot="shoes")),
        ("without trainers", Worn(slot="shoes")),
        ("no facial hair", Worn(slot="facial_hair")),
        ("blazer #ff8000", Worn(slot="outer", piece="blazer", colour=(1.0, 0.502, 0.0))),
    ],
)
def test_words_become_what_is_worn(text, worn):
    assert worn_of(text, KNOWN) == worn
    check_request(ShapeRequest(look=Look(worn=(worn,))))


@pytest.mark.parametrize(
    ("text", "near"),
    [("tshirt red", "t_shirt"), ("t_shirt redd", "red"), ("no shoos", "shoes"), ("", "Known"), ("no", "Known")],
)
def test_a_word_that_means_nothing_is_named_with_what_is_near(text, near):
    with pytest.raises(BadRequest) as refused:
        worn_of(text, KNOWN)
    assert near in refused.value.hint


def test_what_is_typed_comes_before_what_the_look_says(monkeypatch):
    monkeypatch.setattr("backend.commands.wear.wardrobe", lambda: KNOWN)
    look = Look(worn=(Worn(slot="top", piece="shirt"), Worn(slot="shoes", piece="trainers")), unsaid="bare")
    request = with_clothes(ShapeRequest(look=look), Clothes(wear=("t_shirt blue", "no shoes")))
    assert {w.slot: w.piece for w in request.look.worn} == {"top": "t_shirt", "shoes": ""}
    assert request.look.unsaid == "bare" and len(request.look.worn) == 2
    with pytest.raises(BadRequest, match="two pieces for top"):
        with_clothes(request, Clothes(wear=("shirt", "t_shirt")))


def test_the_command_tells_how_and_refuses_before_any_work(capsys):
    with pytest.raises(SystemExit):
        main(["avatar", "--help"])
    told = capsys.readouterr().out
    assert "--wear" in told and "--unsaid" in told
    assert main(["shape", "--wear", "a_piece_that_nobody_made red"]) == 2
    assert "names no piece of the wardrobe" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["webcam", "expressions"])
def test_what_dresses_nobody_has_no_option_for_clothes(capsys, name):
    with pytest.raises(SystemExit):
        main([name, "--help"])
    assert "clothes" not in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main([name, "--clothes.wear", "jeans"])
