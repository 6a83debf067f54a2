"""The controls of the page: word sliders, raw sliders, locks, what is shown, comparison and saving.

Nothing here decides: every control calls the page, and `refresh` shows what the page says. Callbacks of sliders are
coroutines, which the server runs in their order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..protocol.words import WordSlider
from .control import Control
from .edit import Edit
from .measure_controls import MeasureActions, MeasureControls
from .rows import Row
from .saving import KINDS, NAMELESS
from .scene import VIEWS
from .told import measures_text

if TYPE_CHECKING:
    from .serving import ClientHandle, ViserServer

HAND_S = 0.6
"""how long after it was moved a slider is under the hand, and left alone"""
EVERY_S = 0.12
LOCK = "Lock or free a slider …"
LOOKS = {"Skin and clothes": "textures", "Clay": "clay", "Distance to the truth": "heat"}


class Actions(MeasureActions, Protocol):
    """What the controls ask of the page."""

    def move_word(self, key: str, value: float) -> None: ...
    def move_sliders(self, values: Mapping[str, float]) -> None: ...
    def lock(self, *, sliders: Collection[str] = (), words: Collection[str] = ()) -> None: ...
    def step(self, steps: int) -> None: ...
    def reset(self) -> None: ...
    def words_to_zero(self) -> None: ...
    def roll(self, what: str) -> None: ...
    def choose_mapper(self, name: str) -> None: ...
    def add_word(self, client: ClientHandle, text: str) -> None: ...
    def show(self, how: str) -> None: ...
    def look_from(self, client: ClientHandle, view: str) -> None: ...
    def take_truth(self, client: ClientHandle, name: str, content: bytes) -> None: ...
    def take_photo(self, client: ClientHandle, name: str, content: bytes) -> None: ...
    def save(self, client: ClientHandle, kind: str, name: str) -> None: ...


class Panel:
    def __init__(self, server: ViserServer, actions: Actions, rows: Mapping[str, Sequence[Row]]):
        self._gui: Any = server.gui
        self._actions, self._rows = actions, rows
        self._words: dict[str, Control] = {}
        self._sliders: dict[tuple[str, ...], Control] = {}
        self._hand: tuple[Any, float] = (None, 0.0)
        self._refreshed = 0.0
        self._photo: Any = None
        self._photo_panel: Any = None
        self._build()

    # --- what the page says ------------------------------------------------------------------------------------

    def refresh(self, edit: Edit, at_once: bool = False) -> None:
        """Show where sliders stand. The one under the hand is left alone; unless `at_once`, not in every step."""
        now = time.monotonic()
        if not at_once and now - self._refreshed < EVERY_S:
            return
        self._refreshed = now
        hand = None if at_once else self._under_hand()
        for key, control in self._words.items():
            if key != hand:
                control.put(edit.readings.get(key, edit.words.get(key, 0.0)))
            control.show_lock(key in edit.held)
        values = edit.values
        for names, control in self._sliders.items():
            if names != hand and names[0] in values:
                control.put(sum(values[name] for name in names) / len(names))
            control.show_lock(all(name in edit.locked for name in names))
        self.sizes.show_locks(edit.measures)

    def measured(self, sizes: Mapping[str, float]) -> None:
        """Metres, kg, kg / m²."""
        text = measures_text(sizes)
        if self._measures.content != text:
            self._measures.content = text
        self.sizes.show(sizes, self._under_hand())

    def compared(self, sentence: str, legend: np.ndarray | None) -> None:
        """What is told of the truth; legend: (H, W, 3) uint8 of the heat map's colours."""
        self._truth.content = sentence
        if legend is not None:
            self._legend.image = legend
        self._legend.visible = legend is not None

    def looks_like(self, how: str) -> None:
        self._look.value = next(name for name, value in LOOKS.items() if value == how)

    def show_photo(self, name: str, pixels: np.ndarray) -> None:
        if self._photo is None:
            self._photo_panel = self._gui.add_panel()
            with self._photo_panel.add_tab("Photo"):
                self._photo = self._gui.add_image(pixels, label=name)
            self._photo_panel.dock_left()
            self._photo_panel.set_width(360)
            return
        self._photo.image, self._photo.label = pixels, name

    def show_words(self, mapper: str, words: Sequence[WordSlider], mappers: Sequence[str]) -> None:
        """The sliders of one of several mappers."""
        for control in self._words.values():
            control.handle.remove()
        self._words = {}
        with self._word_folder:
            for word in words:
                handle = self._gui.add_slider(
                    word.word, min=-1.0, max=1.0, step=0.01, initial_value=0.0, hint=word.told or None
                )
                handle.on_update(self._on(partial(self._actions.move_word, word.key), word.key))
                self._words[word.key] = Control(handle, word.word)
        self._word_lock.options = (LOCK, *(word.word for word in words))
        self._mapper.options = mappers or (mapper,)
        self._mapper.value = mapper

    def word_done(self) -> None:
        self._typed.value, self._typed.disabled = "", False

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        gui = self._gui
        self._measures = gui.add_markdown("")
        steps = gui.add_button_group("", ("Undo", "Redo", "Reset"), hint="Undo takes the last change back.")
        views = gui.add_button_group("Look from", VIEWS)
        steps.on_click(self._stepped)
        views.on_click(lambda event: event.client and self._actions.look_from(event.client, event.target.value))
        tabs = gui.add_tab_group()
        with tabs.add_tab("Words"):
            self._build_words()
        with tabs.add_tab("Sliders"):
            self._build_sliders()
        with tabs.add_tab("Measures"):
            self.sizes = MeasureControls(gui, self._actions, self._on, self._chosen)
        with tabs.add_tab("View"):
            self._build_view()
        with tabs.add_tab("Save"):
            self._build_save()
        gui.main_panel.dock_right()
        gui.main_panel.set_width(380)

    def _build_words(self) -> None:
        gui = self._gui
        self._mapper: Any = gui.add_dropdown("Mapper", ("",))
        self._mapper.on_update(self._on(self._actions.choose_mapper))
        self._word_folder = gui.add_folder(None)
        self._word_lock: Any = gui.add_dropdown("Lock", (LOCK,), hint="A locked word stays while others move.")
        self._chosen(self._word_lock, self._word_named)
        self._typed: Any = gui.add_text("Any word", "", hint="Type a word, then add it as a slider.")
        gui.add_button("Add the word", color="gray").on_click(self._word_typed)
        buttons = gui.add_button_group("", ("Random", "All to 0"))
        buttons.on_click(
            lambda event: (
                self._actions.roll("words") if event.target.value == "Random" else self._actions.words_to_zero()
            )
        )

    def _build_sliders(self) -> None:
        gui = self._gui
        self._part = gui.add_dropdown("Part", tuple(self._rows))
        self._part.on_update(self._on(self._show_part))
        self._part_folder = gui.add_folder(None)
        self._slider_lock: Any = gui.add_dropdown(
            "Lock", (LOCK,), hint="Words and measures leave a locked slider alone."
        )
        self._chosen(self._slider_lock, self._slider_named)
        gui.add_button("Random person").on_click(lambda _: self._actions.roll("sliders"))
        self._show_part(next(iter(self._rows)))

    def _show_part(self, part: str) -> None:
        for control in self._sliders.values():
            control.handle.remove()
        self._sliders = {}
        with self._part_folder:
            for row in self._rows[part]:
                low, high = round(row.minimum, 3), round(row.maximum, 3)
                handle = self._gui.add_slider(
                    row.label, min=low, max=high, step=0.01 if high - low > 0.5 else 0.001,
                    initial_value=min(max(round(row.default, 3), low), high),
                )  # fmt: skip
                handle.on_update(self._on(partial(self._moved, row.sliders), row.sliders))
                self._sliders[row.sliders] = Control(handle, row.label)
        self._slider_lock.options = (LOCK, *(row.label for row in self._rows[part]))
        self._actions.show("")

    def _build_view(self) -> None:
        gui = self._gui
        self._look = gui.add_dropdown("Shown as", tuple(LOOKS))
        self._look.on_update(self._on(lambda value: self._actions.show(LOOKS[value])))
        self._truth = gui.add_markdown("No truth to compare with yet: an avatar.npz of the same body.")
        self._legend = gui.add_image(np.zeros((8, 8, 3), np.uint8), visible=False)
        truth = gui.add_upload_button("Compare with an avatar …", mime_type=".npz")
        truth.on_upload(self._taken(self._actions.take_truth))
        photo = gui.add_upload_button("Put a photo beside it …", mime_type="image/*")
        photo.on_upload(self._taken(self._actions.take_photo))

    def _build_save(self) -> None:
        gui = self._gui
        self._name = gui.add_text("Name", NAMELESS)
        buttons = gui.add_button_group("Save as", KINDS)
        buttons.on_click(
            lambda event: event.client and self._actions.save(event.client, event.target.value, self._name.value)
        )
        self.saved = gui.add_markdown(
            "PNG is the view, with nothing behind the figure. FBX takes Blender some seconds."
        )

    # --- callbacks ---------------------------------------------------------------------------------------------

    def _on(self, act: Callable[[Any], None], hand: Any = None) -> Callable[[Any], Any]:
        """For `on_update`: what people do, not what the page itself has set."""

        async def callback(event: Any) -> None:
            if event.client_id is None:
                return
            if hand is not None:
                self._hand = (hand, time.monotonic())
            act(event.target.value)

        return callback

    def _moved(self, names: tuple[str, ...], value: float) -> None:
        self._actions.move_sliders(dict.fromkeys(names, value))

    def _word_typed(self, event: Any) -> None:
        text = " ".join(self._typed.value.split())
        if event.client is not None and text:
            self._typed.disabled = True
            self._actions.add_word(event.client, text)

    def _stepped(self, event: Any) -> None:
        if event.target.value == "Reset":
            self._actions.reset()
        else:
            self._actions.step(-1 if event.target.value == "Undo" else 1)

    def _chosen(self, dropdown: Any, named: Callable[[str], None]) -> None:
        """What is chosen of a dropdown is done, and it shows its first line again."""

        async def callback(event: Any) -> None:
            if event.client_id is not None and dropdown.value != dropdown.options[0]:
                chosen, dropdown.value = dropdown.value, dropdown.options[0]
                named(chosen)

        dropdown.on_update(callback)

    def _under_hand(self) -> Any:
        """What was moved a moment ago."""
        return self._hand[0] if time.monotonic() - self._hand[1] < HAND_S else None

    def _word_named(self, word: str) -> None:
        self._actions.lock(words=[key for key, control in self._words.items() if control.label == word])

    def _slider_named(self, label: str) -> None:
        chosen = (names for names, control in self._sliders.items() if control.label == label)
        self._actions.lock(sliders=next(chosen, ()))

    def _taken(self, take: Callable[[ClientHandle, str, bytes], None]) -> Callable[[Any], None]:
        def callback(event: Any) -> None:
            if event.client is not None:
                take(event.client, event.target.value.name, event.target.value.content)

        return callback
