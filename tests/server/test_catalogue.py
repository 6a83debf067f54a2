import json

import pytest

from backend import assets
from backend.body import ADAPTERS, load_body
from backend.server.catalogue import known_models, users_models
from backend.server.local import local_server

SLIDER = {"name": "age", "group": "phenotype", "minimum": 0.0, "maximum": 1.0, "default": 0.5, "label": "Age"}
RECORD = '{"filename": "weights.safetensors", "licence": "mit"}'
RECORDS = {"ViT-B-32/openai": RECORD, "ViT-B-32/gone": RECORD, "ViT-B-32/cut": RECORD[:20], "ViT-B-32/empty": "{}"}


def test_the_models_that_come_with_the_program_can_be_listed():
    models = known_models()
    assert {m.kind for m in models} >= {"body", "encoder"} and all(m.kind in assets.KINDS for m in models)
    for model in models:
        assert model.available and model.licence and not model.message and model.source
        assert (model.size > 0) == (not model.name.startswith("toy")), "the stand-ins are made, and have no files"
        assert model.origin == "bundled" and "may be sold" in model.selling
        assert bool(model.sliders) == (model.kind == "body")


def test_every_body_is_listed_as_it_says_of_itself():
    """Where this fails, `python -m backend.bake.bodies` writes the list anew."""
    told = {model.name: model for model in known_models() if model.kind == "body"}
    assert set(told) == set(ADAPTERS)
    for name, model in told.items():
        body = load_body(name)
        assert (model.form, dict(model.metrics), model.licence) == (body.form, dict(body.metrics), body.licence)
        assert [(s.name, s.group, s.minimum, s.maximum, s.default, s.label, s.part) for s in model.sliders] == [
            (p.name, p.group, p.minimum, p.maximum, p.default, p.label, p.part) for p in body.parameters
        ]
        assert set(model.metrics.values()) <= {slider.name for slider in model.sliders}


def test_a_whole_model_is_available_with_its_sliders(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "body.npz").write_bytes(b"")
    (tmp_path / "toy" / "words.bin").write_bytes(bytes(7))
    told = {"licence": "CC0", "sell": "yes", "source": "here"}
    models = {
        "toy": {"kind": "body", "files": ["toy/body.npz"], **told},
        "words": {"kind": "a kind of later", "files": ["toy/words.bin", "toy/body.npz"], **told},
        "gone": {"kind": "encoder", "files": ["toy/words.bin", "toy/gone.bin"], **told},
    }
    (tmp_path / "models.json").write_text(json.dumps({"models": models, "bodies": {"toy": {"sliders": [SLIDER]}}}))
    body, words, gone = known_models(tmp_path)
    assert (body.name, body.licence, body.available, body.sliders[0].label) == ("toy", "CC0", True, "Age")
    assert (words.name, words.kind, words.available, words.size) == ("words", "a kind of later", True, 7)
    assert (gone.kind, gone.available) == ("encoder", False) and "gone.bin" in gone.message


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[1]", '{"models": [1]}', '{"models": 3}', '{"models": {"anny": 3, "embedded": {}}}',
     '{"models": {"anny": {"kind": 3}, "embedded": []}}',
     '{"models": {"anny": {"kind": "body", "licence": "CC0", "sell": "yes", "source": "x", "files": ["models.json"]},'
     ' "embedded": {"kind": "encoder", "licence": "CC0", "sell": "yes", "source": "x", "files": 3}}}',
     '{"models": {"anny": {"kind": "body", "licence": "CC0", "sell": "yes", "source": "x", "files": ["models.json"]},'
     ' "embedded": {"kind": "encoder", "licence": " ", "sell": "yes", "source": "x", "files": ["models.json"]}},'
     ' "bodies": {"anny": {"sliders": [{"name": 3}]}}}'],
)  # fmt: skip
def test_what_is_missing_or_broken_is_said_and_costs_nothing_else(tmp_path, text):
    (tmp_path / "models.json").write_text(text)
    models = known_models(tmp_path)
    assert [(m.name, m.available) for m in models] == [("anny", False), ("embedded", False)]
    assert all("galatea doctor" in m.message for m in models)


def test_what_the_user_has_is_in_the_handshake_with_its_licence(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path))
    assert users_models() == ()
    (tmp_path / "coat.mhclo").write_bytes(bytes(100))
    with local_server() as server, server.client() as client:
        before = client.handshake().models
        for name, text in RECORDS.items():
            folder = tmp_path / "models" / name
            folder.mkdir(parents=True)
            (folder / "galatea-model.json").write_text(text)
        (tmp_path / "models" / "ViT-B-32" / "openai" / "weights.safetensors").write_bytes(b"")
        assets.add("coat", tmp_path / "coat.mhclo", "texture_generator", "CC-BY-NC-4.0")
        models = {m.name: m for m in client.handshake().models if m not in before}
    coat = models.pop("coat")
    assert (coat.kind, coat.origin, coat.size) == ("texture_generator", "added", 100)
    assert coat.source == str(tmp_path / "coat.mhclo") and "may not be sold" in coat.selling
    assert not coat.available and "nothing here asks for texture_generator" in coat.message
    openai = models["ViT-B-32/openai"]
    assert set(models) == set(RECORDS) and (openai.kind, openai.origin) == ("encoder", "fetched")
    assert openai.available and openai.licence == "mit" and "may be sold" in openai.selling
    for name in list(RECORDS)[1:]:
        assert not models[name].available and f"galatea models get {name}" in models[name].message
