"""What is told of a fit: distances, where they are large, sliders at their ends, how the surface was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...body import BodyData
from ...body.fitting import Agreement, Fit
from ...body.fitting.posed import turn_vectors
from ...protocol.requests import ConvertRequest
from .frame import Lying

FAR = 5.0
"""millimetres at which a part is named as one that could not be followed, where it is also thrice the mean"""
FEW = 0.8
"""share of the body below which it is told that there is nothing to compare with"""
_AT_END = 1e-3


@dataclass(frozen=True)
class Told:
    report: dict[str, Any]
    sentences: list[str]
    near: str
    """how near the body comes, in a sentence"""


def told_fit(body: BodyData, fit: Fit, reached: Agreement, lying: Lying, request: ConvertRequest) -> Told:
    """reached: with the sculpt, where one was asked for."""
    mean = reached.to_surface[0]
    far = {bone: off for bone, off in reached.parts.items() if off > max(FAR, 3 * mean)}
    ends = [
        p.name
        for p, value in zip(body.parameters, fit.state.values, strict=True)
        if p.name not in request.sliders
        and p.group != "expression"
        and p.minimum != p.default != p.maximum
        and min(value - p.minimum, p.maximum - value) < _AT_END * (p.maximum - p.minimum)
    ]
    names = body.rigs[fit.rig].bone_names
    turns = turn_vectors(fit.state.turns)
    report: dict[str, Any] = {
        "body_to_scan_mm": _three(reached.to_surface),
        "scan_to_body_mm": _three(reached.to_body),
        "share_of_body_with_scan": round(reached.seen, 3),
        "parts_mm": dict(list(reached.parts.items())[:12]),
        "not_followed": far,
        "sliders_at_their_ends": ends[:40],
        "began_as": fit.start,
        "scan": {
            "unit": lying.unit or "unknown",
            "metres_per_unit": round(lying.metres, 6),
            "up": lying.lie.up,
            "front": lying.lie.front,
            "vertices": len(lying.surface.vertices),
            "triangles": len(lying.surface.triangles),
        },
        "pose": {
            "turns": {name: [round(float(x), 5) for x in turn] for name, turn in zip(names, turns, strict=True)},
            "place": [round(float(x), 5) for x in fit.state.place],
        },
    }
    if request.sculpt:
        report["without_sculpt"] = {
            "body_to_scan_mm": _three(fit.agreement.to_surface),
            "scan_to_body_mm": _three(fit.agreement.to_body),
        }
    to_body = reached.to_body[0]
    near = f"The body lies {mean:.1f} mm off the mesh in the mean, the mesh {to_body:.1f} mm off the body."
    return Told(report, _sentences(reached, far, ends), near)


def _sentences(reached: Agreement, far: dict[str, float], ends: list[str]) -> list[str]:
    out = []
    if far:
        few = ", ".join(f"{bone.rpartition(':')[2]} {off:.0f} mm" for bone, off in list(far.items())[:4])
        out.append(f"The body could not follow the scan everywhere; farthest off: {few}.")
    if reached.seen < FEW:
        out.append(f"The scan shows {reached.seen * 100:.0f} % of the body; the rest is as is likely.")
    if ends:
        more = " …" if len(ends) > 4 else ""
        out.append(f"Sliders at their ends: {', '.join(ends[:4])}{more}; the scan goes farther than the body can.")
    return out


def _three(values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("mean", "95_percent", "worst"), values, strict=True))
