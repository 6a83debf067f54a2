# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound of a recording as a strip of the scene's sequencer, in step with its frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

ENDINGS = (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".aac", ".mov", ".mp4", ".mkv", ".webm", ".m4v")


def beside(file: Path) -> Path | None:
    """Sound or video named as a recording, as phones put them into one folder: `take_1_iPhone.csv`, `take_1.mov`."""
    if not file.parent.is_dir():
        return None
    stem = file.stem.lower()
    found = [
        other
        for other in file.parent.iterdir()
        if other.suffix.lower() in ENDINGS and (stem == other.stem.lower() or stem.startswith(f"{other.stem.lower()}_"))
    ]
    # the longest name is the nearest; of one name a sound comes before a video
    return max(found, key=lambda f: (len(f.stem), -ENDINGS.index(f.suffix.lower())), default=None)


def add(scene: bpy.types.Scene, file: Path, frame: int) -> str:
    """A strip that begins at `frame`, the scene kept in step with it; returns its name. One that is there of the same
    file is moved. Raises ValueError where there is no sound in the file, or this Blender was built without sound."""
    if not bpy.app.build_options.audaspace:
        raise ValueError("this Blender was built without sound")
    editor: Any = scene.sequence_editor or scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    for strip in strips:
        if strip.type == "SOUND" and Path(bpy.path.abspath(strip.sound.filepath)) == file:
            strip.frame_start = frame
            return strip.name
    taken = {strip.channel for strip in strips}
    channel = next(number for number in range(1, 129) if number not in taken)
    try:
        strip = strips.new_sound(name=file.stem, filepath=str(file), channel=channel, frame_start=frame)
    except RuntimeError as error:
        raise ValueError(str(error).strip()) from error
    if strip.frame_final_duration <= 1 and not strip.sound.samplerate:
        strips.remove(strip)
        raise ValueError(f"{file.name} has no sound")
    scene.sync_mode = "AUDIO_SYNC"
    return strip.name
