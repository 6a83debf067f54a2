"""Pickles read without running them: a machine of our own takes their letters and builds lists, tables and notes.

What a pickle asks to be called is written down (`Noted`) and never called; a name that no model needs ends the reading,
as do references to elsewhere, numbers longer than any model has, and more work than any model needs. Python 2's and
Python 3's, protocols 0 to 5.
"""

from __future__ import annotations

import codecs
import pickletools
from collections.abc import Callable
from typing import Any, Protocol

from ...protocol.errors import BadFile
from .notes import NAMELESS, ORDERED, STORAGE, Name, Noted, Refused, is_class, known, noted, table_of

MAX_STEPS = 1_000_000
MAX_NUMBER_BYTES = 32
HINT = "Download the file again from its publisher; if it is from there, it is of a version that is not read here."


class Letters(Protocol):
    """A map of a file into memory, or a BytesIO: reads end where it ends, however much is asked for."""

    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self) -> bytes: ...


def read_pickle(file: Letters, name: str, storages: bool = False, any_names: bool = False) -> Any:
    """What the pickle holds: plain values, lists, tuples, dicts, `Name` and `Noted`.

    file: at the pickle's first byte, then behind its last. name: how to call it. storages: whether it may refer to the
    storage of a tensor that follows it, which becomes a `Noted`. any_names: whether names that no model needs are noted
    too, and what is done to their objects is passed over, instead of ending the reading. Sets become lists; a dict's
    keys are text, bytes or numbers, and pairs with other keys are passed over. Text may stand for bytes, a letter for
    each (arrays.py).
    Raises BadFile for anything else.
    """
    try:
        return (_TolerantMachine if any_names else _Machine)(file, storages).run()
    except Refused as error:
        raise BadFile(f"{name} is not read: {error}.", HINT) from error
    except IndexError as error:
        raise BadFile(f"{name} is no whole pickle: it takes what it never stated.", HINT) from error
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError, EOFError) as error:
        # what the standard library's readers raise over bytes that are no pickle
        raise BadFile(f"{name} is no whole pickle: {str(error)[:200] or type(error).__name__}.", HINT) from error


class _Mark:
    pass


_MARK = _Mark()


class _Machine:
    def __init__(self, file: Letters, storages: bool) -> None:
        self.file, self.storages = file, storages
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.listed = 0
        """items of all lists that were handed to a call"""

    def run(self) -> Any:
        read, steps = self.file.read, _STEPS
        for _ in range(MAX_STEPS):
            code = read(1)
            if not code:
                raise EOFError("it ends too early")
            if code == b".":
                value = self.stack.pop()
                if self.stack or value is _MARK:
                    raise ValueError("its end leaves something open")
                return value
            step = steps.get(code)
            if step is None:
                raise Refused(f"it asks for something that no body model needs ({_opcode(code)})")
            reader, act = step
            act(self, reader(self.file) if reader else None)
        raise Refused(f"it takes more than {MAX_STEPS:,} steps")

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is _MARK:
            raise ValueError("a mark stands where a value belongs")
        return value

    def top(self, kind: type) -> Any:
        if not isinstance(self.stack[-1], kind):
            raise ValueError(f"there is no {kind.__name__} to change")
        return self.stack[-1]

    def named(self, module: Any, name: Any) -> Name:
        return known(module, name)

    def called(self, of: Any, arguments: Any) -> Any:
        # one list may be handed over again and again, and each time becomes a table of its own
        if isinstance(arguments, tuple) and arguments and isinstance(arguments[0], list):
            self.listed += len(arguments[0])
            if self.listed > MAX_STEPS:
                raise Refused(f"it makes tables and sets of more than {MAX_STEPS:,} items")
        return noted(of, arguments)

    def made(self, of: Any, arguments: Any, by_name: Any = None) -> Any:
        if by_name is not None:
            raise Refused("it asks for something that no body model needs (NEWOBJ_EX)")
        if not isinstance(of, Name) or not is_class(of):
            raise Refused("it makes an object of something that is no class of a model")
        return Noted(of, arguments if isinstance(arguments, tuple) else ())

    def build(self, state: Any) -> None:
        self.top(Noted).state = state

    def since_mark(self) -> list[Any]:
        place = len(self.stack) - 1
        while self.stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise ValueError("a mark is missing")
        values = self.stack[place + 1 :]
        del self.stack[place:]
        return values


class _TolerantMachine(_Machine):
    """Takes every name: of a file from which only some values are wanted, whatever stands beside them."""

    def named(self, module: Any, name: Any) -> Name:
        if not isinstance(module, str) or not isinstance(name, str):
            raise Refused("it names something without words")
        return Name(module, name)

    def called(self, of: Any, arguments: Any) -> Any:
        if of == ORDERED:
            return super().called(of, arguments)
        return Noted(of if isinstance(of, Name) else NAMELESS, arguments if isinstance(arguments, tuple) else ())

    def made(self, of: Any, arguments: Any, by_name: Any = None) -> Any:
        return self.called(of, arguments)

    def build(self, state: Any) -> None:
        if isinstance(self.stack[-1], Noted):
            self.stack[-1].state = state

    def top(self, kind: type) -> Any:
        return kind() if isinstance(self.stack[-1], Noted) else super().top(kind)


def _opcode(code: bytes) -> str:
    return next((info.name for info in pickletools.opcodes if info.code == code.decode("latin1")), f"byte {code[0]}")


def _text_line(file: Letters) -> str:
    """Python 2's text in quotes with escapes, which may hold any byte."""
    line = file.readline()
    if not line.endswith(b"\n") or len(line) < 3 or line[:1] != line[-2:-1] or line[:1] not in (b"'", b'"'):
        raise ValueError("a text has no quotes around it")
    return codecs.escape_decode(line[1:-2])[0].decode("latin1")  # type: ignore[attr-defined]


def _decimal(file: Letters) -> int | bool:
    line = file.readline()
    if line in (b"00\n", b"01\n"):
        return line == b"01\n"
    return int(line.rstrip(b"\n").removesuffix(b"L"))


def _number(length_bytes: int) -> Callable[[Letters], int]:
    def read(file: Letters) -> int:
        length = int.from_bytes(_exactly(file, length_bytes), "little")
        if length > MAX_NUMBER_BYTES:
            raise Refused(f"it has a number of {length} bytes")
        return int.from_bytes(_exactly(file, length), "little", signed=True)

    return read


def _exactly(file: Any, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise EOFError("it ends too early")
    return data


def _push(machine: _Machine, value: Any) -> None:
    machine.stack.append(value)


def _constant(value: Any) -> Callable[[_Machine, Any], None]:
    return lambda machine, _: machine.stack.append(value)


def _tuple_of(count: int) -> Callable[[_Machine, Any], None]:
    def act(machine: _Machine, _: Any) -> None:
        machine.push(tuple([machine.pop() for _ in range(count)][::-1]))

    return act


def _append(machine: _Machine, _: Any) -> None:
    value = machine.pop()
    machine.top(list).append(value)


def _appends(machine: _Machine, _: Any) -> None:
    values = machine.since_mark()
    machine.top(list).extend(values)


def _set_item(machine: _Machine, _: Any) -> None:
    value, key = machine.pop(), machine.pop()
    machine.top(dict).update(table_of([key, value]))


def _set_items(machine: _Machine, _: Any) -> None:
    values = machine.since_mark()
    machine.top(dict).update(table_of(values))


def _get(machine: _Machine, number: int) -> None:
    if number not in machine.memo:
        raise ValueError("it refers to what it never stated")
    machine.push(machine.memo[number])


def _put(machine: _Machine, number: int | None) -> None:
    machine.memo[len(machine.memo) if number is None else number] = machine.stack[-1]


def _reduce(machine: _Machine, _: Any) -> None:
    arguments, of = machine.pop(), machine.pop()
    machine.push(machine.called(of, arguments))


def _new(machine: _Machine, _: Any) -> None:
    arguments, of = machine.pop(), machine.pop()
    machine.push(machine.made(of, arguments))


def _new_by_name(machine: _Machine, _: Any) -> None:
    by_name, arguments, of = machine.pop(), machine.pop(), machine.pop()
    machine.push(machine.made(of, arguments, by_name))


def _new_by_mark(machine: _Machine, stated: str | None) -> None:
    values = machine.since_mark()
    of = machine.named(*stated.split(" ", 1)) if stated else values.pop(0)
    make = machine.made if isinstance(of, Name) and is_class(of) else machine.called
    machine.push(make(of, tuple(values)))


def _build(machine: _Machine, _: Any) -> None:
    machine.build(machine.pop())


def _by_name(machine: _Machine, stated: str) -> None:
    machine.push(machine.named(*stated.split(" ", 1)))


def _by_stacked_name(machine: _Machine, _: Any) -> None:
    name, module = machine.pop(), machine.pop()
    machine.push(machine.named(module, name))


def _storage(machine: _Machine, _: Any) -> None:
    stated = machine.pop()
    if not machine.storages or not isinstance(stated, tuple) or stated[:1] != ("storage",):
        raise Refused("it refers to something outside of it (BINPERSID)")
    machine.push(Noted(STORAGE, stated))


def _protocol(machine: _Machine, number: int) -> None:
    if number > 5:
        raise ValueError(f"it is of protocol {number}")


def _mark_popped(machine: _Machine, _: Any) -> None:
    machine.since_mark()


_ACTS: dict[str, Callable[[_Machine, Any], None]] = {
    "PROTO": _protocol,
    "FRAME": lambda machine, length: None,
    **dict.fromkeys(
        (
            "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
            "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "UNICODE", "BINUNICODE",
            "SHORT_BINUNICODE", "BINUNICODE8",
        ),
        _push,
    ),
    "NONE": _constant(None),
    "NEWTRUE": _constant(True),
    "NEWFALSE": _constant(False),
    "MARK": _constant(_MARK),
    "POP": lambda machine, _: machine.stack.pop() and None,
    "POP_MARK": _mark_popped,
    "DUP": lambda machine, _: machine.push(machine.stack[-1]),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "EMPTY_SET": lambda machine, _: machine.push([]),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "EMPTY_TUPLE": _constant(()),
    "LIST": lambda machine, _: machine.push(machine.since_mark()),
    "FROZENSET": lambda machine, _: machine.push(machine.since_mark()),
    "TUPLE": lambda machine, _: machine.push(tuple(machine.since_mark())),
    "DICT": lambda machine, _: machine.push(table_of(machine.since_mark())),
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "APPEND": _append,
    "APPENDS": _appends,
    "ADDITEMS": _appends,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _get),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"), _put),
    "GLOBAL": _by_name,
    "STACK_GLOBAL": _by_stacked_name,
    "REDUCE": _reduce,
    "NEWOBJ": _new,
    "NEWOBJ_EX": _new_by_name,
    "BUILD": _build,
    "INST": _new_by_mark,
    "BINPERSID": _storage,
    "OBJ": _new_by_mark,
}  # fmt: skip
"""By the names of the standard library's table; what is not here ends the reading."""

_READERS: dict[str, Callable[[Letters], Any]] = {
    "STRING": _text_line,
    "INT": _decimal,
    "LONG": _decimal,
    "LONG1": _number(1),
    "LONG4": _number(4),
}
"""Where the standard library's own reader takes less than files hold, or more than we allow."""

_STEPS: dict[bytes, tuple[Any, Callable[[_Machine, Any], None]]] = {
    info.code.encode("latin1"): (_READERS.get(info.name, info.arg.reader if info.arg else None), _ACTS[info.name])
    for info in pickletools.opcodes
    if info.name in _ACTS
}
