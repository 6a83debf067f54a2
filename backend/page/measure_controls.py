"""The measures of the page's figure: sizes that are typed, and which of them are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, Protocol

from ..protocol.measures import MEASURES
from .control import Control
from .told import SIZES

KEEP = "Keep or free a measure …"


class MeasureActions(Protocol):
    def measure(self, name: str, size: float) -> None: ...
    def keep_or_free(self, name: str) -> None: ...


class MeasureControls:
    """gui: of viser, whose tab is open. on: makes a callback of what people type, and of whose it is. chosen: sees to
    what is chosen of a dropdown."""

    def __init__(
        self,
        gui: Any,
        actions: MeasureActions,
        on: Callable[[Callable[[Any], None], Any], Any],
        chosen: Callable[[Any, Callable[[str], None]], None],
    ) -> None:
        self._gui, self._actions, self._on = gui, actions, on
        self._controls: dict[str, Control] = {}
        self._folder = gui.add_folder(None)
        self._lock = gui.add_dropdown(
            "Keep", (KEEP,), hint="What is kept stays while words and sliders move. A size that is typed is kept."
        )
        chosen(self._lock, self._named)
        self._missed = gui.add_markdown("")

    def show(self, sizes: Mapping[str, float], hand: Any) -> None:
        """sizes: metres, kg, kg / m²; hand: the measure that is being typed."""
        if set(sizes) != set(self._controls):
            self._build(sizes)
        for name, size in sizes.items():
            if name != hand:
                self._controls[name].put(round(size * SIZES[name].times, 1))

    def show_locks(self, kept: Collection[str]) -> None:
        for name, control in self._controls.items():
            control.show_lock(name in kept, disabled=False)

    def missed(self, text: str) -> None:
        """What is told of measures that cannot be met."""
        if self._missed.content != text:
            self._missed.content = text

    def _build(self, sizes: Mapping[str, float]) -> None:
        for control in self._controls.values():
            control.handle.remove()
        self._controls = {}
        with self._folder:
            for name, size in sizes.items():
                told, (least, most) = SIZES[name], (MEASURES[name].least, MEASURES[name].most)
                handle = self._gui.add_number(
                    told.title, round(size * told.times, 1), min=round(least * told.times, 1),
                    max=round(most * told.times, 1), step=0.1,
                )  # fmt: skip
                handle.on_update(self._on(partial(self._typed, name), name))
                self._controls[name] = Control(handle, told.title)
        self._lock.options = (KEEP, *(SIZES[name].title for name in sizes))

    def _typed(self, name: str, value: float) -> None:
        self._actions.measure(name, value / SIZES[name].times)

    def _named(self, title: str) -> None:
        for name in (name for name, control in self._controls.items() if control.label == title):
            self._actions.keep_or_free(name)
