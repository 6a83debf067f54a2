"""How well the wardrobe fits: whole outfits of random pieces on random bodies, at rest, with face keys, and posed.

Depth is that of vertices in the body or in the pieces below; skin that pokes through is counted in pictures.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from wear_measures import Solid, bones_of, moved_by, poking, poses, random_bodies

from assets import asset
from backend.body import load_body
from backend.body.data import BodyData
from backend.body.helpers import base_keys, base_mesh, base_weights, skin_surface
from backend.protocol.errors import NotAvailable
from backend.protocol.requests import SLOTS, Worn
from backend.wear.binding import fit
from backend.wear.outfit import Garment, Outfit, outfit
from backend.wear.over import outward
from backend.wear.piece import Piece
from backend.wear.piece_file import load_piece

BODIES, POSES = 200, 30
EACH = 2  # poses that each body takes, so that each pose is met by a dozen bodies
SHORT = 60  # bodies of a short run, each in one pose
MARKS = {"rest": 2.0, "posed": 4.0}
"""per cent of the vertices of each piece"""
SKIN = 0.2  # per cent of the pixels of each piece through which skin comes
SAMPLED = 700  # vertices of a garment whose depth is measured
PICTURED = 10  # of so many bodies one is pictured
FACES = 40  # of so many bodies one makes faces
TOLD = 10  # after so many bodies each the numbers so far are given
DEEP = 0.002
NEAR = 0.06  # metres from a lower piece within which a point at rest may come to lie on it
CLOTH = 0.03  # metres within which a point counts as inside a lower piece, which encloses nothing
ROOTED = frozenset(("lip_ring", "nose_ring", "tusks", "fangs", "horns", "red_nose", "forehead_gem"))
"""What pierces the skin, grows out of it or is set into it: their roots are inside of every body on purpose, so that of
these the vertices are judged that lie outside on the figure that they were made on. All vertices of all else are."""
BETWEEN = frozenset(("rings",))
"""What no picture tells of: the skin before a ring on a finger is that of the next finger. Their depth counts."""
CHANCE = {
    "hair": 0.8,
    "facial_hair": 0.3,
    "outer": 0.3,
    "waist": 0.3,
    "neck": 0.2,
    "head": 0.3,
    "legs": 0.3,
    "back": 0.15,
}


def run(
    folder: Path | None = None,
    bodies: int = BODIES,
    each: int = EACH,
    so_far: Callable[[dict[str, float | str]], None] | None = None,
) -> dict[str, float | str]:
    """Percentages and milliseconds by name; prints what each piece does. each: poses of each body; so_far: is given the
    numbers of the bodies that are measured after every TOLDth"""
    pieces = [load_piece(path) for path in sorted((folder or asset("wardrobe")).glob("*.npz"))]
    if not pieces:
        raise NotAvailable("There is no wardrobe to measure.", "Run: galatea bake wardrobe")
    body = load_body("anny")
    figures, moves = random_bodies(body, bodies, seed=1), list(poses(POSES, seed=2).items())
    bench = _Bench(body)
    outfits = random_outfits(pieces, seed=3)
    for k in range(bodies):
        clothes = outfit(next(outfits), bench.surface)
        base = base_mesh(body, figures[k : k + 1])
        fitted = clothes.on(base)
        bench.taken.append(min(_seconds(clothes, base) for _ in range(3)) * 1000 / len(fitted))
        bench.measure("rest", clothes, base, fitted, k % PICTURED == 0)
        if k % FACES == 0:
            bench.make_faces(clothes, figures[k : k + 1], base, fitted)
        lists = clothes.weights(bench.weights, bench.bones)
        for name, pose in (moves[(k * each + m) % len(moves)] for m in range(each)):
            bones = bones_of(body, figures[k : k + 1], pose)
            moved = tuple(moved_by(bones, *pair, points) for pair, points in zip(lists, fitted, strict=True))
            posed = moved_by(bones, *bench.skin_lists, base)
            bench.measure("posed", clothes, posed, moved, k % PICTURED == 0, name)
        if so_far and k % TOLD == TOLD - 1:
            so_far(bench.numbers())
    print(f"   {bodies} bodies, {each} poses on each; face keys on every {FACES}th body")
    bench.print_pieces()
    return bench.numbers()


def random_outfits(pieces: list[Piece], seed: int) -> Iterator[list[tuple[Piece, Worn]]]:
    """Endless: something on the trunk and the legs, shoes, and often more; every piece as often as its fellows."""
    generator = np.random.default_rng(seed)
    by_slot: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_slot[piece.entry.slot].append(piece)
    while True:
        slots = [s for s in SLOTS if s in by_slot and generator.random() < CHANCE.get(s, 1.0)]
        whole = "one_piece" in slots and ("top" not in slots or generator.random() < 0.4)
        left_out = {"top", "bottom", "underwear"} if whole else {"one_piece", "underwear"}
        if "bottom" not in by_slot:
            left_out.discard("underwear")
        chosen = [by_slot[s][generator.integers(len(by_slot[s]))] for s in slots if s not in left_out]
        yield [(p, Worn(slot=p.entry.slot, piece=p.entry.name)) for p in chosen]


class _Bench:
    def __init__(self, body: BodyData):
        self.body, self.surface = body, skin_surface(body)
        self.weights = base_weights(body, "mixamo")
        names = body.rigs["mixamo"].bone_names
        self.bones = {name.rpartition(":")[2]: k for k, name in enumerate(names)}
        lists = np.argsort(-self.weights, axis=1)[:, :8]
        self.skin_lists = lists, np.take_along_axis(self.weights, lists, axis=1)
        self.skin_quads = body.tables["base_vertices"].numpy()[body.polygons]
        self.inside: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.below_seen: dict[tuple[str, str], list[float]] = defaultdict(list)
        """as `inside`, without what lies below skin that is hidden: nobody sees where the foot in a shoe would end"""
        self.layers: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.by_pose: dict[str, list[float]] = defaultdict(list)
        self.near: dict[int, list[np.ndarray]] = {}
        """of each garment of the body by its place, which of its points are near each lower piece at rest"""
        self.keys = 0
        self.pixels: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.taken: list[float] = []

    def measure(
        self,
        when: str,
        clothes: Outfit,
        base: np.ndarray,
        fitted: tuple[np.ndarray, ...],
        pictured: bool,
        pose: str = "",
    ) -> None:
        skin = Solid(base, self.surface.quads)
        generator = np.random.default_rng(len(self.taken))
        lower: list[Solid] = []
        for place, (garment, points) in enumerate(zip(clothes.garments, fitted, strict=True)):
            used = self._judged(garment)
            some = generator.permutation(used)[:SAMPLED]
            if not len(some):
                continue
            height, seen = skin.inside_seen(points[some], clothes.covered)
            deep = height < -DEEP
            self.inside[when, garment.name].append(float(deep.mean()))
            self.below_seen[when, garment.name].append(float((deep & seen).mean()))
            if pose:
                self.by_pose[pose].append(float(deep.mean()))
            if garment.standing and not garment.is_hair:
                if lower and not garment.is_footwear:  # trousers hang over shoes, so that these are inside of them
                    self.layers[when, garment.name].append(self._share_below(points[some], lower, place, pose))
                lower.append(Solid(points, self._outer(garment)))
                if pictured and garment.name not in BETWEEN:
                    self._picture(when, clothes, base, garment, points)

    def _judged(self, garment: Garment) -> np.ndarray:
        """Numbers of the vertices of a piece whose depth counts."""
        used = np.unique(garment.piece.faces[garment.shown])
        if garment.name not in ROOTED:
            return used
        made = Solid(self.surface.base, self.surface.quads).outside(fit(garment.binding, self.surface.base))
        return used[made[used] > -DEEP]

    def _share_below(self, points: np.ndarray, lower: list[Solid], place: int, pose: str) -> float:
        """Share of points that lie more than DEEP below one of the lower pieces; in a pose, of those that were near it
        at rest: a hand that swings into a wide skirt, which bare it would do as well, does not lie on it."""
        if not pose:
            self.near[place] = [piece.is_close(points, NEAR) for piece in lower]
        below = np.zeros(len(points), bool)
        for piece, at_rest in zip(lower, self.near[place], strict=True):
            near = np.flatnonzero(piece.is_near(points, CLOTH) & at_rest & ~below)
            if len(near):
                height = piece.over_the_middle(points[near])
                below[near] = (height < -DEEP) & (height > -CLOTH)
        return float(below.mean())

    def _outer(self, garment: Garment) -> np.ndarray:
        """(F, 3) its faces that were made to look away from the body. Before the lining of a dress, which looks the
        other way, a belt would be inside of it though it lies around the whole dress."""
        assert garment.standing
        out = garment.standing.on(self.surface.base, self.surface.normals(self.surface.base))[1]
        return outward(garment.standing.points, garment.piece.faces[garment.shown], out)

    def _picture(self, when: str, clothes: Outfit, base: np.ndarray, garment: Garment, points: np.ndarray) -> None:
        quads = self.skin_quads[~clothes.hidden(self.skin_quads)]
        assert garment.standing
        feet, normals = garment.standing.at[:, 0], self.surface.normals(base)
        self.pixels[when, garment.name].append(poking((base, quads), (points, garment.piece.faces), feet, normals))

    def make_faces(self, clothes: Outfit, figure, base: np.ndarray, fitted: tuple[np.ndarray, ...]) -> None:
        keys = base_keys(self.body, figure)
        self.keys = len(keys)
        for garment, points, own in zip(clothes.garments, fitted, clothes.keys(lambda: keys), strict=True):
            if own is not None:
                for key, moved in zip(keys, own, strict=True):
                    deep = Solid(base + key, self.surface.quads).outside((points + moved)[::9]) < -DEEP
                    self.inside["face", garment.name].append(float(deep.mean()))

    def numbers(self) -> dict[str, float | str]:
        found: dict[str, float | str] = {"ms_a_piece": statistics.median(self.taken)}
        for title, when, shares in self._shares():
            every = [value for values in shares.values() for value in values]
            means = {name: 100 * float(np.mean(values)) for name, values in shares.items()}
            worst = max(means, key=lambda name: means[name])
            key = f"{when}_{title.replace(' ', '_')}_percent"
            found[key] = 100 * float(np.mean(every))
            found[f"{key}_p95"] = 100 * float(np.quantile(every, 0.95))
            if when in MARKS:
                over = {name: value for name, value in means.items() if value > MARKS[when]}
                found[f"{key}_over_the_mark"] = ", ".join(sorted(over, key=lambda n: -over[n])) or "none"
            found[f"{key}_worst"] = f"{worst} {means[worst]:.2f}"
        for when in MARKS:
            total = np.sum([pair for _, pair, _ in self._pixels(when)], axis=0)
            found[f"{when}_poking_pixels_percent"] = 100 * float(total[0] / max(total[1], 1))
        return found | {"bodies": len(self.taken), "poses": len(self.by_pose), "face_keys": self.keys}

    def print_pieces(self) -> None:
        """Each table's worst, with how often they were worn, and all that are over the mark."""
        for title, when, shares in self._shares():
            mark = MARKS.get(when, 100.0)
            means = {name: 100 * float(np.mean(values)) for name, values in shares.items()}
            for place, name in enumerate(sorted(means, key=lambda name: -means[name])):
                if place < 12 or means[name] > mark:
                    print(f"   {when:<6} {title:<16} {name:<20} {means[name]:6.2f} % ({len(shares[name])})")
        for when in MARKS:
            for place, (name, (wrong, whole), count) in enumerate(self._pixels(when)):
                share = 100 * wrong / max(whole, 1)
                if place < 12 or share > SKIN:
                    print(f"   {when:<6} skin through     {name:<20} {share:6.2f} % ({count})")
        for pose, values in sorted(self.by_pose.items(), key=lambda item: -float(np.mean(item[1])))[:6]:
            print(f"   pose {pose:<36} {100 * np.mean(values):6.2f} %")

    def _shares(self) -> Iterator[tuple[str, str, dict[str, list[float]]]]:
        """What is measured, when, and of each piece the share of its vertices on each body."""
        for title, table in (
            ("in the body", self.inside),
            ("in seen skin", self.below_seen),
            ("in lower pieces", self.layers),
        ):
            for when in ("rest", "posed", "face"):
                shares = {name: values for (at, name), values in table.items() if at == when}
                if shares:
                    yield title, when, shares

    def _pixels(self, when: str) -> list[tuple[str, tuple[int, int], int]]:
        """Of each piece the pixels of skin and of cloth, and in how many pictures; the worst first."""
        found = [
            (name, (sum(wrong for wrong, _ in pairs), sum(whole for _, whole in pairs)), len(pairs))
            for (at, name), pairs in self.pixels.items()
            if at == when
        ]
        return sorted(found, key=lambda piece: -piece[1][0] / max(piece[1][1], 1))


def _seconds(clothes: Outfit, base: np.ndarray) -> float:
    start = time.perf_counter()
    clothes.on(base)
    return time.perf_counter() - start


if __name__ == "__main__":
    import sys

    short = "--short" in sys.argv
    rest = [word for word in sys.argv[1:] if word != "--short"]
    place = Path(rest[0]) if rest else None
    count = int(rest[1]) if len(rest) > 1 else SHORT if short else BODIES
    for name, value in run(place, count, 1 if short else EACH).items():
        print(f"{name:<40} {value if isinstance(value, str) else round(value, 3)}")
