"""What the types of a request cannot say: lengths, ranges, and its form as a JSON object with its name under "type"."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .codec import NamedArray, closest, decode, encode
from .errors import BadRequest
from .message import checked_job_id
from .requests.base import Base
from .requests.capture import CaptureRequest, Smoothing
from .requests.convert import MOST_SCAN_BYTES, ConvertRequest, Scan
from .requests.face_photo import MOST_FACE_PHOTOS, FacePhotoRequest
from .requests.figure import Figure
from .requests.look import MOST_DETAILS, SLOTS, Look, Skin, Worn
from .requests.models import ChangeModelsRequest
from .requests.motion import (
    MOST_MOTION_BYTES,
    MOST_STEPS,
    CleanMotionRequest,
    ImportMotionRequest,
    MotionFile,
    RetargetMotionRequest,
)
from .requests.photo import MOST_PHOTOS, NamedFile, PhotoRequest
from .requests.variations import VariationsRequest
from .requests.wardrobe import ChangeWardrobeRequest
from .requests.wear_this import MOST_VERTICES, WearThisRequest
from .requests.webcam import WebcamRequest
from .requests.worded_motion import MotionRequest
from .results import Avatar
from .sound import check_avatar, check_bones, check_indices, check_names, check_worn_mesh
from .table import CAPABILITIES, line_of
from .word_values import check_keys
from .written import by_field_names, how_written

MAX_SLIDERS = 2000
MAX_NAME = 200
"""characters of the name of a piece"""
MAX_WAY = 1000
"""numbers of a way"""
MAX_PATH = 4096
"""characters of the name of a file"""


def check_request(request: Any) -> None:
    """Raise BadRequest with what to do where a request cannot be run by any backend.

    What a number may be stands in the metadata of its field.
    """
    for field in dataclasses.fields(request):
        value = getattr(request, field.name)
        if "characters" in field.metadata:
            _check_words(field.name, value, field.metadata["characters"], field.metadata["example"])
        elif "range" in field.metadata:
            _check_range(field.name, value, *field.metadata["range"])
        elif "choices" in field.metadata and value not in field.metadata["choices"]:
            *others, last = field.metadata["choices"]
            raise BadRequest(f"{field.name} is {value}.", f"Choose {', '.join(map(str, others))} or {last}.")
        elif field.name in ("sliders", "words_around"):
            _check_sliders(value)
        elif how := how_written(field.metadata):
            how.check(value)
        elif field.name in ("words", "words_held", "words_read"):
            check_keys(value)
        elif isinstance(value, Figure | Look | Skin | Smoothing):
            check_request(value)
        elif field.name == "worn":
            _check_worn(value)
        elif isinstance(value, Base):
            _check_base(value)
        elif isinstance(value, Avatar):
            check_indices(value)
    if isinstance(request, ConvertRequest):
        _check_convert(request)
    if isinstance(request, CaptureRequest):
        _check_capture(request)
    if isinstance(request, WebcamRequest):
        _check_file(request.camera, "Which camera?", "Give its number, a stream's address or a video.")
        _check_lengths(host=request.host, person=request.person)
    if isinstance(request, PhotoRequest):
        _check_photos(request)
    if isinstance(request, FacePhotoRequest):
        _check_face_photos(request)
    if isinstance(request, WearThisRequest):
        _check_wear_this(request)
    if isinstance(request, ChangeWardrobeRequest):
        _check_change_wardrobe(request)
    if isinstance(request, VariationsRequest):
        _check_vary(request.vary)
    if isinstance(request, ImportMotionRequest | RetargetMotionRequest | CleanMotionRequest | MotionRequest):
        _check_motion_request(request)
    if isinstance(request, ChangeModelsRequest):
        _check_file(request.what, "Which model?", "Name a file, a folder or a model.")
        _check_lengths(licence=request.licence)


def name_of(request: Any) -> str:
    """The request's name on the wire: "avatar" for an AvatarRequest."""
    return line_of(request).name


def request_as_json(request: Any) -> tuple[dict[str, Any], list[NamedArray]]:
    """The request as one JSON object, its name under "type", and the arrays that it refers to (mostly none)."""
    plain, arrays = encode(request)
    return {"type": name_of(request), **plain}, arrays


def request_from_json(plain: Any, frames: Any = ()) -> Any:
    """The request that `request_as_json` wrote, or that a person wrote into a file; checked."""
    if not isinstance(plain, dict):
        raise BadRequest("A request is a JSON object.", f'Give its name under "type": {", ".join(CAPABILITIES)}.')
    fields = dict(plain)
    name = fields.pop("type", None)
    if not isinstance(name, str) or name not in CAPABILITIES:
        raise BadRequest(f"There is no request named {str(name)[:60]!r}.", closest(str(name)[:60], CAPABILITIES))
    cls = CAPABILITIES[name].request_class
    request = decode(cls, _nested(cls, fields), frames)
    check_request(request)
    return request


def _nested(cls: type, plain: dict[str, Any]) -> dict[str, Any]:
    """With the fields of `Figure` under "figure": people write them beside the others, as older files have them; and
    with what a person names in a word, and numbers as people write them, as the fields have them. What the command
    line calls a field may stand for its name."""
    plain = by_field_names(cls, plain)
    for field in dataclasses.fields(cls):
        if "from_texts" in field.metadata and _is_text(plain.get(field.name)):
            named = field.metadata["from_texts"](plain[field.name])
            plain = {**plain, field.name: [encode(one)[0] for one in named]}
        elif "from_text" in field.metadata and isinstance(plain.get(field.name), str):
            read = field.metadata["from_text"](plain[field.name])
            plain = {**plain, field.name: read and encode(read)[0]}
        elif (how := how_written(field.metadata)) and field.name in plain:
            plain = {**plain, field.name: how.in_file(plain[field.name])}
    own = {field.name for field in dataclasses.fields(cls)}
    if "figure" not in own:
        return plain
    flat = {field.name for field in dataclasses.fields(Figure)} & plain.keys() - own
    figure = plain.get("figure", {})
    if not flat or not isinstance(figure, dict):
        return plain
    rest = {name: value for name, value in plain.items() if name not in flat}
    return {**rest, "figure": {**{name: plain[name] for name in flat}, **figure}}


def _is_text(plain: Any) -> bool:
    """Whether it is a text, or a list of texts."""
    return isinstance(plain, str) or (isinstance(plain, list) and all(isinstance(item, str) for item in plain))


def _check_motion_request(
    request: ImportMotionRequest | RetargetMotionRequest | CleanMotionRequest | MotionRequest,
) -> None:
    if len(request.steps) > MOST_STEPS or any(len(step) > MAX_NAME for step in request.steps):
        raise BadRequest(f"There are more than {MOST_STEPS} steps, or one is too long.", "Clean it up in several goes.")
    for file in (getattr(request, name, None) for name in ("file", "motion", "then", "after", "poses")):
        if not isinstance(file, MotionFile):
            continue
        if len(file.file) > MAX_PATH or "\0" in file.file:
            raise BadRequest(f"The motion's file is no path of at most {MAX_PATH} characters.", "Choose it again.")
        if file.content.nbytes > MOST_MOTION_BYTES:
            raise BadRequest("The motion is larger than 512 MB.", "Cut it into shorter takes.")
    if isinstance(request, ImportMotionRequest | MotionRequest):
        if len(request.name) > MAX_NAME:
            raise BadRequest(f"The name of the clip is longer than {MAX_NAME} characters.", "Shorten it.")
        if request.rig is not None:
            check_bones(request.rig)
    if isinstance(request, ImportMotionRequest):
        check_names("joints", (*request.joints.keys(), *filter(None, request.joints.values())), 1000)
    if isinstance(request, MotionRequest):
        check_names("face_keys", request.face_keys, MAX_SLIDERS)
        if len(request.model) > MAX_PATH or "\0" in request.model:
            raise BadRequest(f"The model's file is no path of at most {MAX_PATH} characters.", "Choose it again.")
        if len(request.path) % 2 or len(request.path) == 2 or len(request.path) > MAX_WAY:
            raise BadRequest("A path is two numbers a point, two points at least.", "Write it as: 0 0 1 2 0 4")


def _check_base(base: Base) -> None:
    if bool(base.file or base.avatar) == bool(base.job):
        raise BadRequest("A base is one avatar of before.", "Give its file, its job, or the avatar itself.")
    if base.job:
        checked_job_id(base.job)
    if len(base.file) > MAX_PATH or "\0" in base.file:
        raise BadRequest(f"The base's file is no path of at most {MAX_PATH} characters.", "Give its avatar.npz.")
    if base.avatar is not None:
        check_avatar(base.avatar)


def _check_convert(request: ConvertRequest) -> None:
    if (request.scan is None) == (request.base is None):
        raise BadRequest("What shall be converted is one mesh or one avatar.", "Name a file, or an avatar with --base.")
    if "guess" not in (request.up, request.front) and request.up.strip("-") == request.front.strip("-"):
        raise BadRequest(f"A figure that looks along {request.front} cannot have {request.up} up.", "Name two axes.")
    if request.scan is not None:
        _check_scan(request.scan)


def _check_scan(scan: Scan) -> None:
    if len(scan.file) > MAX_PATH or "\0" in scan.file:
        raise BadRequest(f"The mesh's file is no path of at most {MAX_PATH} characters.", "Choose the file again.")
    if scan.content.nbytes + scan.vertices.nbytes + scan.faces.nbytes > MOST_SCAN_BYTES:
        raise BadRequest("The mesh is larger than 512 MB.", "Thin it out first, for example with a Decimate modifier.")
    if not (scan.file or len(scan.vertices)):
        raise BadRequest("There is no mesh in the request.", "Name its file, or give its vertices.")
    if len(scan.faces) and not (scan.faces.min() >= 0 and scan.faces.max() < len(scan.vertices)):
        raise BadRequest("Faces of the mesh name vertices that it does not have.", "Send the whole mesh.")


def _check_capture(request: CaptureRequest) -> None:
    if request.file is None:
        raise BadRequest("There is no video or photo in the request.", "Name a file that shows a face.")
    _check_file(request.file.file, "Which video?", "Name a file that shows a face.")
    if request.file.content.nbytes > MOST_SCAN_BYTES:
        raise BadRequest(f"{request.file.file[-60:]} is larger than 512 MB.", "Name the file instead, or cut it.")
    if request.end and request.end <= request.start:
        raise BadRequest(f"The part from {request.start:g} s to {request.end:g} s is none.", "Give a later end.")
    _check_lengths(person=request.person)
    _check_sliders(request.smoothing.gain)
    _check_sliders(request.smoothing.offset)


def _check_photos(request: PhotoRequest) -> None:
    if not request.photos:
        raise BadRequest("There is no photo in the request.", "Name one or several image files of one person.")
    if len(request.photos) > MOST_PHOTOS:
        raise BadRequest(f"{len(request.photos)} photos were given.", f"At most {MOST_PHOTOS} are looked at together.")
    if len(request.poses) not in (0, len(request.photos)):
        raise BadRequest(
            f"There are {len(request.poses)} files of poses for {len(request.photos)} photos.", "Give one for each."
        )
    if len(request.masks) not in (0, len(request.photos)):
        raise BadRequest(
            f"There are {len(request.masks)} masks for {len(request.photos)} photos.", "Give one for each, or none."
        )
    _check_pictures((*request.photos, *request.masks, *request.poses))
    if request.truth is not None:
        _check_scan(request.truth)


def _check_face_photos(request: FacePhotoRequest) -> None:
    if not 0 < len(request.photos) <= MOST_FACE_PHOTOS:
        raise BadRequest(f"There are {len(request.photos)} photos in the request.", f"Name 1 to {MOST_FACE_PHOTOS}.")
    if len(request.landmarks) not in (0, len(request.photos)):
        raise BadRequest(
            f"There are {len(request.landmarks)} files of landmarks for {len(request.photos)} photos.",
            "Give one for each, or none.",
        )
    _check_pictures((*request.photos, *request.landmarks))
    _check_lengths(model=request.model)
    _check_sliders(request.expression)


def _check_pictures(files: Iterable[NamedFile]) -> None:
    for given in files:
        _check_file(given.file, "Which photo?", "Name an image file.")
        if given.content.nbytes > MOST_SCAN_BYTES:
            raise BadRequest(f"{given.file[-60:]} is larger than 512 MB.", "Give a smaller picture.")


def _check_wear_this(request: WearThisRequest) -> None:
    if request.slot and request.slot not in SLOTS:
        raise BadRequest(f"Nothing can be worn at {request.slot[:60]!r}.", closest(request.slot[:60], SLOTS))
    check_names("label", [request.label], 1)
    if request.base is None:
        raise BadRequest("Around which figure was it made?", "Give the avatar, its file or its job as base.")
    if len(request.vertices) > MOST_VERTICES:
        raise BadRequest(
            f"The mesh has {len(request.vertices):,} vertices; at most {MOST_VERTICES:,} can be worn.",
            "Make it of fewer, for example with a Decimate modifier or a lower level of subdivision.",
        )
    check_worn_mesh(request.mesh, request.textures, request.material)


def _check_change_wardrobe(request: ChangeWardrobeRequest) -> None:
    _check_file(request.what, "Which piece?", "Name a file, a folder, a pack or a piece.")
    _check_lengths(name=request.name, licence=request.licence)
    if request.slot and request.slot not in SLOTS:
        raise BadRequest(f"Nothing can be worn at {request.slot[:60]!r}.", closest(request.slot[:60], SLOTS))


def _check_vary(vary: Mapping[str, float]) -> None:
    _check_sliders(vary)
    for name, amount in vary.items():
        if not 0.0 < amount <= 1.0:
            raise BadRequest(f"{name[:60]} varies by {amount:g}.", "Give a share of its whole way, at most 1.")


def _check_file(path: str, question: str, hint: str) -> None:
    if not path.strip():
        raise BadRequest(question, hint)
    if len(path) > MAX_PATH or "\0" in path:
        raise BadRequest(f"It is named by more than {MAX_PATH} characters, or no text.", "Choose the file again.")


def _check_lengths(**texts: str) -> None:
    for name, text in texts.items():
        if len(text) > MAX_NAME:
            raise BadRequest(f"The {name} has {len(text)} characters.", f"Shorten it to at most {MAX_NAME}.")


def _check_worn(worn: tuple[Worn, ...]) -> None:
    for piece in worn:
        if piece.slot not in SLOTS:
            raise BadRequest(f"Nothing can be worn at {piece.slot[:60]!r}.", closest(piece.slot[:60], SLOTS))
        if len(piece.piece) > MAX_NAME:
            raise BadRequest(f"The name of a piece has {len(piece.piece)} characters.", f"At most {MAX_NAME} are.")
        check_request(piece)
        if len(piece.details) > MOST_DETAILS:
            raise BadRequest(f"{piece.piece[:60]!r} has {len(piece.details)} details.", f"At most {MOST_DETAILS} are.")
        for detail in piece.details:
            check_request(detail)
    twice = [slot for slot in SLOTS if sum(piece.slot == slot for piece in worn) > 1]
    if twice:
        raise BadRequest(f"Two pieces are worn at {twice[0]}.", "Name one for each slot.")


def _check_range(name: str, value: Any, low: float, high: float) -> None:
    if value is None:
        return
    for number in value if isinstance(value, tuple) else (value,):
        if not (math.isfinite(number) and low <= number <= high):
            many = "three numbers" if isinstance(value, tuple) else "a number"
            raise BadRequest(f"{name} is {value}.", f"Give {many} from {low} to {high}.")


def _check_words(name: str, words: str, most: int, example: str) -> None:
    if not words.strip():
        raise BadRequest(f"The {name} is empty.", f'Say what is wanted, as in "{example}".')
    if len(words) > most:
        raise BadRequest(f"The {name} has {len(words)} characters.", f"Shorten it to at most {most}.")
    if any((ord(c) < 32 and c not in "\t\n\r") or 0xD800 <= ord(c) < 0xE000 for c in words):
        raise BadRequest(f"The {name} contains characters that are no text.", "Type it again as plain text.")


def _check_sliders(sliders: Any) -> None:
    if len(sliders) > MAX_SLIDERS:
        raise BadRequest(f"{len(sliders)} sliders were given.", f"At most {MAX_SLIDERS} are allowed.")
    for name, value in sliders.items() if not all(map(math.isfinite, sliders.values())) else ():
        if not math.isfinite(value):
            raise BadRequest(f"The slider {name[:60]!r} is {value}.", "Give a finite number.")
