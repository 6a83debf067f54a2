"""The 3D view of the page: a figure whose vertices follow at once, and its textures or a heat map once it rests.

While a slider is dragged the meshes are plain, because their vertices alone go to the browser. What is drawn at rest
is a file that the browser takes a moment to load; until then the plain meshes, a little inside of it, are seen.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..protocol.covered import hidden_vertices
from ..protocol.results import BODY, Avatar, Part
from .meshes import Drawn, coloured, drawn, inset, shown_vertices, textured

if TYPE_CHECKING:
    from .serving import ClientHandle, ViserServer

Shown = Literal["textures", "clay", "heat"]
CLAY = (196, 178, 164)
INSIDE = 0.0012
"""metres that plain meshes lie inside of what is drawn over them"""
RESTS_AFTER_S = 0.2
LOADED_AFTER_S = 0.5
FIELD_OF_VIEW = 0.5
MARGIN = 1.16
VIEWS = ("Front", "Side", "Back", "Face")
_DIRECTIONS = {
    "Front": (0.0, -1.0, 0.04),
    "Side": (1.0, 0.0, 0.04),
    "Back": (0.0, 1.0, 0.04),
    "Face": (0.0, -1.0, 0.03),
}
_HEAD = 0.15
"""of the height, how much a head takes"""


class Scene:
    """The figure in the scene of a page's server. All methods may be called from any thread."""

    def __init__(self, server: ViserServer, avatar: Avatar, form: str) -> None:
        self._server, self._form = server, form
        self._lock = threading.RLock()
        self._drawn: dict[str, Drawn] = {}
        self._bodies: dict[str, Drawn] = {}
        """the body "whole", and as it is "seen" under what it wears"""
        self._sources: dict[str, Any] = {}
        self._plain: dict[str, Any] = {}
        self._at_rest: Any = None
        self._count = 0
        self._vertices: dict[str, np.ndarray] = {}
        self._colours: Callable[[np.ndarray], np.ndarray] | None = None
        self.shown: Shown = "textures"
        self._changed, self._state = time.monotonic(), 0
        """when something moved, and the number of what is seen: what was painted for another is thrown away"""
        self._news, self._over = threading.Event(), False
        server.scene.add_grid(
            "/floor", width=6.0, height=6.0, plane="xy", cell_size=0.25, section_size=1.0,
            cell_color=(225, 225, 225), section_color=(205, 205, 205), visible=form != "head",
        )  # fmt: skip
        self.take(avatar)
        self._frame_first()
        server.on_client_connect(lambda client: self.look_from(client, "Front"))
        threading.Thread(target=self._paint, name="page at rest", daemon=True).start()

    def close(self) -> None:
        self._over = True
        self._news.set()

    # --- what is shown -----------------------------------------------------------------------------------------

    def take(self, avatar: Avatar) -> None:
        """The whole avatar: what it wears, its textures and its vertices."""
        face = dict(zip(avatar.shape_keys.names, avatar.shape_keys.values.tolist(), strict=True))
        with self._lock:
            parts = {part.name: part for part in avatar.all_parts}
            self._drawn = {name: self._kept(name, part) for name, part in parts.items() if name != BODY}
            self._bodies = {
                "whole": self._kept("whole", parts[BODY]),
                "seen": self._kept("seen", _without_covered(parts[BODY], avatar.covered)),
            }
            self._choose_body()
            for name in [name for name in self._plain if name not in parts]:
                self._plain.pop(name).remove()
        self.move({name: part.mesh.vertices for name, part in parts.items()}, face)

    def move(self, vertices: Mapping[str, np.ndarray], face: Mapping[str, float]) -> None:
        """New vertices (V, 3) of parts with a neutral face, and the values of the face keys."""
        with self._lock:
            for name, mesh in self._drawn.items():
                neutral = vertices.get(name)
                if neutral is None or len(neutral) != len(mesh.part.mesh.vertices):
                    continue
                self._vertices[name] = shown_vertices(mesh.part, neutral, face).astype(np.float32)
                self._draw_plain(mesh, self._vertices[name])
            self._clear_rest()
            self._changed, self._state = time.monotonic(), self._state + 1
        self._news.set()

    def show(self, how: Shown, colours: Callable[[np.ndarray], np.ndarray] | None = None) -> None:
        """How the figure looks at rest. colours: for "heat", vertices of the body (V, 3) -> colours (V, 3) 0..1."""
        with self._lock:
            self.shown, self._colours = how, colours
            self._changed, self._state = 0.0, self._state + 1
            self._choose_body()
            for name, mesh in self._drawn.items():
                self._draw_plain(mesh, self._vertices[name])
            self._clear_rest()
        self._news.set()

    def body(self) -> np.ndarray:
        """(V, 3) metres, the body with its face as it is seen."""
        with self._lock:
            return self._vertices[BODY].copy()

    def look_from(self, client: ClientHandle, view: str) -> None:
        """Turn one browser's camera to one of VIEWS."""
        position, target = self._camera(view, client.camera.aspect)
        client.camera.up_direction = (0.0, 0.0, 1.0)
        client.camera.position, client.camera.look_at, client.camera.fov = position, target, FIELD_OF_VIEW

    # --- inside ------------------------------------------------------------------------------------------------

    def _kept(self, name: str, part: Part) -> Drawn:
        """What is drawn of a part; what is the same as before (its faces and its picture) is not made again."""
        before = self._drawn.get(name) or self._bodies.get(name)
        albedo = part.textures.get("albedo")
        source = (part.mesh.faces, albedo)
        same = name in self._sources and all(_equal(a, b) for a, b in zip(source, self._sources[name], strict=True))
        self._sources[name] = source
        if before is None or not same:
            return drawn(part)
        return Drawn(**{**before.__dict__, "part": part})

    def _choose_body(self) -> None:
        body = self._bodies["seen" if self.shown == "textures" else "whole"]
        before = self._drawn.get(BODY)
        if before is not None and before.triangles is not body.triangles and BODY in self._plain:
            self._plain.pop(BODY).remove()
        self._drawn = {BODY: body, **{name: mesh for name, mesh in self._drawn.items() if name != BODY}}

    def _alone(self, mesh: Drawn) -> bool:
        """Whether a part is seen as the figure is shown now: shape alone is judged without hair and clothes."""
        return self.shown == "textures" or mesh.name == BODY

    def _draw_plain(self, mesh: Drawn, vertices: np.ndarray) -> None:
        node = self._plain.get(mesh.name)
        if node is None or len(node.vertices) != len(vertices):
            if node is not None:
                node.remove()
            self._plain[mesh.name] = self._server.scene.add_mesh_simple(
                f"/figure/{mesh.name}", vertices, mesh.triangles,
                color=CLAY if mesh.name == BODY else mesh.colour,
                side="double" if mesh.part.material.double_sided else "front",
                visible=self._alone(mesh),
            )  # fmt: skip
            return
        node.vertices = vertices
        node.visible = self._alone(mesh)

    def _clear_rest(self) -> None:
        if self._at_rest is not None:
            self._at_rest.remove()
            self._at_rest = None

    def _paint(self) -> None:
        """Draw what is seen at rest, each time that nothing has moved for a moment."""
        while not self._over:
            self._news.wait()
            self._news.clear()
            while not self._over:
                with self._lock:
                    changed, state = self._changed, self._state
                left = changed + RESTS_AFTER_S - time.monotonic()
                if left <= 0:
                    break
                time.sleep(left)
            if not self._over:
                self._paint_once(state)

    def _paint_once(self, state: int) -> None:
        with self._lock:
            how, colours = self.shown, self._colours
            meshes = [(mesh, self._vertices[name]) for name, mesh in self._drawn.items() if self._alone(mesh)]
        if how == "clay" or (how == "heat" and colours is None):
            return
        if how == "heat" and colours is not None:
            mesh, vertices = meshes[0]
            content = coloured(mesh, vertices, colours(vertices))
        else:
            content = textured(meshes)
        with self._lock:
            if state != self._state:
                return
            self._clear_rest()
            self._count += 1
            self._at_rest = self._server.scene.add_glb(f"/at rest {self._count}", content)
            for mesh, vertices in meshes:
                if mesh.part.material.alpha_mode == "opaque":
                    self._plain[mesh.name].vertices = inset(vertices, mesh.triangles, INSIDE)
        time.sleep(LOADED_AFTER_S)
        with self._lock:
            if state == self._state:
                for mesh, _ in meshes:
                    if mesh.part.material.alpha_mode != "opaque":
                        self._plain[mesh.name].visible = False

    def _frame_first(self) -> None:
        camera = self._server.initial_camera
        camera.position, camera.look_at = self._camera("Front")
        camera.up, camera.fov = (0.0, 0.0, 1.0), FIELD_OF_VIEW

    def _camera(self, view: str, aspect: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Position and target that show the whole figure, or its head. aspect: width by height of the view."""
        body = self.body()
        if view == "Face" and self._form == "person":
            body = body[body[:, 2] > body[:, 2].max() - _HEAD * np.ptp(body[:, 2])]
        low, high = body.min(axis=0), body.max(axis=0)
        middle = (low + high) / 2
        direction = np.array(_DIRECTIONS[view])
        across = 0 if view != "Side" else 1
        size = max(high[2] - low[2], (high[across] - low[across]) / max(aspect, 0.2))
        away = MARGIN * size / (2 * np.tan(FIELD_OF_VIEW / 2)) + (high - low)[1 - across] / 2
        return middle + away * direction / np.linalg.norm(direction), middle


def _without_covered(body: Part, covered: np.ndarray) -> Part:
    """The body without the faces that are hidden under what it wears, as files have it; its vertices stay."""
    mesh = body.mesh
    hidden = np.zeros(len(mesh.vertices), bool)
    hidden[hidden_vertices(mesh.faces, covered, len(mesh.vertices))] = True
    kept = ~hidden[mesh.faces].any(axis=1)
    return dataclasses.replace(
        body, mesh=dataclasses.replace(mesh, faces=mesh.faces[kept], uv_faces=mesh.uv_faces[kept])
    )


def _equal(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)
