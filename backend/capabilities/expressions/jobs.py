"""The job behind ExpressionsRequest."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import __version__
from ...body import BodyData, load_body
from ...body.fitting.expression_map import ExpressionMap, expression_map, move_names
from ...context import JobContext
from ...figure.assemble import stamp
from ...figure.base import base_of
from ...figure.report import Stopwatch
from ...protocol.changes import ParametersResult
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import ExpressionsRequest, figure_of
from ...protocol.results import Avatar, Provenance
from .curve_file import Curves, read_curves

ARKIT = "arkit"
ARKIT_BODY = "anny"
"""the body that has ARKit's 52 keys"""
COMBINATIONS, TOGETHER = 200, 5
"""random faces that are tried, and expressions in each"""
MAP_BYTES = 64 << 20
"""of a map that is kept, with what moves the face"""


def run_expressions(request: ExpressionsRequest, context: JobContext) -> ParametersResult:
    """Matrices from expressions of one body to those of another, and curves made by solving each frame.

    Raises BadRequest where a body has no expressions, BadFile where the curves cannot be read.
    """
    check_request(request)
    stopwatch, warnings = Stopwatch(), list[str]()
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading both bodies")
        source, target = _body(request.source, context), _body(request.target, context)
        base = base_of(request, context)
        if base is not None and figure_of(base).body != source.name:
            raise BadRequest(
                f"The avatar is of {figure_of(base).body}, not of {source.name}.", "Name its body as source."
            )
        given = _curves(request, base, move_names(source))
    with stopwatch.stage("fit"):
        context.progress("fit", 0.1, "bringing both faces together")
        key = f"expressions {source.name} {target.name}"
        made = context.model(key, lambda: expression_map(source, target), MAP_BYTES)
    parameters: dict[str, np.ndarray] = {
        "matrix": made.upwards.astype(np.float32),
        "errors_mm": made.errors.astype(np.float32),
    }
    if made.downwards.any():
        parameters["matrix_downwards"] = made.downwards.astype(np.float32)
    report: dict[str, Any] = {"rows": {"matrix": made.source_names, "matrix_downwards": made.source_names}}
    report["columns"] = dict.fromkeys(("matrix", "matrix_downwards", "curves"), made.target_names)
    with stopwatch.stage("measure"):
        context.progress("measure", 0.7, "measuring how near they come")
        report |= _measured(made)
    if given is not None:
        with stopwatch.stage("curves"):
            context.progress("curves", 0.8, "solving each frame")
            solved = made.solved(given.values)
            parameters["curves"] = solved.astype(np.float32)
            report["curves"] = _told_curves(made, given, solved)
            report["rows"]["curves"] = list(given.frames)
            warnings += _doubts(given)
    for sentence in warnings:
        context.warn(sentence)
    report |= {"warnings": warnings, "timings_s": {**stopwatch.seconds, "total": sum(stopwatch.seconds.values())}}
    return ParametersResult(
        provenance=Provenance(
            request=_stamped(request),
            seed=0,
            models={f"body {body.name}": body.licence for body in (source, target)},
            versions={"galatea": __version__},
        ),
        report=report,
        parameters=parameters,
    )


def _body(name: str, context: JobContext) -> BodyData:
    name = ARKIT_BODY if name == ARKIT else name
    body = context.model(f"body {name} {context.device}", lambda: load_body(name, context.device)).to("cpu")
    if not body.expressions:
        raise BadRequest(f"The body {name} has no face that moves.", "Name one that has expressions.")
    return body


def _measured(made: ExpressionMap) -> dict[str, Any]:
    """Per expression, and over random faces of some together, by the matrix and frame by frame."""
    rng = np.random.default_rng(0)
    count = len(made.source_names)
    faces = np.zeros((COMBINATIONS, count))
    most = np.where(np.char.startswith(np.array(made.source_names), "jaw_"), 0.3, 1.0)
    for row in faces:
        some = rng.choice(count, min(TOGETHER, count), replace=False)
        row[some] = rng.random(len(some)) * most[some]
    solved, multiplied = made.off(faces, made.solved(faces)), made.off(faces, made.by_matrix(faces))
    return {
        "faces_apart_mm": made.face.apart,
        "places": len(made.face.weights),
        "expressions": {
            name: {"moves_mm": round(float(moved), 3), "off_mm": round(float(off), 3)}
            for name, moved, off in zip(made.source_names, made.moved, made.errors, strict=True)
        },
        "mean_off_mm": round(float(made.errors.mean()), 3),
        "near": f"Expressions, which move the face by {made.moved.mean():.2f} mm in the mean, are carried over to "
        f"{made.errors.mean():.2f} mm.",
        "random_faces_off_mm": {
            "frame_by_frame": _mean_and_high(solved),
            "by_matrix": _mean_and_high(multiplied),
            "moved": _mean_and_high(made.off(faces, np.zeros((len(faces), len(made.target_names))))),
        },
    }


def _curves(request: ExpressionsRequest, base: Avatar | None, names: tuple[str, ...]) -> Curves | None:
    if request.curves is not None:
        return read_curves(request.curves, names)
    if base is None:
        return None
    motion = base.motion
    if motion is None or not motion.shape_key_curves.shape[1]:
        raise BadRequest("The avatar has no curves of its face.", "Start from one with a motion that moves its keys.")
    columns = {name: column for column, name in enumerate(base.shape_keys.names)}
    values = np.zeros((len(motion.rotations), len(names)))
    for place, name in enumerate(names):
        if name in columns:
            values[:, place] = motion.shape_key_curves[:, columns[name]]
    return Curves(values, tuple(n for n in names if n not in columns), ())


def _told_curves(made: ExpressionMap, given: Curves, solved: np.ndarray) -> dict[str, Any]:
    some = np.unique(np.linspace(0, len(solved) - 1, 200).astype(int))
    return {
        "frames": len(solved),
        "off_mm": _mean_and_high(made.off(given.values[some], solved[some])),
        "without": list(given.missing),
    }


def _doubts(given: Curves) -> list[str]:
    out = []
    if given.unknown:
        more = " …" if len(given.unknown) > 4 else ""
        out.append(f"These columns are no expressions of the source: {', '.join(given.unknown[:4])}{more}.")
    if given.missing:
        more = " …" if len(given.missing) > 4 else ""
        out.append(f"The file says nothing of {', '.join(given.missing[:4])}{more}; they stay at 0.")
    return out


def _mean_and_high(values: np.ndarray) -> dict[str, float]:
    return {"mean": round(float(values.mean()), 3), "95_percent": round(float(np.quantile(values, 0.95)), 3)}


def _stamped(request: ExpressionsRequest) -> dict[str, Any]:
    stamped = stamp(dataclasses.replace(request, base=None), None)
    if request.base is not None:
        base = request.base
        stamped["base"] = {"file": base.file, "job": base.job, "checksum": base.checksum}
    return stamped
