"""Files for other people name files of this machine, not its folders."""

import pytest

from backend.protocol.portable import without_folders


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("ViT-B-32=/home/ada/my weights/open.safetensors", "ViT-B-32=open.safetensors"),
        ("ViT-B-32=C:\\Users\\ada\\open.pt", "ViT-B-32=open.pt"),
        ("ViT-B-32=~/open.pt", "ViT-B-32=open.pt"),
        ("/srv/models/open.pt", "open.pt"),
        ("\\\\server\\share\\open.pt", "open.pt"),
        ("ViT-B-32/openai", "ViT-B-32/openai"),
        ("Apache-2.0 / CC0", "Apache-2.0 / CC0"),
        ("embedded", "embedded"),
        ("", ""),
    ],
)
def test_folders_go_and_names_stay(said, left):
    assert without_folders(said) == left
    assert without_folders({"request": {"encoder": said, "seed": 3}, "models": {said: "MIT"}, "list": (said, 1.5)}) == {
        "request": {"encoder": left, "seed": 3},
        "models": {left: "MIT"},
        "list": [left, 1.5],
    }


def test_words_are_no_paths():
    assert without_folders({"prompt": "/imagine/a tall man"}) == {"prompt": "/imagine/a tall man"}
