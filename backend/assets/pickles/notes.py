"""What a pickle may ask for, and what stands for it: names, and notes of objects. Nothing is imported or called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_SCIPY = re.compile(r"scipy\.sparse(\._?(csc|csr|coo))?:(csc|csr|coo)_(matrix|array)")
_CHUMPY = re.compile(r"chumpy(\.[a-z_]+)*:\w+")
_KNOWN = frozenset(
    f"{module}:{name}"
    for modules, names in (
        (("numpy",), ("ndarray", "dtype")),
        (("numpy.core.multiarray", "numpy._core.multiarray"), ("_reconstruct", "scalar")),
        (("numpy.core.numeric", "numpy._core.numeric"), ("_frombuffer",)),
        (("_codecs",), ("encode",)),
        (("copy_reg", "copyreg"), ("_reconstructor",)),
        (("__builtin__", "builtins"), ("object", "set", "frozenset", "bytearray")),
        (("collections",), ("OrderedDict",)),
        (("torch._utils",), ("_rebuild_tensor_v2",)),
        (("torch.storage",), ("_load_from_bytes",)),
        (("torch",), ("FloatStorage", "DoubleStorage", "LongStorage", "IntStorage")),
    )
    for module in modules
    for name in names
)


@dataclass(frozen=True)
class Name:
    """The name of a class or function that a pickle states. Nothing is imported for it."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


ORDERED = Name("collections", "OrderedDict")
STORAGE = Name("torch", "storage")
"""of what a tensor's numbers are: bytes outside of the pickle"""
NAMELESS = Name("", "")
"""what the result of a call is, when that is called"""


@dataclass(eq=False)
class Noted:
    """An object that the pickle asks for: of which class or function, made from what, and its state."""

    of: Name
    arguments: tuple[Any, ...]
    state: Any = None


class Refused(Exception):
    """Why, as the end of a sentence."""


def known(module: Any, name: Any) -> Name:
    if not isinstance(module, str) or not isinstance(name, str):
        raise Refused("it names something without words")
    stated = f"{module}:{name}"
    if not (stated in _KNOWN or _CHUMPY.fullmatch(stated) or _SCIPY.fullmatch(stated)):
        raise Refused(f"it asks for {module[:60]}.{name[:60]}, which no body model needs and which is not run")
    return Name(module, name)


def noted(of: Any, arguments: Any) -> Any:
    """What stands for a call or a new object."""
    if not isinstance(of, Name) or not isinstance(arguments, tuple):
        raise Refused("it calls something that is no name")
    if of.name in ("encode", "bytearray"):
        return _encoded(arguments)
    if of.name in ("set", "frozenset"):
        if arguments and not isinstance(arguments[0], list | tuple):
            raise Refused("it makes a set of something else than a list")
        return arguments[0] if arguments else []
    if of.name == "OrderedDict":
        pairs = arguments[0] if arguments else []
        if not isinstance(pairs, list) or any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in pairs):
            raise Refused("it makes a table from something else than pairs")
        return table_of([value for pair in pairs for value in pair])
    if of.name == "_reconstructor":
        of = arguments[0]
        if not isinstance(of, Name) or not is_class(of):
            raise Refused("it makes an object of something that is no class of a model")
        return Noted(of, ())
    return Noted(of, arguments)


def is_class(name: Name) -> bool:
    return name.module.split(".")[0] in ("chumpy", "scipy") or name.name == "ndarray"


def _encoded(arguments: tuple[Any, ...]) -> Any:
    """Bytes, or the text that stands for them letter by byte: made only where they are wanted, or a small file could
    ask for the same long text again and again."""
    value, codec = arguments if len(arguments) == 2 else ((*arguments, b"")[0], "latin1")
    if not isinstance(value, str | bytes) or codec not in ("latin1", "latin-1"):
        raise Refused("it encodes a text in another way than pickles of numpy do")
    return value


def table_of(values: list[Any]) -> dict[Any, Any]:
    if len(values) % 2:
        raise ValueError("a key has no value")
    pairs = zip(values[::2], values[1::2], strict=True)
    return {key: value for key, value in pairs if isinstance(key, str | bytes | int | float | None)}
