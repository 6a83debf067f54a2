"""The one table of capabilities: a line says what each is called, what it takes and gives, and who does it.

Codec, checks, server, worker, command line, batch and Blender read it. Requests, results and jobs are named as
"module:name" and loaded when they are needed, so that the table costs nothing; a module that begins with a dot is one
of this package, which Blender has a copy of.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from .errors import BadRequest

Lane = Literal["long", "quick", "live"]


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One line of the table."""

    name: str
    """on the wire, in files under "type", and on the command line"""
    request: str
    """its frozen dataclass"""
    result: str
    """the frozen dataclass that its job gives back"""
    job: str
    """run(request, context) -> result"""
    lane: Lane = "long"
    """"quick" for a second or less: those have a worker of their own, so that a slider never waits for a long job;
    "live" for what goes on until it is stopped"""
    disk: Literal["kept", "passing"] = "kept"
    """"passing" leaves nothing on disk and is not acknowledged: its result is worth nothing later"""
    sentence: str = ""
    """what it does, for `galatea --help`; without it there is no command"""
    command: str = ""
    """the words that call it, as "motion import"; its name where it is empty"""

    @property
    def called(self) -> str:
        """The words after `galatea` that call it."""
        return self.command or self.name

    @property
    def request_class(self) -> type:
        return load(self.request)

    @property
    def result_class(self) -> type:
        return load(self.result)


_LINES: dict[str, Capability] = {
    line.name: line
    for line in (
        Capability(
            name="avatar",
            request=".requests.avatar:AvatarRequest",
            result=".results:AvatarResult",
            job="backend.capabilities.avatar.jobs:run_avatar",
            sentence="words (and sliders) become a rigged, textured person",
        ),
        Capability(
            name="shape",
            request=".requests.shape:ShapeRequest",
            result=".results:AvatarResult",
            job="backend.capabilities.shape.jobs:run_shape",
            lane="quick",
            sentence="sliders alone become a rigged, textured person",
        ),
        Capability(
            name="convert",
            request=".requests.convert:ConvertRequest",
            result=".results:AvatarResult",
            job="backend.capabilities.convert.jobs:run_convert",
            sentence="a mesh, a scan or an avatar becomes an avatar of another body",
        ),
        Capability(
            name="body-from-photo",
            request=".requests.photo:PhotoRequest",
            result=".results:AvatarResult",
            job="backend.capabilities.photo.jobs:run_photo",
            sentence="photos of a person become an avatar with the shape and the poses that they show",
        ),
        Capability(
            name="face-from-photo",
            request=".requests.face_photo:FacePhotoRequest",
            result=".results:AvatarResult",
            job="backend.capabilities.face.jobs:run_face_photo",
            sentence="photos of a face become an avatar with its expression, by nets that read pixels (SMIRK)",
        ),
        Capability(
            name="expressions",
            request=".requests.expressions:ExpressionsRequest",
            result=".changes:ParametersResult",
            job="backend.capabilities.expressions.jobs:run_expressions",
            sentence="expressions of one body become another's: a matrix, and curves as CSV",
        ),
        Capability(
            name="motion",
            request=".requests.worded_motion:MotionRequest",
            result=".changes:MotionResult",
            job="backend.capabilities.motion.worded.jobs:run_motion",
            sentence="words become a clip of an avatar: body, fingers and face",
        ),
        Capability(
            name="import_motion",
            request=".requests.motion:ImportMotionRequest",
            result=".changes:MotionResult",
            job="backend.capabilities.motion.jobs:run_import_motion",
            sentence="a motion file becomes a clip of an avatar of any size",
            command="motion import",
        ),
        Capability(
            name="retarget_motion",
            request=".requests.motion:RetargetMotionRequest",
            result=".changes:MotionResult",
            job="backend.capabilities.motion.jobs:run_retarget_motion",
            sentence="the motion of one avatar becomes another's",
            command="motion retarget",
        ),
        Capability(
            name="clean_motion",
            request=".requests.motion:CleanMotionRequest",
            result=".changes:MotionResult",
            job="backend.capabilities.motion.jobs:run_clean_motion",
            sentence="a motion is cleaned up: feet locked, smoothed, looped, in place, mirrored …",
            command="motion clean",
        ),
        Capability(
            name="capture",
            request=".requests.capture:CaptureRequest",
            result=".changes:CaptureResult",
            job="backend.capabilities.capture.jobs:run_capture",
            sentence="a photo or a video of a face becomes ARKit's curves, and an avatar acts as it does",
        ),
        Capability(
            name="webcam",
            request=".requests.webcam:WebcamRequest",
            result=".changes:TakeResult",
            job="backend.capabilities.capture.webcam:run_webcam",
            lane="live",
            disk="passing",
            sentence="a face before a camera is read while it acts, and sent to Blender or Unreal as a phone would",
        ),
        Capability(
            name="pose",
            request=".requests.pose:PoseRequest",
            result=".changes:PosesResult",
            job="backend.capabilities.pose.jobs:run_pose",
            sentence="words become poses of an avatar, several to choose from",
        ),
        Capability(
            name="live_shape",
            request=".requests.live_shape:LiveShapeRequest",
            result=".results:LiveShapeResult",
            job="backend.capabilities.shape.live:run_live_shape",
            lane="quick",
            disk="passing",
        ),
        Capability(
            name="words",
            request=".requests.words:WordsRequest",
            result=".words:WordsResult",
            job="backend.capabilities.words.jobs:run_words",
            lane="quick",
            disk="passing",
        ),
        Capability(
            name="variations",
            request=".requests.variations:VariationsRequest",
            result=".variations:VariationsResult",
            job="backend.capabilities.variations.jobs:run_variations",
            lane="quick",
            disk="passing",
        ),
        Capability(
            name="wear_this",
            request=".requests.wear_this:WearThisRequest",
            result=".wardrobe:WearThisResult",
            job="backend.capabilities.wearing.jobs:run_wear_this",
            lane="quick",
        ),
        Capability(
            name="check_export",
            request=".requests.check_export:CheckExportRequest",
            result=".results:CheckExportResult",
            job="backend.capabilities.exchange.check:run_check_export",
            lane="quick",
            disk="passing",
        ),
        Capability(
            name="change_wardrobe",
            request=".requests.wardrobe:ChangeWardrobeRequest",
            result=".wardrobe:ChangedWardrobeResult",
            job="backend.capabilities.wardrobe.change:run_change_wardrobe",
            disk="passing",
        ),
        Capability(
            name="change_models",
            request=".requests.models:ChangeModelsRequest",
            result=".models:ChangedModelsResult",
            job="backend.capabilities.models.change:run_change_models",
            disk="passing",
        ),
        Capability(
            name="wardrobe",
            request=".requests.wardrobe:WardrobeRequest",
            result=".wardrobe:WardrobeResult",
            job="backend.capabilities.wardrobe.jobs:run_wardrobe",
            lane="quick",
            disk="passing",
        ),
    )
}

CAPABILITIES: Mapping[str, Capability] = MappingProxyType(_LINES)
"""The name of a capability -> its line."""


def is_passing(name: str) -> bool:
    return name in _LINES and _LINES[name].disk == "passing"


def is_recoverable(name: str) -> bool:
    """Whether a result that nobody has had is worth being offered: others take a second, and drags leave many."""
    return name in _LINES and _LINES[name].lane == "long" and _LINES[name].disk == "kept"


def lane_of(name: str) -> Lane:
    """Which workers do a request of this name; also of one that this version does not know."""
    return _LINES[name].lane if name in _LINES else "long"


def line_of(request: Any) -> Capability:
    """The line of a request's class. Raises BadRequest for what is no request."""
    for line in _LINES.values():
        if type(request) is line.request_class:
            return line
    raise BadRequest(f"A {type(request).__name__} is not a request.", f"Known: {', '.join(_LINES)}.")


def results() -> dict[str, type]:
    """The name of a result on the wire -> its class."""
    return {line.result.rpartition(":")[2]: line.result_class for line in _LINES.values()}


@cache
def load(place: str) -> Any:
    """What "module:name" names. Raises ImportError, AttributeError."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module, __package__), name)


@contextmanager
def added(lines: Iterable[Capability]) -> Iterator[None]:
    """With more lines, which take the place of others of their name: for tests, and whoever tries a capability out."""
    before = dict(_LINES)
    _LINES.update({line.name: line for line in lines})
    try:
        yield
    finally:
        _LINES.clear()
        _LINES.update(before)
