"""A body in the silhouettes of photos, by the rasteriser's gradients: one shape, and how it stands in each photo.

For figures whose joints no network knows, such as animals. Where it stands and from where it is seen begins with that
of many ways to stand which covers the silhouette best; then shape, joints and camera move together until the rendered
coverage is that of the cut-out. Shape and joints are held to rest by how far they usually are from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import avg_pool2d

from ..body import BodyData, rest, skin_and_bones
from ..body.axis_angle import matrices
from ..body.fitting.posed import State, turned
from ..render import Camera, Topology, pinhole_camera, render
from .lens import Lens

SIZE, SMALL = 96, 48
"""pixels of the longer side at which silhouettes are compared, and at which the first way to stand is sought"""
SHAPES = 20
"""so many of the first coefficients are fitted"""
YAWS, PITCHES = tuple(range(0, 360, 30)), (0.0, 20.0)
"""degrees in which a figure may stand turned, and from how far above it may be seen, at first"""
FIRST, AGAIN, THEN = 30, 60, 110
"""steps: of each way to stand, of the better two (head and tail are told apart late), and of all photos together"""
TURN = 0.2
"""radians by which a joint usually lies off rest"""
HOLD = {"shape": 2e-4, "joints": 4e-4}
"""what one squared deviation counts, beside the mean squared miss of coverage"""
MARGIN = 0.15


@dataclass(frozen=True, eq=False)
class Silhouette:
    """inside: (H, W) float32 in 0..1 of the whole photo"""

    inside: np.ndarray
    lens: Lens

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is inside, pixels."""
        rows, columns = np.nonzero(self.inside > 0.5)
        return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)

    def part(self) -> tuple[slice, slice]:
        """Rows and columns around it."""
        left, top, right, bottom = self.box
        edge = MARGIN * max(right - left, bottom - top) + 2
        height, width = self.inside.shape
        return (
            slice(max(int(top - edge), 0), min(int(bottom + edge), height)),
            slice(max(int(left - edge), 0), min(int(right + edge), width)),
        )


@dataclass(frozen=True, eq=False)
class SilhouetteFit:
    """values: (P,) sliders; states: as it stands before the camera of each photo; overlap: (N,) of rendered and cut
    silhouette what both have, of what any has"""

    values: np.ndarray
    states: tuple[State, ...]
    overlap: np.ndarray


@dataclass(frozen=True, eq=False)
class _Target:
    wanted: Tensor
    """(1, h, w, 1)"""
    camera: Camera
    size: tuple[int, int]
    lens: Lens
    box: tuple[float, float, float, float]


@dataclass(eq=False)
class _Standing:
    """One photo's unknowns. turn: (3,) radians on top of `first`, (3, 3); at: (3,) pixels right and down of the box's
    middle, in its larger side, and the logarithm of the distance against the first one; joints: (J - 1, 3) radians"""

    first: Tensor
    far: float
    turn: Tensor
    at: Tensor
    joints: Tensor


def fit_silhouettes(
    body: BodyData,
    faces: Topology,
    silhouettes: Sequence[Silhouette],
    values: np.ndarray,
    held: Sequence[str] = (),
    joints: bool = True,
    tell: Callable[[float], None] = lambda share: None,
) -> SilhouetteFit:
    """values: (P,) float64 sliders to begin with; held: names of those that stay; joints: whether they may turn."""
    columns = [k for k, p in enumerate(body.parameters) if p.group == "shape" and p.name not in held][:SHAPES]
    fitter = _Fitter(body, faces, torch.as_tensor(values, dtype=torch.float32), torch.tensor(columns, dtype=torch.long))
    ways = [fitter.ways(_target(one, SMALL)) for one in silhouettes]
    targets = [_target(one, SIZE) for one in silhouettes]
    tell(0.1)
    chosen: list[_Standing] = []
    shape = torch.zeros(len(columns))
    for number, (target, found) in enumerate(zip(targets, ways, strict=True)):
        tried = [fitter.run([target], [way], shape, FIRST, False) for way in found]
        tried.sort(key=lambda one: one[2])
        further = [fitter.run([target], way, begun, AGAIN, joints) for begun, way, _ in tried[:2]]
        chosen.append(min(further, key=lambda one: one[2])[1][0])
        tell(0.1 + 0.4 * (number + 1) / len(targets))
    shape, chosen, _ = fitter.run(targets, chosen, shape, THEN, joints, lambda share: tell(0.5 + 0.5 * share))
    return fitter.told(targets, chosen, shape)


def _target(silhouette: Silhouette, longer: int) -> _Target:
    rows, columns = silhouette.part()
    part = silhouette.inside[rows, columns]
    scale = longer / max(part.shape)
    size = (max(round(part.shape[0] * scale), 8), max(round(part.shape[1] * scale), 8))
    small = Image.fromarray(part).resize((size[1], size[0]), Image.Resampling.BOX)
    lens = silhouette.lens
    middle = ((lens.x - columns.start) * scale, (lens.y - rows.start) * scale)
    camera = pinhole_camera(lens.focal * scale, middle, size)
    wanted = torch.from_numpy(np.asarray(small, np.float32).copy())[None, :, :, None]
    return _Target(wanted, camera, size, lens, silhouette.box)


class _Fitter:
    def __init__(self, body: BodyData, faces: Topology, start: Tensor, columns: Tensor) -> None:
        self.body, self.faces, self.start, self.columns = body, faces, start, columns
        self.rig = next(iter(body.rigs))
        self.count = len(body.rigs[self.rig].parents)

    def values(self, shape: Tensor) -> Tensor:
        """(1, P) within the ends of the sliders."""
        parameters = self.body.parameters
        ends = torch.tensor([(parameters[k].minimum, parameters[k].maximum) for k in self.columns.tolist()])
        ends = ends.reshape(-1, 2)
        wanted = (self.start[self.columns] + shape).clamp(ends[:, 0], ends[:, 1])
        return self.start[None].index_copy(1, self.columns, wanted[None])

    def figures(self, targets: Sequence[_Target], standing: Sequence[_Standing], shape: Tensor) -> list[Tensor]:
        """(1, V, 3) before the camera of each photo."""
        vertices, heads, _ = rest(self.body, self.rig, self.values(shape))
        frames = torch.eye(4).repeat(1, self.count, 1, 1)
        frames[..., :3, 3] = heads  # turns in the axes of the world, as of a `State`
        out = []
        for target, one in zip(targets, standing, strict=True):
            turns = torch.cat([matrices(one.turn[None]) @ one.first, matrices(one.joints)])[None]
            moved, _ = skin_and_bones(self.body, self.rig, vertices, frames, turns)
            out.append(moved + self.place(target, one, heads[0, 0]))
        return out

    def place(self, target: _Target, one: _Standing, root: Tensor) -> Tensor:
        """(3,) metres by which the figure is moved, so that its root is seen where `at` says."""
        left, top, right, bottom = target.box
        side, lens = max(right - left, bottom - top), target.lens
        x, y = (left + right) / 2 + one.at[0] * side, (top + bottom) / 2 + one.at[1] * side
        far = one.far * one.at[2].exp()
        return torch.stack([(x - lens.x) / lens.focal * far, far, (lens.y - y) / lens.focal * far]) - root

    def covered(self, target: _Target, figure: Tensor) -> Tensor:
        """(1, h, w, 1)"""
        return render(figure, self.faces, target.camera, target.size, light=None, cull=False)[1]

    @torch.no_grad()
    def ways(self, target: _Target) -> list[_Standing]:
        """The way to stand that covers the silhouette best, and those that are easily taken for it."""
        vertices, heads, _ = rest(self.body, self.rig, self.values(torch.zeros(len(self.columns))))
        left, top, right, bottom = target.box
        side = max(right - left, bottom - top)
        best: dict[int, tuple[float, _Standing]] = {}
        for pitch in PITCHES:
            for yaw in YAWS:
                turn = _about(0, np.radians(-pitch)) @ _about(2, np.radians(yaw))
                about = (vertices[0] - heads[0, 0]) @ turn.T
                flat = about[:, [0, 2]]
                size, middle = flat.amax(0) - flat.amin(0), (flat.amax(0) + flat.amin(0)) / 2
                per = float(torch.maximum(size[0] / (right - left), size[1] / (bottom - top)))  # metres a pixel
                far = target.lens.focal * per
                at = torch.tensor([-float(middle[0]) / per / side, float(middle[1]) / per / side, 0.0])
                one = _Standing(turn, far, torch.zeros(3), at, torch.zeros(self.count - 1, 3))
                (figure,) = self.figures([target], [one], torch.zeros(len(self.columns)))
                overlap = _overlap(self.covered(target, figure), target.wanted)
                best[yaw] = max(best.get(yaw, (-1.0, one)), (overlap, one), key=lambda way: way[0])
        yaw = max(best, key=lambda yaw: best[yaw][0])
        # seen from the other end, and going away instead of coming, it covers nearly the same
        return [best[other % 360][1] for other in dict.fromkeys((yaw, yaw + 180, -yaw % 360, 180 - yaw))]

    def run(
        self,
        targets: Sequence[_Target],
        standing: Sequence[_Standing],
        shape: Tensor,
        steps: int,
        joints: bool,
        tell: Callable[[float], None] = lambda share: None,
    ) -> tuple[Tensor, list[_Standing], float]:
        """The shape, how it stands, and what is missed after so many steps."""
        shape = shape.clone().requires_grad_(True)
        now = [replace(one, turn=_free(one.turn), at=_free(one.at), joints=_free(one.joints)) for one in standing]
        groups = [{"params": [shape], "lr": 0.08}, {"params": [one.at for one in now], "lr": 0.01},
                  {"params": [one.turn for one in now], "lr": 0.03}]  # fmt: skip
        if joints:
            groups.append({"params": [one.joints for one in now], "lr": 0.01})
        optimiser = torch.optim.Adam(groups)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(1.0 - step / steps, 0.05))
        missed = 0.0
        for step in range(steps):
            optimiser.zero_grad()
            loss = HOLD["shape"] * shape.square().sum()
            figures = self.figures(targets, now, shape)
            for target, one, figure in zip(targets, now, figures, strict=True):
                loss = loss + _miss(self.covered(target, figure), target.wanted) / len(targets)
                loss = loss + HOLD["joints"] * (one.joints / TURN).square().sum() / len(targets)
            loss.backward()
            optimiser.step()
            schedule.step()
            missed = float(loss.detach())
            tell((step + 1) / steps)
        return shape.detach(), [_still(one) for one in now], missed

    @torch.no_grad()
    def told(self, targets: Sequence[_Target], standing: Sequence[_Standing], shape: Tensor) -> SilhouetteFit:
        values = self.values(shape)
        _, heads, _ = rest(self.body, self.rig, values)
        figures = self.figures(targets, standing, shape)
        overlaps = [_overlap(self.covered(t, f), t.wanted) for t, f in zip(targets, figures, strict=True)]
        plain = values[0].double().numpy()
        states = []
        for target, one in zip(targets, standing, strict=True):
            turns = torch.cat([matrices(one.turn[None]) @ one.first, matrices(one.joints)])
            states.append(State(plain, turns.double().numpy(), self.place(target, one, heads[0, 0]).double().numpy()))
        return SilhouetteFit(plain, tuple(states), np.array(overlaps))


def _free(tensor: Tensor) -> Tensor:
    return tensor.clone().requires_grad_(True)


def _still(one: _Standing) -> _Standing:
    return replace(one, turn=one.turn.detach(), at=one.at.detach(), joints=one.joints.detach())


def _miss(covered: Tensor, wanted: Tensor) -> Tensor:
    """Mean squared difference, of the pictures and of smaller ones, in which what is farther off pulls as well."""
    gap = (covered - wanted).permute(0, 3, 1, 2)
    coarse = avg_pool2d(gap, 6, 3)
    return gap.square().mean() + 2.0 * coarse.square().mean()


def _overlap(covered: Tensor, wanted: Tensor) -> float:
    return float(torch.minimum(covered, wanted).sum() / torch.maximum(covered, wanted).sum().clamp(min=1e-6))


def _about(axis: int, angle: float) -> Tensor:
    return torch.from_numpy(turned(np.eye(3)[axis : axis + 1] * angle)[0]).float()
