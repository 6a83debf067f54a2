"""`galatea train` and `galatea bake`: make the bundled models again, each by one command."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from typing import Literal

import tyro

from ..processes import python_program
from ..protocol.errors import NotAvailable

TRAINERS = {
    "encoder": "backend.training.encoder.train",
    "looks": "backend.training.encoder.looks.lesson",
    "mappers": "backend.training.semantics.bundled",
    "photo": "backend.training.photo.lesson",
    "capture": "backend.training.capture.lesson",
    "motion": "backend.training.motion.lesson",
    "evaluator": "backend.training.motion.contrast",
    "poses": "backend.training.poses.lesson",
    "smirk": "backend.training.smirk.lesson",
}
BAKERS = {
    "anny": "backend.bake.anny",
    "appearance": "backend.bake.appearance.make",
    "things": "backend.bake.things",
    "near-words": "backend.bake.near_words",
    "word-vectors": "backend.bake.word_vectors",
    "wardrobe": "backend.bake.wardrobe.make",
}
NEEDED = {
    "anny": ("anny",),
    "appearance": ("anny", "scipy"),
    "things": (),
    "near-words": (),
    "word-vectors": (),
    "wardrobe": ("scipy",),
}


def train(
    model: tyro.conf.Positional[
        Literal["encoder", "looks", "mappers", "photo", "capture", "motion", "evaluator", "poses", "smirk"]
    ],
    work: Path = Path("out/train"),
    seed: int = 0,
    scale: float = 1.0,
    data: Path | None = None,
    body: str = "anny",
) -> int:
    """Train a bundled model again from data that is generated here. Stopped, it goes on where it was.

    Args:
        model: "encoder": all of the embedded encoder. "looks": its last lesson alone, what dressed people wear, on the
            encoder that is there. "mappers": words as sliders of Anny's body, face and expression. "photo": bodies from
            photos. "capture": expressions from points on a face, of heads and a take in --data. "motion": movements
            from words, of motion capture in --data. "evaluator": how well a movement shows what words say, of the
            same data. "poses": prior, flow, codebook
            and ranking of poses, of the same data.
            "smirk": faces from pixels, on the face of --body, of pictures in --data or of renders.
        work: Folder for the generated data and the checkpoints.
        seed: Everything random starts from it.
        scale: Size of data and training; 0.02 runs through in a few minutes to see that all works.
        data: For "motion", "evaluator" and "poses": folder with clips.npz and clips.csv (labelled motion capture). For
            "capture": folder with ict_facekit/ict_facekit.npz and faces/arkit/alex_rom_3.csv. For "smirk": folder of
            pictures of faces, recorded curves (*.csv, *.npz), and vgg16*.pth and emotion*.pth where you have them.
        body: The body model whose face "smirk" learns to read, one with expressions.
    """
    options = {
        "motion": {"data": data},
        "evaluator": {"data": data},
        "poses": {"data": data},
        "capture": {"data": data},
        "smirk": {"data": data, "body": body},
    }.get(model, {})
    importlib.import_module(TRAINERS[model]).train(work / model, seed=seed, scale=scale, **options)
    return 0


def bake(
    model: tyro.conf.Positional[Literal["anny", "appearance", "things", "near-words", "word-vectors", "wardrobe"]],
) -> int:
    """Make a bundled asset again from its source.

    Args:
        model: "anny": the body, from the anny library. "appearance": the masks of skin, hair and clothes. "things": the
            table of nouns, from WordNet. "near-words": which role or piece a word stands near, from WordNet and the
            sentence model of the extra `train`. "word-vectors": what words mean to movement, from the same. "wardrobe":
            hair, clothes and shoes, from the body.
    """
    for package in NEEDED[model]:
        if importlib.util.find_spec(package) is None:
            raise NotAvailable(
                f"Baking needs the package {package}.", "Run: pip install --constraint constraints.txt -e '.[bake]'"
            )
    return subprocess.run(python_program(BAKERS[model]), check=False).returncode
