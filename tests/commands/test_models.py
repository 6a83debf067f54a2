"""Models are listed, added and removed, those that are no longer whole too."""

import json

from backend.cli import main
from backend.commands.asking import megabytes
from backend.server.catalogue import users_models


def test_a_broken_model_is_told_and_can_be_removed(capsys, tmp_path):
    record = tmp_path / "home" / "models" / "ViT-B-32" / "openai" / "galatea-model.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"filename": ')
    assert main(["models"]) == 0
    assert "galatea models remove ViT-B-32/openai" in capsys.readouterr().out
    assert main(["models", "remove", "ViT-B-32/openai"]) == 1
    assert "--yes" in capsys.readouterr().err and record.exists()
    assert main(["models", "remove", "ViT-B-32/openai", "--yes"]) == 0
    assert not users_models()
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
    assert [encoder.name for encoder in users_models()] == ["ViT-B-32/laion2b/more", "ViT-B-32/openai"]
    assert all(encoder.available for encoder in users_models())
    assert main(["models", "remove", "ViT-B-32/laion2b/more", "--yes"]) == 0
    assert [path.name for path in (models / "ViT-B-32").iterdir()] == ["openai"]


def test_a_file_of_ones_own_is_added_listed_and_removed(capsys, tmp_path):
    file = tmp_path / "walks.bin"
    file.write_bytes(bytes(3 << 20))
    assert (
        main(["models", "add", "walks", str(file), "--kind", "texture-generator", "--licence", "for research only"])
        == 0
    )
    told = capsys.readouterr().out
    assert (
        "3.0 MB" in told and "may not be sold" in told and "nothing in this version asks for texture_generator" in told
    )
    assert main(["models"]) == 0
    listed = capsys.readouterr().out
    for name in ("anny", "embedded", "walks", "for research only", "may not be sold", "added", "bundled"):
        assert name in listed
    assert main(["models", "list", "walks"]) == 0
    assert str(file) in capsys.readouterr().out
    assert main(["models", "list", "--as-json"]) == 0
    found = {model["name"]: model for model in json.loads(capsys.readouterr().out)}
    assert found["walks"]["size"] == 3 << 20 and found["anny"]["origin"] == "bundled"
    assert main(["models", "remove", "walks", "--yes"]) == 0 and file.exists()
    assert main(["models", "list", "walks"]) == 3


def test_a_small_file_has_a_size():
    assert [megabytes(size) for size in (0, 1, 48_644, 300_000, 3 << 20)] == ["", "1 kB", "48 kB", "0.3 MB", "3.0 MB"]


def test_what_is_missing_to_add_a_model_is_asked_for(capsys, tmp_path):
    file = tmp_path / "w.bin"
    file.write_bytes(b"w")
    for arguments, word in (
        (["w"], "galatea models add w FILE --kind"),
        (["w", str(file)], "--kind"),
        (["w", str(file), "--kind", "hat"], "no kind of model"),
        (["w", str(file), "--kind", "body"], f"galatea models add {file}"),
        (["w", str(file), "--kind", "motion-prior"], "--licence"),
    ):
        assert main(["models", "add", *arguments]) == 2
        assert word in capsys.readouterr().err
    assert not users_models()
