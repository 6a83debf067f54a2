"""What is said of a piece that it does not have is told; what it has is not."""

import dataclasses

from backend.figure import unseen
from backend.protocol.requests import Detail, Look, Worn
from backend.wear.wardrobe import piece


def told(monkeypatch, *details, paint="cloth", **said):
    shirt = dataclasses.replace(piece("t_shirt"), paint=paint)
    monkeypatch.setattr(unseen, "pieces", lambda names: dict.fromkeys(names, shirt))
    kinds = tuple(Detail(kind=kind) for kind in details)
    worn = (Worn(slot="top", piece="t_shirt", details=kinds, **said), Worn(slot="head"))
    return list(unseen.unseen(Look(worn=worn)))


def test_parts_that_a_piece_lacks_are_named(monkeypatch) -> None:
    assert told(monkeypatch, "brim", "collar", "buckle", "side_stripes", "soles") == [
        "T-shirt has no brim and no soles to show."
    ]
    assert told(monkeypatch, "sleeves", "emblem", "bow", pattern="stripes", fabric="denim") == []


def test_pattern_and_cloth_of_what_others_painted_stay(monkeypatch) -> None:
    (sentence,) = told(monkeypatch, paint="picture", pattern="stripes", colour=(1.0, 0.0, 0.0))
    assert sentence.startswith("T-shirt keeps its own pattern")
    assert told(monkeypatch, paint="picture", colour=(1.0, 0.0, 0.0)) == []
    assert told(monkeypatch, "sleeves", "bow", paint="picture") == ["T-shirt has no sleeves to show."]
