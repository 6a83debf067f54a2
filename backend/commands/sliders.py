"""`galatea sliders`: word sliders without Blender, a page in the browser with a 3D view."""

from __future__ import annotations

import contextlib
import dataclasses
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from ..page.page import Page, Settings, posed_request
from ..page.serving import check_port, check_viser, page_server
from ..page.told import picture_of
from ..page.truth import checked_truth
from ..protocol.avatar_file import load_avatar, save_avatar
from ..protocol.codec import closest
from ..protocol.errors import BadFile, BadRequest, ConnectionFailed
from ..protocol.events import ModelInfo, Welcome
from ..protocol.folders import state_folder
from ..protocol.requests import SLOTS, Base, Figure, Look, ShapeRequest, WordsRequest, Worn, figure_of, look_of
from ..protocol.results import Avatar
from ..protocol.words import WordSlider, WordsResult
from ..server.disk import private_folder
from .connect import Backend, Connection, backend
from .make import make_folder

PORT = 8017
STARTS = 3
"""how often a backend of its own that died is started again"""
ENDING = ".safetensors"
_CLOTHES = tuple(
    slot for slot in SLOTS if slot not in ("eyes", "teeth", "tongue", "lashes", "brows", "hair", "facial_hair")
)
"""a figure that starts from nothing wears its bodysuit alone, so that its shape is seen"""


@dataclass(frozen=True, kw_only=True)
class PageOptions(Connection):
    body: str = ""
    """Body model; that of --base where one is given, else anny."""
    mapper: tuple[str, ...] = ()
    """Mappers whose words are sliders: names, as anny-body, or files; all of the body's that are here unless given."""
    base: Path | None = None
    """An avatar.npz to start from."""
    photo: Path | None = None
    """A picture to show beside the figure."""
    truth: Path | None = None
    """An avatar.npz of the same body to compare with, as a heat map in millimetres."""
    out: Path | None = None
    """Folder that files are saved into; without it the browser downloads them."""
    port: int = PORT
    """Port of the page; 0 for any that is free."""
    host: str = "127.0.0.1"
    """Network address of the page; others than this machine's own let everybody who reaches it move the sliders."""
    blender: Path | None = None
    """Blender, or a Python that has bpy, for FBX; found by itself where it is omitted."""
    device: str = "auto"
    """"auto", "cpu" or "cuda:0", for a backend that is started here."""


_DEFAULTS = PageOptions()


def sliders(options: tyro.conf.OmitArgPrefixes[PageOptions] = _DEFAULTS) -> int:
    """Word sliders without Blender: a page in the browser with a 3D view, raw sliders, saving and comparison.

    Runs until Ctrl-C. What was done is kept while no browser is open.
    """
    check_viser()
    check_port(options.host, options.port)
    photo = _photo(options.photo)
    base = _base(options)
    figure = _figure(options, base)
    if options.truth is not None and not options.truth.is_file():
        raise BadFile(f"There is no file {options.truth}.", "Give the avatar.npz of an earlier result as --truth.")
    if options.out is not None:
        make_folder(options.out)
    with contextlib.ExitStack() as held:
        return _Run(options, figure, base, photo, held).run()


class _Run:
    """One call of the command: the page, and backends after one another where one dies."""

    def __init__(
        self, options: PageOptions, figure: Figure, base: Avatar | None, photo: Any, held: contextlib.ExitStack
    ) -> None:
        self._options, self._figure, self._start, self._photo, self._held = options, figure, base, photo, held
        self._page: Page | None = None

    def run(self) -> int:
        for starts_left in reversed(range(STARTS)):
            try:
                with backend(self._options, self._options.device) as here:
                    self._serve(here)
                    break
            except ConnectionFailed as error:
                if self._options.named or self._page is None or not starts_left:
                    self._keep()
                    raise
                self._start = self._page.avatar
                self._page.tell("The backend died, and is started again.", "Nothing of the figure is lost.")
                print(f"warning: {error.message} It is started again.", file=sys.stderr)
        self._keep()
        return 0

    def _serve(self, here: Backend) -> None:
        """Until Ctrl-C."""
        try:
            result = here.run(self._first_request())
            start = here.job
            page = self._page or self._opened(here, result.avatar)
            try:
                page.follower.follow(here.client, start)
            except KeyboardInterrupt:
                if page.touched:
                    page.take(here.run(page.last_request()))
        except KeyboardInterrupt:
            pass

    def _first_request(self) -> ShapeRequest:
        if self._page is not None:
            return self._page.last_request()
        if self._start is None:
            return ShapeRequest(figure=self._figure, look=Look(worn=tuple(Worn(slot=s, piece="") for s in _CLOTHES)))
        return ShapeRequest(figure=self._figure, look=look_of(self._start), base=Base(avatar=self._start))

    def _opened(self, here: Backend, avatar: Avatar) -> Page:
        welcome = here.client.handshake()
        model = _body(welcome, self._figure.body)
        mappers = _mappers(self._options.mapper, welcome, here.run(WordsRequest(figure=self._figure)), model.name)
        posed = self._posed_truth(here, avatar)
        server = self._held.enter_context(page_server(self._options.host, self._options.port))
        settings = Settings(figure=self._figure, mappers=mappers, out=self._options.out, blender=self._options.blender)
        page = self._page = Page(server, avatar, model, settings)
        self._held.callback(page.scene.close)
        if self._photo is not None and self._options.photo is not None:
            page.panel.show_photo(self._options.photo.name, self._photo)
        if posed is not None and self._options.truth is not None:
            page.compare(self._options.truth.name, posed)
        _say_where(self._options, server.get_port())
        return page

    def _posed_truth(self, here: Backend, avatar: Avatar) -> Avatar | None:
        if self._options.truth is None:
            return None
        found = checked_truth(self._options.truth, avatar)
        return here.run(posed_request(found, self._figure)).avatar

    def _keep(self) -> None:
        """What is on the page when it ends, where the user can start from it again."""
        page = self._page
        if page is None or not page.touched:
            return
        folder = state_folder() / "sliders"
        private_folder(state_folder())
        folder.mkdir(exist_ok=True)
        file = folder / "last.npz"
        save_avatar(file, page.avatar)
        print(f"The figure as it was last: galatea sliders --base {shlex.quote(str(file))}")


def _say_where(options: PageOptions, port: int) -> None:
    host = "localhost" if options.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else options.host
    who = "this machine alone can open it" if is_loopback_host(options.host) else "everybody on its network can open it"
    print(f"Word sliders: http://{host}:{port}  ({who}; Ctrl-C ends it)", flush=True)


def is_loopback_host(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")


def _figure(options: PageOptions, base: Avatar | None) -> Figure:
    if base is None:
        return Figure(body=options.body or "anny", preview_size=0)
    figure = figure_of(base)
    if options.body and options.body != figure.body:
        raise BadRequest(
            f"The avatar to start from is of the body {figure.body}, not of {options.body}.",
            f"Leave --body out, or make it one: galatea convert --base {options.base} --body {options.body}",
        )
    return dataclasses.replace(figure, preview_size=0, clip="none")


def _base(options: PageOptions) -> Avatar | None:
    if options.base is None:
        return None
    if not options.base.is_file():
        raise BadFile(f"There is no file {options.base}.", "Give the avatar.npz of an earlier result as --base.")
    return load_avatar(options.base)


def _photo(file: Path | None) -> Any:
    if file is None:
        return None
    if not file.is_file():
        raise BadFile(f"There is no file {file}.", "Give a PNG, JPEG or WebP file as --photo.")
    return picture_of(file.name, file.read_bytes())


def _body(welcome: Welcome, name: str) -> ModelInfo:
    bodies = {model.name: model for model in welcome.models if model.kind == "body" and model.available}
    if name not in bodies:
        raise BadRequest(f"There is no body named {name[:60]!r}.", closest(name[:60], bodies))
    return bodies[name]


def _mappers(
    asked: tuple[str, ...], welcome: Welcome, with_body: WordsResult, body: str
) -> dict[str, tuple[WordSlider, ...]]:
    """Name -> its word sliders: those that come with the body, then the user's, or those that are asked for alone.

    Raises BadRequest for one that is none or of another body.
    """
    known = {model.name: model for model in welcome.models if model.kind == "mapper" and model.available}
    found: dict[str, tuple[WordSlider, ...]] = {}
    for word in with_body.words:
        found[word.mapper] = (*found.get(word.mapper, ()), word)
    for model in known.values():
        if model.of == body and model.name not in found:
            found[model.name] = _listed(model.name, model.words, model.space)
    names = [_shown_as(Path(name)) if name.endswith(ENDING) else name for name in asked] or list(found)
    for name, told in zip(names, asked or names, strict=True):
        if name not in found:
            found[name] = _in_file(told, body) if told.endswith(ENDING) else _refused(name, known, body)
    return {name: found[name] for name in names}


def _shown_as(file: Path) -> str:
    """A mapper in a file by its folder's name, as `galatea semantics make` calls the file the same in every one."""
    whole = file.absolute()
    return whole.parent.name if whole.stem == "mapper" else whole.stem


def _listed(name: str, words: Iterable[str], space: str) -> tuple[WordSlider, ...]:
    return tuple(
        WordSlider(key=f"{name}:{word}", word=word, mapper=name, space=space, value=0.0, explained=0.0)
        for word in words
    )


def _in_file(file: str, body: str) -> tuple[WordSlider, ...]:
    from ..semantics.known import load_mapper

    file = str(Path(file).absolute())
    mapper = load_mapper(file)
    if mapper.space.body != body:
        raise _of_another(file, mapper.space.body, body)
    return _listed(file, mapper.words, mapper.space.name)


def _refused(name: str, known: Mapping[str, ModelInfo], body: str) -> tuple[WordSlider, ...]:
    if name in known:
        raise _of_another(name, known[name].of, body)
    raise BadRequest(f"There is no mapper named {name[:60]!r}.", closest(name[:60], known))


def _of_another(mapper: str, of: str, body: str) -> BadRequest:
    return BadRequest(
        f"The mapper {mapper} moves the body {of}, not {body}.",
        f"Choose a mapper of {body}, or make one: galatea semantics make --body {body}",
    )
