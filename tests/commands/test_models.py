"""Fetched models are listed and removed, those that are no longer whole too."""

from backend.cli import main
from backend.server.catalogue import fetched_encoders


def test_a_broken_model_is_told_and_can_be_removed(capsys, tmp_path):
    record = tmp_path / "home" / "models" / "ViT-B-32" / "openai" / "galatea-model.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"filename": ')
    assert main(["models"]) == 0
    assert "galatea models remove ViT-B-32/openai" in capsys.readouterr().out
    assert main(["models", "remove", "ViT-B-32/openai"]) == 1
    assert "--yes" in capsys.readouterr().err and record.exists()
    assert main(["models", "remove", "ViT-B-32/openai", "--yes"]) == 0
    assert not fetched_encoders()
    assert main(["models", "remove", "ViT-B-32/openai", "--yes"]) == 3
    assert "not on this machine" in capsys.readouterr().err


def test_exactly_one_model_is_removed(capsys, tmp_path):
    models = tmp_path / "home" / "models"
    for name in ("openai", "laion2b", "laion2b/more"):
        folder = models / "ViT-B-32" / name
        folder.mkdir(parents=True)
        (folder / "galatea-model.json").write_text('{"filename": "w", "licence": "mit"}')
        (folder / "w").write_text("weights")
    assert main(["models", "remove", "ViT-B-32", "--yes"]) == 3
    assert "ViT-B-32/openai" in capsys.readouterr().err
    assert main(["models", "remove", "ViT-B-32/laion2b", "--yes"]) == 0
    assert [encoder.name for encoder in fetched_encoders()] == ["ViT-B-32/laion2b/more", "ViT-B-32/openai"]
    assert all(encoder.available for encoder in fetched_encoders())
    assert main(["models", "remove", "ViT-B-32/laion2b/more", "--yes"]) == 0
    assert [path.name for path in (models / "ViT-B-32").iterdir()] == ["openai"]
