"""The avatar of before that a request starts from: where it is found, and what of it goes on in the new one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..appearance import Traits, paint_skin
from ..body import BodyData
from ..body.helpers import can_wear
from ..context import JobContext
from ..protocol.array_file import checksum_of
from ..protocol.avatar_file import load_avatar
from ..protocol.errors import BadRequest
from ..protocol.requests import Look, Worn, figure_of, look_of
from ..protocol.results import Avatar, AvatarResult, Motion, Part, ShapeKeys, Skin
from ..wear.fixings.fixed import fixed_name, is_fixed
from ..wear.wardrobe import wardrobe
from .correctives import with_correctives
from .outfit import mesh_names
from .resolve import undressed
from .sculpt import sculpt_of
from .traits import traits_of

RANGE_OF_MOTION = "range of motion"
_SAME_REST = 1e-3
_SAME_COLOUR = 1e-6
_ROOTED = ("hair", "facial_hair", "brows", "lashes")
Warn = Callable[[str], None]


@dataclass(frozen=True)
class Kept:
    """What goes on of an avatar of before.

    sculpt: (V, 3) metres, what was changed of its shape by hand or by a job, in the body's own rest pose.
    same_mesh: whether its mesh is that of the new one's body, so that what belongs to the vertices can go on.
    """

    avatar: Avatar
    checksum: str
    sculpt: Tensor | None
    same_mesh: bool = True


def base_of(request: Any, context: JobContext) -> Avatar | None:
    """The avatar that a request starts from. Raises BadRequest where there is none, or another than was meant."""
    base = request.base
    if base is None:
        return None
    if base.avatar is not None:
        avatar, where = base.avatar, base.file or "the request"
    elif base.job:
        avatar, where = _result_of(base.job, context), f"the job {base.job}"
    else:
        avatar, where = load_avatar(base.file), base.file
    if base.checksum and base.checksum != checksum_of(avatar):
        raise BadRequest(
            f"The avatar of {where} is not the one that this request was made for.",
            'Leave "checksum" out of its base to start from this one.',
        )
    return avatar


def begun(request: Any, base: Avatar | None, body: BodyData) -> Any:
    """The request with the sliders of its base where it gives none, as far as the body has them; coefficients without
    a name mean another thing on another body."""
    if base is None:
        return request
    start = {name: value for name, value in base.sliders.items() if name in body.parameter_index}
    if figure_of(base).body != body.name:
        known = {name: body.parameters[body.parameter_index[name]] for name in start}
        start = {
            name: value
            for name, value in start.items()
            if known[name].group != "shape" and known[name].minimum <= value <= known[name].maximum
        }
    return dataclasses.replace(request, sliders={**start, **request.sliders})


def kept_of(base: Avatar | None, body: BodyData, warn: Warn) -> Kept | None:
    """What an avatar gives to another one of this body."""
    if base is None:
        return None
    figure = figure_of(base)
    same_mesh = len(base.mesh.vertices) == len(body.template) and np.array_equal(base.mesh.faces, body.polygons)
    if figure.body != body.name or not same_mesh:
        what = "is not of" if figure.body != body.name else "has other vertices or faces than"
        warn(f"The avatar to start from {what} the body {body.name}, so nothing of its meshes and textures was kept.")
        bare = dataclasses.replace(base, textures={}, parts=(), correctives=None)
        return Kept(bare, checksum_of(base), None, same_mesh=False)
    return Kept(base, checksum_of(base), sculpt_of(body, base, figure))


def with_kept(avatar: Avatar, kept: Kept | None, body: BodyData, request: Any, warn: Warn) -> Avatar:
    """A new avatar with what goes on of the one before; what cannot is told."""
    if kept is None:
        return avatar
    base = kept.avatar
    source = avatar.provenance
    keys = _keys(avatar, base, warn) if kept.same_mesh else avatar.shape_keys
    motion = _motion(avatar, base, request, keys, warn)
    parts = _parts(avatar, base, keys, warn, can_wear(body))
    changed = dataclasses.replace(
        avatar,
        textures=_textures(avatar, base, body, warn),
        shape_keys=keys,
        motion=motion,
        parts=parts,
        provenance=dataclasses.replace(
            source,
            models={**base.provenance.models, **source.models},
            versions={**base.provenance.versions, **source.versions},
        ),
    )
    return changed if parts == avatar.parts else with_correctives(changed, avatar.correctives)


def repaints(look: Look, figure: Any, traits: Traits, body: BodyData, kept: Kept | None) -> bool:
    """Whether textures have to be painted for this look, because those of before are of another, or for another age or
    gender, or of another size."""
    if kept is None or "albedo" not in kept.avatar.textures:
        return True
    size, seed = kept.avatar.textures["albedo"].shape[0], figure_of(kept.avatar).seed
    before = traits_of(body, kept.avatar.sliders)
    same = traits.told_apart() == before.told_apart() and _same_look(look, kept.avatar.look)
    return size != figure.texture_size or seed != figure.seed or not same


def kept_garments(look: Look, figure: Any, kept: Kept | None) -> Mapping[str, Part]:
    """By name what the base wears that looks the same in the new look: it may have been painted on."""
    if kept is None or not kept.avatar.parts:
        return {}
    before, theirs = look_of(kept.avatar), figure_of(kept.avatar)
    same = theirs.texture_size == figure.texture_size and theirs.seed == figure.seed
    if not same or not _alike(_plain(undressed(look)), _plain(undressed(before))):
        return {}
    old, parts = _by_name(before), {part.name: part for part in kept.avatar.parts}
    return {
        name: parts[name]
        for name, worn in _by_name(look).items()
        if name in parts and name in old and _alike(_plain(worn), _plain(old[name]))
    }


def _by_name(look: Look) -> dict[str, Worn]:
    """Of the pieces that the wardrobe still has, by the names of their meshes and of what is fixed to them."""
    worn, known = [w for w in look.worn if w.piece in wardrobe()], wardrobe()
    names = list(zip(mesh_names(worn, known), worn, strict=True))
    fixed = {fixed_name(name, detail): w for name, w in names for detail in w.details if is_fixed(detail)}
    return fixed | dict(names)


def _plain(value: Look | Worn) -> dict[str, Any]:
    return dataclasses.asdict(value)


def _result_of(job: str, context: JobContext) -> Avatar:
    result = context.result_of(job)
    if not isinstance(result, AvatarResult):
        raise BadRequest(f"The job {job} gave no avatar.", "Start from one that did, or from an avatar.npz.")
    return result.avatar


def _same_look(look: Look, other: Mapping[str, Any]) -> bool:
    """Whether the skin looks the same, as far as both sides tell: of what is worn counts where it is worn, and which
    hair, because hair is painted where it has roots."""
    mine, theirs = _plain(look), dict(other)
    for plain in (mine, theirs):
        plain.pop("unsaid", None)
        plain["worn"] = [
            (w["slot"], w["piece"] if w["slot"] in _ROOTED else "") for w in plain.get("worn", ()) if w["piece"]
        ]
    return all(_alike(mine[name], theirs[name]) for name in mine.keys() & theirs.keys())


def _alike(one: Any, other: Any) -> bool:
    """Whether plain data is the same, but for rounding."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= _SAME_COLOUR
    return one == other


def _textures(avatar: Avatar, base: Avatar, body: BodyData, warn: Warn) -> Mapping[str, np.ndarray]:
    """Those of the base where the look is its look: they may have been painted on, or learned."""
    if "albedo" not in base.textures:
        return {**avatar.textures, **base.textures}
    look = look_of(avatar)
    if not avatar.textures:  # none was painted, because nothing asks for another
        return base.textures
    theirs = base.textures["albedo"]
    square = theirs.shape[0] == theirs.shape[1] and theirs.shape[0] & (theirs.shape[0] - 1) == 0
    own = not square or not np.array_equal(_painted_before(body, base, theirs.shape[0]), theirs)
    if own and _same_look(look, base.look):
        if theirs.shape != avatar.textures["albedo"].shape:
            warn(f"The texture stays at {theirs.shape[1]} pixels, because it is not one that can be painted anew.")
        return base.textures
    if own:
        warn("The texture of the avatar to start from was made for another look, so it was painted anew.")
    return {**base.textures, **avatar.textures}


def _painted_before(body: BodyData, base: Avatar, size: int) -> np.ndarray:
    """The albedo that its look gives, (size, size, 4)."""
    return paint_skin(body, look_of(base), size, figure_of(base).seed, traits_of(body, base.sliders))["albedo"]


def _motion(avatar: Avatar, base: Avatar, request: Any, keys: ShapeKeys, warn: Warn) -> Motion | None:
    """That of the base, unless another clip is asked for than it was made with; with curves for `keys`."""
    motion = base.motion
    if motion is None or motion.name == RANGE_OF_MOTION or request.figure.clip != figure_of(base).clip:
        return _with_curves_for(keys, avatar.motion, avatar.shape_keys.names)
    if not _stand_alike(avatar, base):
        warn(f'The motion "{motion.name}" is for another skeleton or rest pose, so it was left out.')
        return _with_curves_for(keys, avatar.motion, avatar.shape_keys.names)
    return _with_curves_for(keys, motion, base.shape_keys.names)


def _with_curves_for(keys: ShapeKeys, motion: Motion | None, names: tuple[str, ...]) -> Motion | None:
    """A motion whose curves are those of `names`, for other keys: what it does not move stays at its value."""
    if motion is None or names == keys.names or not motion.shape_key_curves.shape[1]:
        return motion
    curves = np.tile(keys.values, (len(motion.rotations), 1))
    columns = {name: column for column, name in enumerate(names)}
    for place, name in enumerate(keys.names):
        if name in columns:
            curves[:, place] = motion.shape_key_curves[:, columns[name]]
    return dataclasses.replace(motion, shape_key_curves=curves.clip(keys.least, keys.most).astype(np.float32))


def _keys(avatar: Avatar, base: Avatar, warn: Warn) -> ShapeKeys:
    """With those of the base that the body does not have."""
    keys, theirs = avatar.shape_keys, base.shape_keys
    others = [place for place, name in enumerate(theirs.names) if name not in keys.names]
    if not others:
        return keys
    if not _stand_alike(avatar, base) or len(avatar.mesh.vertices) != len(base.mesh.vertices):
        warn("Shape keys of its own are for another body, skeleton or rest pose, so they were left out.")
        return keys
    return dataclasses.replace(
        keys,
        names=(*keys.names, *(theirs.names[place] for place in others)),
        offsets=np.concatenate([keys.offsets, theirs.offsets[others]]),
        values=np.concatenate([keys.values, theirs.values[others]]),
        ranges=_ranges(keys, theirs, others),
    )


def _ranges(keys: ShapeKeys, theirs: ShapeKeys, others: list[int]) -> tuple[tuple[float, float], ...]:
    if not keys.ranges and not theirs.ranges:
        return ()
    pairs = [*zip(keys.least, keys.most, strict=True)]
    pairs += [(theirs.least[place], theirs.most[place]) for place in others]
    return tuple((float(low), float(high)) for low, high in pairs)


def _stand_alike(avatar: Avatar, base: Avatar) -> bool:
    """Whether the same rotations give both the same pose."""
    return avatar.rig.bone_names == base.rig.bone_names and np.allclose(
        avatar.rig.rest_matrices[:, :3, :3], base.rig.rest_matrices[:, :3, :3], atol=_SAME_REST
    )


def _parts(avatar: Avatar, base: Avatar, keys: ShapeKeys, warn: Warn, can_fit: bool) -> tuple[Part, ...]:
    """What the base wears beside the pieces of the wardrobe, which are on the new one already where the look says so
    (`can_fit`): moved as the body under it moves, on the bones and `keys` of the same names."""
    if not base.parts:
        return avatar.parts
    place = {name: index for index, name in enumerate(avatar.rig.bone_names)}
    moved = avatar.mesh.vertices - base.mesh.vertices
    known, taken, parts = set(keys.names), {part.name for part in avatar.parts}, []
    fitted_anew = _by_name(look_of(base)) if can_fit else {}
    for part in base.parts:
        if part.name in fitted_anew:
            continue
        bones = [base.rig.bone_names[bone] for bone in np.unique(part.skin.bone_indices[part.skin.weights > 0.0])]
        if part.name in taken:
            warn(f"{part.name} was left out, because the new figure has one of that name.")
            continue
        if not all(bone in place for bone in bones) or not known >= set(part.shape_keys.names):
            what = "face keys" if all(bone in place for bone in bones) else "skeleton"
            warn(f"{part.name} does not fit the new {what}, so it was left out.")
            continue
        near = _nearest(part.mesh.vertices, base.mesh.vertices)
        to = np.array([place.get(name, 0) for name in base.rig.bone_names], np.int32)
        indices = np.where(part.skin.weights > 0.0, to[part.skin.bone_indices], 0).astype(np.int32)
        parts.append(
            dataclasses.replace(
                part,
                mesh=dataclasses.replace(part.mesh, vertices=part.mesh.vertices + moved[near]),
                skin=Skin(weights=part.skin.weights, bone_indices=indices),
                shape_keys=_as_the_body(part.shape_keys, keys),
            )
        )
    return (*avatar.parts, *parts)


def _as_the_body(own: ShapeKeys, keys: ShapeKeys) -> ShapeKeys:
    """Keys of a part with the values and ranges of the body's."""
    places = [keys.names.index(name) for name in own.names]
    ranges = tuple(keys.ranges[place] for place in places) if keys.ranges else ()
    return dataclasses.replace(own, values=keys.values[places], ranges=ranges)


def _nearest(points: np.ndarray, among: np.ndarray) -> np.ndarray:
    """(N,) index of the nearest of `among` (V, 3) to each of `points` (N, 3)."""
    those = torch.as_tensor(np.ascontiguousarray(among))
    chunks = torch.as_tensor(np.ascontiguousarray(points)).split(4096)
    return torch.cat([torch.cdist(chunk, those).argmin(dim=1) for chunk in chunks]).numpy()


def told_base(request: Any, kept: Kept | None) -> dict[str, Any] | None:
    """How an avatar names in its request the one that it started from: without its arrays, but with its checksum."""
    if kept is None:
        return None
    return {"file": request.base.file, "job": request.base.job, "checksum": kept.checksum}
