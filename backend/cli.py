"""The `galatea` command: a table of subcommands, each loaded only when it is called.

Only names and sentences are in memory for `galatea --help`; a subcommand's own help and arguments come from the
signature of its function; those of capabilities stand in the table of capabilities and are made from their requests.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from . import __version__
from .commands.streams import say
from .protocol.table import CAPABILITIES

COMMANDS: dict[str, tuple[str, str]] = {
    "batch": ("backend.commands.batch:batch", "many people from a file; what is there already stays"),
    "again": ("backend.commands.again:again", "run the request.json of an earlier result again"),
    "export": ("backend.commands.make:export", "an avatar.npz becomes FBX, glTF or a .blend file"),
    "face-film": ("backend.commands.face_film:face_film", "a video beside what nets read of the face in it, as an MP4"),
    "sliders": ("backend.commands.sliders:sliders", "word sliders in the browser: a 3D view, saving, comparison"),
    "serve": ("backend.commands.serve:serve", "start the backend that Blender and scripts talk to"),
    "jobs": ("backend.commands.jobs:jobs", "list jobs that run, are done or can go on; delete those not wanted"),
    "resume": ("backend.commands.resume:resume", "run a failed or cancelled job again from its saved stages"),
    "keys": ("backend.commands.serve:keys", "make the CURVE keys that a backend on a network needs"),
    "doctor": ("backend.commands.doctor:doctor", "say what is installed, what is missing and what mends it"),
    "models": ("backend.commands.models:models", "list, fetch or remove models that are not bundled"),
    "wardrobe": ("backend.commands.wardrobe:wardrobe", "what can be worn: list, show, add, fetch or remove pieces"),
    "words": ("backend.commands.words:words", "what words say of a body: its word sliders, or any word at once"),
    "semantics": ("backend.commands.semantics:semantics", "sliders named by words: from random bodies to a mapper"),
    "mapper": ("backend.commands.mapper:mapper", "a mapper that others published makes a body of words or photos"),
    "train": ("backend.commands.train:train", "train a bundled model again"),
    "bake": ("backend.commands.train:bake", "bake a bundled body model again"),
    "bench": ("backend.commands.bench:bench", "measure speed, memory and what the encoder understands"),
}


def _capabilities() -> dict[str, str]:
    return {line.called: line.sentence for line in CAPABILITIES.values() if line.sentence}


def _called(arguments: Sequence[str], known: Sequence[str]) -> tuple[str, list[str]]:
    """The longest command that the arguments begin with, of one word where there is none, and what follows it."""
    for name in sorted(known, key=len, reverse=True):
        words = name.split()
        if list(arguments[: len(words)]) == words:
            return name, list(arguments[len(words) :])
    return arguments[0], list(arguments[1:])


def summary() -> str:
    """The text of `galatea --help`."""
    sentences = {**_capabilities(), **{name: sentence for name, (_, sentence) in COMMANDS.items()}}
    width = max(map(len, sentences))
    lines = [f"  {name:<{width}}  {sentence}" for name, sentence in sentences.items()]
    return "\n".join(
        [
            "usage: galatea COMMAND [OPTIONS]",
            "",
            "Words and sliders become rigged, textured people in Blender, FBX and glTF.",
            "",
            *lines,
            "",
            "galatea COMMAND --help tells a command's options; galatea --version the version.",
            'Try: galatea avatar "a tall muscular man, smiling" --out out/demo',
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit code is 0 only where everything asked for was made."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        return say(summary())
    if arguments[0] in ("-V", "--version"):
        return say(f"galatea {__version__}")
    capabilities = _capabilities()
    name, rest = _called(arguments, [*capabilities, *COMMANDS])
    if name not in COMMANDS and name not in capabilities:
        import difflib

        near = difflib.get_close_matches(" ".join(arguments[:2]), [*capabilities, *COMMANDS], n=1)
        near = near or difflib.get_close_matches(name, [*capabilities, *COMMANDS], n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        print(f'error: there is no command "{name}".{hint} `galatea --help` lists them.', file=sys.stderr)
        return 2
    try:
        from .commands import run

        if name in COMMANDS:
            module, function = COMMANDS[name][0].split(":")
            called = getattr(importlib.import_module(module), function)
        else:
            from .commands.capability import run_capability

            called = None
    except Exception as error:  # what others wrote may raise whatever it likes while it is loaded
        return _not_loaded(name, error)
    if called:
        return run.command(called, name, rest)
    return run_capability(next(line for line in CAPABILITIES.values() if line.called == name), rest)


def _not_loaded(name: str, error: Exception) -> int:
    """What to do where a package that Galatea needs is missing or broken; the doctor looks at the others too."""
    said = (str(error).strip().splitlines() or [""])[0]
    print(f"error: A package that Galatea needs cannot be loaded: {type(error).__name__}: {said}", file=sys.stderr)
    if name == "doctor":
        from .commands.doctor import doctor

        doctor()
    else:
        print("       Run: galatea doctor", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
