import json

import pytest

from backend.server.catalogue import known_models

SLIDER = {"name": "age", "group": "phenotype", "minimum": 0.0, "maximum": 1.0, "default": 0.5, "label": "Age"}


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
