"""A backend's jobs for the panel's tests: people of boxes, quick; the prompt may ask for trouble."""

from __future__ import annotations

import dataclasses
import errno
import itertools
import os
import signal
import time
from pathlib import Path

import numpy as np
from dressed_avatar import dressed
from panel_wardrobe_jobs import WARDROBE
from patience import FATE
from toy_avatar import toy_avatar, with_clip

from backend.protocol.codec import encode
from backend.protocol.errors import BadRequest, NotAvailable
from backend.protocol.results import AvatarResult, CheckExportResult, LiveShapeResult, Provenance
from backend.protocol.sliders import ARKIT_52, PHENOTYPES
from backend.protocol.table import CAPABILITIES
from backend.protocol.words import WordSlider, WordsResult

HOLD = "GALATEA_TOY_HOLD"
"""environment variable with the file that keeps slow jobs at work while it is there"""
JOBS = [
    dataclasses.replace(CAPABILITIES[name], job=job)
    for name, job in {
        "avatar": "panel_jobs:run_avatar",
        "convert": "panel_jobs:run_convert",
        "body-from-photo": "panel_jobs:run_photo",
        "face-from-photo": "panel_jobs:run_face_photo",
        "motion": "panel_jobs:run_motion",
        "capture": "panel_face_jobs:run_capture",
        "webcam": "panel_face_jobs:run_webcam",
        "shape": "panel_jobs:run_shape",
        "live_shape": "panel_jobs:run_live",
        "check_export": "panel_jobs:run_check",
        "wardrobe": "panel_wardrobe_jobs:run_wardrobe",
        "change_wardrobe": "panel_wardrobe_jobs:run_change_wardrobe",
        "wear_this": "panel_wardrobe_jobs:run_wear_this",
        "words": "panel_jobs:run_words",
    }.items()
] + [CAPABILITIES["variations"]]


DRESSED = 7
"""seed of figures that wear something"""


def _clothed(avatar, look):
    """A box for each piece, in its colour; with any of them the first of the body's boxes is covered."""
    shirt = dressed(avatar).parts[1]
    entries = {entry.name: entry for entry in WARDROBE}
    parts = []
    for worn in look.worn:
        if not worn.piece:
            continue
        colour = np.rint(np.array([*(worn.colour or (0.5, 0.5, 0.5)), 1.0]) * 255).astype(np.uint8)
        textures = {"albedo": np.tile(colour, (4, 4, 1))}
        name = entries[worn.piece].label if worn.piece in entries else worn.piece
        parts.append(dataclasses.replace(shirt, name=name, kind=worn.slot, textures=textures))
    covered = np.arange(8 if parts else 0, dtype=np.int32)
    return dataclasses.replace(avatar, parts=tuple(parts), covered=covered)


def _sliders(wanted):
    return {name: 0.0 if name in ARKIT_52 else 0.5 for name in (*PHENOTYPES, *ARKIT_52)} | dict(wanted)


def _scale(sliders):
    return 0.5 + sliders["height"]


def _measurements(sliders):
    tall, mass = 1.7 * _scale(sliders), 30.0 + 80.0 * sliders["weight"] ** 1.5 / 0.5**0.5
    return {"height": tall, "waist": 0.8, "hips": 0.95, "chest": 0.9, "mass": mass, "bmi": mass / tall**2}


def result_of(request, sliders, unknown=()):
    """A figure as a request asks for, and what is told of it."""
    avatar = toy_avatar(scale=_scale(sliders))
    plain, _ = encode(request)
    avatar = dataclasses.replace(
        avatar,
        sliders=sliders,
        look=dataclasses.asdict(dataclasses.replace(request.look, unsaid="bare")),
        shape_keys=dataclasses.replace(
            avatar.shape_keys, values=np.array([sliders[name] for name in ARKIT_52], np.float32)
        ),
        provenance=Provenance(request=plain, seed=request.figure.seed, models={"body toy": "CC0-1.0"}, versions={}),
    )
    if request.figure.seed == DRESSED:
        avatar = dressed(avatar)
    elif request.look.worn:
        avatar = _clothed(avatar, request.look)
    if request.figure.clip == "rom":
        avatar = with_clip(avatar, frames=20)
    told = [f"The encoder hardly knows: {word}." for word in unknown]
    told += ["Galatea cannot show this yet: glasses."] if "glasses" in getattr(request, "prompt", "") else []
    report = {"measurements": _measurements(sliders), "unknown_words": list(unknown), "warnings": told}
    return AvatarResult(avatar=avatar, preview=np.full((64, 256, 3), 90, np.uint8), report=report)


def run_avatar(request, context):
    sliders = _sliders(request.sliders)
    if "red" in request.prompt and "hair_colour" not in request.locked:
        request = dataclasses.replace(request, look=dataclasses.replace(request.look, hair_colour=(0.8, 0.1, 0.1)))
    wanted = {"height": 0.9 if "tall" in request.prompt else 0.2, "jawOpen": 0.25, "mouthSmileLeft": 1.0}
    if "slow" in request.prompt:
        hold = Path(os.environ[HOLD])
        for step in itertools.count():
            context.progress("searching", min(step, 79) / 80)
            if step == 2:
                context.preview(np.zeros((32, 32, 3), np.uint8))
            if step >= 80 and not hold.exists():
                break
            time.sleep(0.02)
    if "trouble" in request.prompt:
        raise NotAvailable("The model is not there.", "Fetch it with: galatea models")
    if "gibberish" in request.prompt:
        raise BadRequest("These are no words.", "Use others.")
    if "no space" in request.prompt:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "orphaned" in request.prompt or "frozen" in request.prompt:
        (context.folder / FATE).touch()
        os.kill(os.getppid(), signal.SIGKILL if "orphaned" in request.prompt else signal.SIGSTOP)
        time.sleep(60)
    if "stumble" in request.prompt and not (context.folder / "stumbled").exists():
        (context.folder / "stumbled").touch()
        os._exit(9)
    if "crash" in request.prompt:
        os._exit(9)
    for name, value in wanted.items():
        if name not in request.locked:
            sliders[name] = value
    return result_of(request, sliders, unknown=["frobnicated"] if "frobnicated" in request.prompt else ())


WORDS = {"grand": ("height", 0.25), "fat": ("weight", 0.25), "laughing": ("jawOpen", 0.5)}
"""word -> the one slider that it moves, and how far at 1"""


def _worded(request):
    """Sliders with the words of a request moved."""
    sliders = _sliders(request.sliders)
    middle = _sliders(request.words_around) if request.words_around else sliders
    moved = {}
    for word, value in request.words.items():
        slider, way = WORDS[word]
        if slider not in request.locked:
            moved[slider] = min(max(middle[slider] + way * value, 0.0), 1.0)
    return sliders | moved


def _read(words, sliders, around):
    """Where words stand."""
    middle = _sliders(around) if around else sliders
    return {word: (sliders[slider] - middle[slider]) / way for word in words for slider, way in (WORDS[word],)}


def run_words(request, context):
    known = [word for word in request.words if word in WORDS]
    strange = [word for word in request.words if word not in WORDS]
    values = _read(known, _sliders(request.sliders), request.words_around)
    space = {"laughing": "expression"}
    return WordsResult(
        words=tuple(
            WordSlider(key=word, word=word, mapper="", space=space.get(word, "body"), value=values[word],
                       explained=0.9, told=f"{word} is surely seen.")
            for word in known
        ),
        refused={word: f'The encoder does not know "{word}". Use other words.' for word in strange},
    )  # fmt: skip


def _measuring(request):
    """Sliders as the measures of a request ask for, those that they moved, and what is missed: only height and weight
    can be met."""
    before = _sliders(request.sliders)
    sliders, wanted = _worded(request), dict(request.measures)
    if "height" in wanted and "height" not in request.locked:
        sliders["height"] = min(max(wanted["height"] / 1.7 - 0.5, 0.0), 1.0)
    if "bmi" in wanted and "mass" not in wanted:
        wanted["mass"] = wanted["bmi"] * _measurements(sliders)["height"] ** 2
    if "mass" in wanted and "weight" not in request.locked:
        sliders["weight"] = float(np.clip((wanted["mass"] - 30.0) / 80.0 * 0.5**0.5, 0.0, 1.0)) ** (1.0 / 1.5)
    reached = _measurements(sliders)
    missed = {name: reached[name] for name, size in request.measures.items() if abs(reached[name] - size) > 5e-3 * size}
    return sliders, {n: v for n, v in sliders.items() if v != before[n]}, missed


def run_shape(request, context):
    if request.sliders.get("weight") == 1.0:
        os._exit(9)
    return result_of(request, _measuring(request)[0])


def run_convert(request, context):
    """A figure as tall as what it is made of, which is told as a fit."""
    mesh = request.scan.vertices if request.scan else request.base.avatar.mesh.vertices
    height = float(np.ptp(mesh, axis=0).max())
    sliders = {**dict.fromkeys(PHENOTYPES, 0.5), **dict.fromkeys(ARKIT_52, 0.0), "height": min(height / 2, 1.0)}
    result = result_of(request, sliders)
    fit = {"scan_to_body_mm": {"mean": 2.25, "95_percent": 6.5, "worst": 11.0}}
    return dataclasses.replace(result, report={**result.report, "fit": fit})


def run_photo(request, context):
    """A figure as tall as is known, with a clip of its pose, which is told as a fit."""
    sliders = {**dict.fromkeys(PHENOTYPES, 0.5), **dict.fromkeys(ARKIT_52, 0.0)}
    if "height" in request.measures:
        sliders["height"] = request.measures["height"] / 1.7 - 0.5
    context.progress("people", 0.1, "finding the person")
    result = result_of(dataclasses.replace(request, photos=()), sliders)
    photos = [{"file": photo.file, "points_off_heights": 0.01} for photo in request.photos]
    avatar = with_clip(result.avatar, frames=2)
    return dataclasses.replace(result, avatar=avatar, report={**result.report, "photo": {"photos": photos}})


def run_face_photo(request, context):
    """A figure that smiles; without its nets it is told where they come from."""
    if request.model != "smirk":
        raise NotAvailable(f"There are no nets {request.model}.", "Add them: galatea models add")
    sliders = {**dict.fromkeys(PHENOTYPES, 0.5), **dict.fromkeys(ARKIT_52, 0.0), "mouthSmileLeft": 0.5}
    return result_of(dataclasses.replace(request, photos=()), sliders)


def run_motion(request, context):
    """A walk of as many frames as the seed and three: it turns where a path is told, and is twice as long where it goes
    on. The face has a half of every key."""
    from walking import person as walker
    from walking import walk

    from backend.figure.motions import body_of_rig, motion_result
    from rigging.clips.clip import Clip
    from rigging.clips.retarget import retargeted

    frames = (10 + request.seed) * (2 if request.after is not None else 1)
    take, body = walk(frames), body_of_rig(request.rig)
    joints = {joint: take.bones.names[bone] for joint, bone in walker(take).place.items()}
    clip = Clip(retargeted(take, joints, body).take, body, np.full((frames, len(request.face_keys)), 0.5))
    clip = dataclasses.replace(clip, key_names=request.face_keys)
    pictures = {f"seed {request.seed + n}": np.full((32, 256, 3), 40 * n, np.uint8) for n in range(request.variants)}
    said = Provenance(request={"type": "motion", "text": request.text}, seed=request.seed, models={}, versions={})
    told = {"warnings": [f"path of {len(request.path) // 2}"] if request.path else []}
    return motion_result(None, clip, request.name, said, told, pictures if request.variants > 1 else {})


def run_live(request, context):
    sliders, moved, missed = _measuring(request)
    return LiveShapeResult(
        vertices=toy_avatar(scale=_scale(sliders)).mesh.vertices,
        measurements=_measurements(sliders),
        sliders=moved,
        missed=missed,
        words=_read(request.words_read, sliders, request.words_around or request.sliders),
    )


def run_check(request, context):
    bones = len(request.avatar.rig.bone_names)
    checks = {
        "bones": "ok" if bones == 65 else f"{bones} bones",
        "size": "ok" if len(request.file) > 10_000 else "empty",
    }
    if request.preset == "unreal":
        checks["scale"] = "100 times too large"
    return CheckExportResult(checks=checks)
