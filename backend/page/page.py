"""What happens on the page: from a control to the figure and back. It outlives every browser that looks at it."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..figure.heat_colours import legend
from ..protocol.batch.names import safe_name
from ..protocol.errors import GalateaError, JobFailed
from ..protocol.events import ModelInfo
from ..protocol.requests import Base, Figure, LiveShapeRequest, ShapeRequest, WordsRequest, look_of
from ..protocol.results import Avatar, AvatarResult, LiveShapeResult
from ..protocol.words import WordSlider, WordsResult
from . import saving, truth
from .edit import (
    Edit,
    History,
    answered,
    begun,
    measures_freed,
    reset,
    sliders_rolled,
    toggled,
    with_measures,
    with_sliders,
    with_word,
    words_rolled,
)
from .follower import Answers, Errand, Follower, Turn
from .panel import Panel
from .rows import rows_of
from .scene import Scene
from .told import Telling, missed_text, picture_of

if TYPE_CHECKING:
    from .serving import ClientHandle, ViserServer

OWN = "your words"
"""the group of words that were typed on the page"""
MEASURES_EVERY_S = 0.1
WHOLE_WITHIN_S = 60.0


@dataclass(frozen=True)
class Settings:
    """figure: the form of what is asked for. mappers: name -> its word sliders. out: where files go; browsers
    download them where it is None. blender: which writes FBX."""

    figure: Figure
    mappers: Mapping[str, tuple[WordSlider, ...]]
    out: Path | None = None
    blender: Path | None = None
    seed: int = 0


class Page:
    """All methods may be called from any thread."""

    def __init__(self, server: ViserServer, avatar: Avatar, model: ModelInfo, settings: Settings) -> None:
        self._server, self._avatar, self._model, self._settings = server, avatar, model, settings
        self._lock = threading.RLock()
        self._edit = begun(avatar.sliders)
        self._history = History(self._edit)
        self._number, self._whole_number, self._measured = 0, 0, 0.0
        self._sizes: Mapping[str, float] = {}
        self._whole_here = threading.Condition(self._lock)
        self._dice = random.Random(settings.seed)
        self._truth: truth.Truth | None = None
        self._scale = 1.0
        self._mappers = dict(settings.mappers)
        self._mapper = ""
        self.follower = Follower(Answers(self._on_live, self._whole_request, self._on_whole, self._on_failed))
        self.scene = Scene(server, avatar, model.form)
        self._ready = False
        self.panel = Panel(server, self, rows_of(model))
        self._ready = True
        self.choose_mapper(next(iter(settings.mappers), OWN))

    @property
    def _keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self._mappers.get(self._mapper, ()))

    @property
    def avatar(self) -> Avatar:
        """The last whole one."""
        with self._lock:
            return self._avatar

    @property
    def touched(self) -> bool:
        """Whether anything was changed since the beginning."""
        with self._lock:
            return self._edit.values != self._edit.around

    def last_request(self) -> ShapeRequest:
        """The whole figure as the sliders stand, from the last whole one."""
        with self._lock:
            return replace(self._whole_request(None), base=Base(avatar=self._avatar))

    def take(self, result: AvatarResult) -> None:
        with self._lock:
            self._avatar = result.avatar

    # --- what the controls ask for -----------------------------------------------------------------------------

    def move_word(self, key: str, value: float) -> None:
        self._change(lambda edit: with_word(edit, key, value))

    def move_sliders(self, values: Mapping[str, float]) -> None:
        self._change(lambda edit: with_sliders(edit, values))

    def lock(self, *, sliders: Collection[str] = (), words: Collection[str] = ()) -> None:
        self._change(lambda edit: toggled(edit, sliders=sliders, words=words), shown=True)

    def measure(self, name: str, size: float) -> None:
        """The body shall have this size, in metres, kg or kg / m², and keep it."""
        self._change(lambda edit: with_measures(edit, {name: size}), shown=True)

    def keep_or_free(self, name: str) -> None:
        with self._lock:
            if name in self._edit.measures:
                self._change(lambda edit: measures_freed(edit, [name]), shown=True)
            elif name in self._sizes:
                self.measure(name, self._sizes[name])

    def step(self, steps: int) -> None:
        with self._lock:
            self._history.note(self._edit)
            self._change(lambda _: self._history.go(steps), shown=True)

    def reset(self) -> None:
        self._change(reset, shown=True)

    def words_to_zero(self) -> None:
        self._change(lambda edit: reset(edit, [key for key in self._keys if key not in edit.held]), shown=True)

    def roll(self, what: str) -> None:
        if what == "words":
            self._change(lambda edit: words_rolled(edit, self._keys, self._dice), shown=True)
        else:
            self._change(lambda edit: sliders_rolled(edit, self._model.sliders, self._dice), shown=True)

    def choose_mapper(self, name: str) -> None:
        with self._lock:
            self._mapper = name
            self.panel.show_words(name, self._mappers.get(name, ()), tuple(self._mappers))
            self._change(lambda edit: with_sliders(edit, {}), shown=True)

    def add_word(self, client: ClientHandle, text: str) -> None:
        """A word that somebody typed becomes a slider, where it can."""

        def done(result: WordsResult) -> None:
            for sentence in result.refused.values():
                self.tell(sentence, client=client)
            if result.words:
                with self._lock:
                    known = {word.key: word for word in (*self._mappers.get(OWN, ()), *result.words)}
                    self._mappers[OWN] = tuple(known.values())
                self.choose_mapper(OWN)
            self.panel.word_done()

        def failed(error: GalateaError) -> None:
            self.tell(error.message, error.hint, client)
            self.panel.word_done()

        self.follower.send(Errand(WordsRequest(words=(text,), figure=self._settings.figure), done, failed))

    def show(self, how: str) -> None:
        """ "textures", "clay" or "heat"; "" as it is, with the sliders shown anew."""
        if not self._ready:
            return
        if how == "heat" and self._truth is None:
            self.tell("There is no truth to compare with.", "Choose an avatar.npz of the same body under View.")
            self.panel.looks_like(self.scene.shown)
            return
        with self._lock:
            self.panel.refresh(self._edit, at_once=True)
        if how in ("textures", "clay", "heat"):
            self.scene.show(how, self._colours if how == "heat" else None)

    def look_from(self, client: ClientHandle, view: str) -> None:
        self.scene.look_from(client, view)

    # --- files -------------------------------------------------------------------------------------------------

    def take_truth(self, client: ClientHandle, name: str, content: bytes) -> None:
        """An avatar.npz that was chosen in the browser."""
        with tempfile.TemporaryDirectory(prefix="galatea-page-") as folder, self._telling(client):
            file = Path(folder) / "truth.npz"
            file.write_bytes(content)
            found = truth.checked_truth(file, self.avatar)
            called = safe_name(name, "truth")
            self.follower.send(
                Errand(
                    posed_request(found, self._settings.figure),
                    lambda result: self.compare(called, result.avatar),
                    lambda error: self.tell(error.message, error.hint),
                )
            )

    def compare(self, name: str, posed: Avatar) -> None:
        """posed: the truth in the rest pose of the figure."""
        self._truth = truth.truth_of(name, posed)
        self._scale = truth.told(self._truth, self.scene.body()).scale
        self.panel.looks_like("heat")
        self.scene.show("heat", self._colours)
        self._tell_truth(new_scale=True)

    def take_photo(self, client: ClientHandle, name: str, content: bytes) -> None:
        with self._telling(client):
            self.panel.show_photo(safe_name(name, "photo"), picture_of(name, content))

    def save(self, client: ClientHandle, kind: str, name: str) -> None:
        with self._telling(client):
            out, stem = self._settings.out, saving.plain_name(name)
            stem, wrong = saving.free_stem(out, stem, kind.lower()), ""
            if kind == "PNG":
                camera = client.camera
                pixels = client.get_render(
                    camera.image_height, camera.image_width, transport_format="png", timeout=WHOLE_WITHIN_S
                )
                files = saving.png_files(stem, pixels)
            else:
                note = client.add_notification(f"Saving {kind} …", "", loading=True) if kind == "FBX" else None
                try:
                    avatar = self.whole()
                    files = saving.avatar_files(kind, stem, avatar, self._settings.blender)
                    wrong = saving.faults(files, avatar)
                finally:
                    if note is not None:
                        note.remove()
            if out is not None:
                said = ", ".join(str(path) for path in saving.put(out, files))
            else:
                said, content = saving.as_one(files)
                client.send_file_download(said, content, save_immediately=True)
            self.panel.saved.content = f"Saved: {said}" + (f"\n\nIt differs: {wrong}" if wrong else "")

    def whole(self) -> Avatar:
        """The whole avatar as the sliders stand. Blocks until it is here. Raises JobFailed where it does not come."""
        deadline = time.monotonic() + WHOLE_WITHIN_S
        with self._whole_here:
            while self._whole_number < self._number:
                left = deadline - time.monotonic()
                if left <= 0 or not self._whole_here.wait(left):
                    raise JobFailed("The backend has not made the whole figure yet.", "Try again in a moment.")
            return self._avatar

    def tell(self, title: str, body: str = "", client: ClientHandle | None = None) -> None:
        """A notice in one browser, or in all."""
        for each in [client] if client is not None else self._server.get_clients().values():
            each.add_notification(title, body, color="red", auto_close_seconds=12.0)

    # --- to the backend and back -------------------------------------------------------------------------------

    def _change(self, step: Callable[[Edit], Edit], shown: bool = False) -> None:
        """shown: the controls are set at once, because it was not a slider under the hand that moved."""
        with self._lock:
            self._edit = step(self._edit)
            self._ask()
            if shown:
                self.panel.refresh(self._edit, at_once=True)

    def _ask(self) -> None:
        if not self._ready:
            return
        with self._lock:
            edit, now = self._edit, time.monotonic()
            self._number += 1
            measured = now - self._measured > MEASURES_EVERY_S
            self._measured = now if measured else self._measured
            live = LiveShapeRequest(
                sliders=edit.sliders,
                figure=self._settings.figure,
                measures=edit.measures,
                locked=tuple(sorted(edit.locked | (edit.hand if edit.measures else frozenset()))),
                words=edit.words,
                words_held=tuple(sorted(edit.held)),
                words_around=edit.around if self._keys else {},
                words_read=self._keys,
                worn=look_of(self._avatar).worn,
                measure=measured,
            )
            self.follower.ask(Turn(self._number, live, edit))

    def _on_live(self, turn: Turn, result: LiveShapeResult) -> None:
        with self._lock:
            asked: Edit = turn.note
            if asked.sliders is self._edit.sliders:
                self._edit = answered(self._edit, result.sliders, result.words)
            face = {**asked.sliders, **result.sliders}
        self.scene.move({"body": result.vertices, **result.part_vertices}, face)
        if result.measurements:
            self._sizes = result.measurements
            self.panel.measured(self._sizes)
        self.panel.sizes.missed(missed_text(result.missed, result.told))
        self.panel.refresh(self._edit)
        self._tell_truth()

    def _whole_request(self, turn: Turn | None) -> ShapeRequest:
        with self._lock:
            return ShapeRequest(
                sliders=dict(self._edit.values), figure=self._settings.figure, look=look_of(self._avatar)
            )

    def _on_whole(self, turn: Turn, result: AvatarResult) -> None:
        with self._whole_here:
            current = turn.number == self._number
            self._avatar = result.avatar
            if current:
                self._whole_number = turn.number
                self._history.note(self._edit)
            self._whole_here.notify_all()
        if current:
            self.scene.take(result.avatar)
            self._sizes = result.report.get("measurements", {})
            self.panel.measured(self._sizes)
            self.panel.refresh(self._edit, at_once=True)
            self._tell_truth(new_scale=True)

    def _on_failed(self, turn: Turn, error: GalateaError) -> None:
        self.tell(error.message, error.hint)

    def _colours(self, vertices: np.ndarray) -> np.ndarray:
        assert self._truth is not None
        return truth.heat(self._truth, vertices, self._scale)

    def _tell_truth(self, new_scale: bool = False) -> None:
        if self._truth is None:
            return
        told = truth.told(self._truth, self.scene.body())
        colours = None
        if new_scale:
            self._scale = told.scale
            colours = legend(640, 48, told.scale)
            if self.scene.shown == "heat":
                self.scene.show("heat", self._colours)
        self.panel.compared(f"**{self._truth.name}**: {told.sentence}", colours)

    def _telling(self, client: ClientHandle) -> Telling:
        return Telling(lambda title, body: self.tell(title, body, client))


def posed_request(found: Avatar, figure: Figure) -> ShapeRequest:
    """An avatar as it is, in the skeleton and rest pose of `figure`."""
    return ShapeRequest(look=look_of(found), figure=replace(figure, preview_size=0), base=Base(avatar=found))
