import json

import pytest

from backend.server.catalogue import fetched_encoders, known_models
from backend.server.local import local_server

SLIDER = {"name": "age", "group": "phenotype", "minimum": 0.0, "maximum": 1.0, "default": 0.5, "label": "Age"}
RECORD = '{"filename": "weights.safetensors", "licence": "mit"}'
RECORDS = {"ViT-B-32/openai": RECORD, "ViT-B-32/gone": RECORD, "ViT-B-32/cut": RECORD[:20], "ViT-B-32/empty": "{}"}


def test_the_models_that_come_with_the_program_can_be_listed():
    models = known_models()
    assert {m.kind for m in models} == {"body", "encoder"}
    for model in models:
        assert (model.licence and not model.message) if model.available else model.message


def test_a_whole_model_is_available_with_its_sliders(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "body.npz").write_bytes(b"")
    (tmp_path / "models.json").write_text(json.dumps({"bodies": {"toy": {"licence": "CC0", "sliders": [SLIDER]}}}))
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "encoder.json").write_text('{"licence": "Apache-2.0"}')
    body, encoder = known_models(tmp_path)
    assert (body.name, body.licence, body.available, body.sliders[0].label) == ("toy", "CC0", True, "Age")
    assert (encoder.name, encoder.licence, encoder.available) == ("embedded", "Apache-2.0", True)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[1]", '{"bodies": [1]}', '{"bodies": 3}', '{"bodies": {"anny": 3}}', '{"bodies": {"anny": {}}}',
     '{"bodies": {"anny": {"licence": "CC0", "sliders": [{"name": 3}]}}}',
     '{"bodies": {"anny": {"licence": "CC0", "sliders": []}}}'],
)  # fmt: skip
def test_what_is_missing_or_broken_is_said_and_costs_nothing_else(tmp_path, text):
    (tmp_path / "models.json").write_text(text)
    models = known_models(tmp_path)
    assert [(m.name, m.available) for m in models] == [("anny", False), ("embedded", False)]
    assert all("galatea doctor" in m.message for m in models)


def test_fetched_encoders_are_in_the_handshake_with_their_licences(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path))
    assert fetched_encoders() == ()
    with local_server() as server, server.client() as client:
        before = client.handshake().models
        for name, text in RECORDS.items():
            folder = tmp_path / "models" / name
            folder.mkdir(parents=True)
            (folder / "galatea-model.json").write_text(text)
        (tmp_path / "models" / "ViT-B-32" / "openai" / "weights.safetensors").write_bytes(b"")
        models = {m.name: m for m in client.handshake().models if m not in before}
    assert set(models) == set(RECORDS) and {m.kind for m in models.values()} == {"encoder"}
    assert models["ViT-B-32/openai"].available and models["ViT-B-32/openai"].licence == "mit"
    for name in list(RECORDS)[1:]:
        assert not models[name].available and f"galatea models get {name}" in models[name].message
