"""Fetched models are listed and removed, those that are no longer whole too."""

from backend.cli import main
from backend.server.catalogue import fetched_encoders


def test_a_broken_model_is_told_and_can_be_removed(capsys, tmp_path):
    record = tmp_path / "home" / "models" / "ViT-B-32" / "openai" / "galatea-model.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"filename": ')
    assert main(["models"]) == 0
    assert "galatea models remove ViT-B-32/openai" in capsys.readouterr().out
    assert main(["models", "remove", "ViT-B-32/openai"]) == 0
    assert not fetched_encoders()
    assert main(["models", "remove", "ViT-B-32/openai"]) == 3
    assert "not on this machine" in capsys.readouterr().err
