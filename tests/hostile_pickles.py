"""Pickles that would run something, or use up the machine, if anybody unpickled them."""

import pickle
import struct
from pathlib import Path

import numpy as np

from .old_pickles import Global, Instance, python2_pickle, scipy_sparse
from .published_bodies import made


def _text(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text.encode())) + text.encode()


def _call(module: str, name: str, *arguments: bytes) -> bytes:
    return f"c{module}\n{name}\n(".encode() + b"".join(arguments) + b"tR"


def running(marker: Path) -> dict[str, bytes]:
    """Each writes the file `marker` where a common unpickler reads it; they end without their final stop."""
    touch, code = f"touch {marker}", f"open({str(marker)!r}, 'w').close()"
    opened = _call("builtins", "open", _text(str(marker)), _text("w"))
    arguments = b"".join((b"](", _text("touch"), _text(str(marker)), b"e"))
    return {
        "os.system": _call("os", "system", _text(touch)),
        "posix.system as Python 2 writes it": f"cposix\nsystem\n(S'{touch}'\ntR".encode(),
        "eval": _call("builtins", "eval", _text(code)),
        "exec under Python 2's name": b"\x80\x02" + _call("__builtin__", "exec", _text(code)),
        "a chain of getattr": b"\x80\x04"
        + _call("builtins", "getattr", _call("builtins", "__import__", _text("os")), _text("system"))
        + b"("
        + _text(touch)
        + b"tR",
        "subprocess from __reduce__": _call("subprocess", "call", arguments),
        "a name from the stack": b"\x80\x04" + _text("os") + _text("system") + b"\x93(" + _text(touch) + b"tR",
        "a dotted name from the stack": b"\x80\x04"
        + _text("shutil")
        + _text("os.system")
        + b"\x93("
        + _text(touch)
        + b"tR",
        "INST": b"(" + _text(touch) + b"ios\nsystem\n",
        "OBJ": b"(csubprocess\nPopen\n" + arguments + b"o",
        "copyreg": _call("copyreg", "_reconstructor", b"cpathlib\nPath\n", b"cbuiltins\nobject\n", b"N")
        + b"0"
        + _call("os", "system", _text(touch)),
        "a function of numpy that writes files": _call("numpy", "save", _text(f"{marker}"), b"K\x01")
        + _call("os", "rename", _text(f"{marker}.npy"), _text(f"{marker}")),
        "a map of a file by numpy": b"\x80\x02"
        + _call("numpy", "memmap", _text(str(marker)), _text("u1"), _text("w+"), b"K\x00", b"K\x01"),
        "an opened file": opened,
        "within a list in a list": b"](](" + _call("os", "system", _text(touch)) + b"ee",
        "as the key of a table": b"}" + _call("os", "system", _text(touch)) + b"K\x01s",
        "as the state of an object": b"\x80\x02ccollections\nOrderedDict\n)R}("
        + _text("x")
        + _call("os", "system", _text(touch))
        + b"ub",
    }


def forbidden() -> dict[str, bytes]:
    """Run nothing by themselves, but reach for what no model needs."""
    return {
        "persistent ids": b"\x80\x02]" + b"Pos.system\n" + b"a",
        "persistent ids from the stack": b"\x80\x02" + _text("os.system") + b"Q",
        "the registry of extensions": b"\x80\x02\x82\x01",
        "the registry of extensions by four bytes": b"\x80\x02\x84\x01\x00\x00\x00",
        "buffers from elsewhere": b"\x80\x05\x97\x98",
        "a class made by NEWOBJ": b"\x80\x02csubprocess\nPopen\n(" + _text("true") + b"t\x81",
        "a class made by NEWOBJ_EX": b"\x80\x04csubprocess\nPopen\n(" + _text("true") + b"t}\x92",
        "another codec": _call("_codecs", "encode", _text("x" * 100), _text("zlib_codec")),
        "a subclass of numpy's arrays": _call(
            "numpy.core.multiarray", "_reconstruct", b"cnumpy\nmemmap\n", b"K\x00", b"N"
        ),
        "a class called as a function": b"cnumpy.core.multiarray\nscalar\n)\x81",
        "an object made of a function": _call("copyreg", "_reconstructor", b"c_codecs\nencode\n", b"N", b"N"),
        "attributes of a plain value": b"\x80\x02]}(" + _text("__class__") + b"K\x01ub",
        "a module beside scipy's": _call("scipy.sparse.os", "system", _text("true")),
        "a path in a name": _call("../../evil", "run", _text("true")),
    }


def devouring() -> dict[str, bytes]:
    """Small files that ask for much memory or time, or that end in the middle."""
    laughs = b"\x80\x02]K\x01aq\x00" + b"".join(b"0](" + b"h%c" % k * 200 + b"eq%c" % (k + 1) for k in range(60))
    tuples = b"\x80\x02)q\x00" + b"".join(b"0h%ch%c\x86q%c" % (k, k, k + 1) for k in range(120))
    empty = b"\x80\x02]q\x00" + b"".join(b"0](" + b"h%c" % k * 200 + b"eq%c" % (k + 1) for k in range(14))
    select, one = b"cchumpy.reordering\nSelect\n)\x81}(U\x01a", b"U\x04idxs]K\x00aU\x0fpreferred_shapeK\x01\x85ub"
    parts = b"\x80\x02]K\x01aq\x00" + b"".join(
        b"0](" + b"h%c" % k * 200 + b"eq%c" % (k + 1) + b"0" + select + b"h%c" % (k + 1) + one + b"q%c" % (k + 2)
        for k in range(0, 14, 2)
    )
    pairs = b"](" + b"".join(b"J" + struct.pack("<i", k) + b"K\x01\x86" for k in range(60_000)) + b"e\x85q\x00"
    tables = b"\x80\x02" + pairs + b"0ccollections\nOrderedDict\nq\x01](" + b"h\x01h\x00R" * 20_000 + b"e"
    return {
        "the same pairs made into tables again and again": tables,
        "empty lists that double": empty,
        "parts of parts that double": parts,
        "more steps than a model has": b"\x80\x02" + b"K\x010" * 600_000,
        "marks alone": b"(" * 1_100_000,
        "a place in the memo far away": b"\x80\x02]r\xff\xff\xff\xff",
        "a long number": b"\x80\x02\x8b\xff\xff\xff\x7f",
        "a long number that is there": b"\x80\x02\x8b" + struct.pack("<i", 1 << 20) + b"\x01" * (1 << 20),
        "a number of many letters": b"L" + b"9" * 1_000_000 + b"L\n",
        "bytes of absurd length": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62),
        "bytes beyond all numbers": b"\x80\x04\x8e" + b"\xff" * 8,
        "text of absurd length": b"\x80\x04\x8d" + struct.pack("<Q", 1 << 40),
        "an array of bytes of absurd length": b"\x80\x05\x96" + struct.pack("<Q", 1 << 50),
        "a frame of absurd length": b"\x80\x04\x95" + b"\xff" * 8,
        "a negative length": b"\x80\x02T" + struct.pack("<i", -5),
        "lists that double": laughs,
        "tuples that double, as a key": tuples + b"0}h%cK\x01s" % 120,
        "lists in lists in lists": b"\x80\x02" + b"]" * 400_000 + b"a" * 399_999,
        "the same text encoded again and again": b"\x80\x02"
        + _text("x" * 1_000_000)
        + b"q\x000]("
        + (b"c_codecs\nencode\nh\x00" + _text("latin1") + b"\x86R") * 50_000
        + b"e",
        "nothing": b"\x80\x02N",
        "an empty stack": b"\x80\x020000",
        "what was never stated": b"\x80\x02h\x07",
    }


def disguised(arrays: dict[str, np.ndarray] | None = None) -> dict[str, bytes]:
    """Whole models of which one value is not what it says."""
    arrays = arrays or made("smpl").arrays
    regressor = scipy_sparse(arrays["J_regressor"])
    floats = Instance(Global("numpy", "dtype"), {})

    def with_value(key: str, value: object) -> bytes:
        return python2_pickle({**arrays, key: value})

    def sparse(**changed: object) -> Instance:
        return Instance(regressor.of, {**regressor.state, **changed})

    objects = pickle.dumps({**arrays, "weights": np.array([[1, "x"]], dtype=object)}, protocol=2)
    return {
        "a sparse matrix of absurd size": with_value("J_regressor", sparse(_shape=(10**9, 10**9))),
        "a sparse matrix of absurd columns": with_value("J_regressor", sparse(_shape=(24, 10**7))),
        "a sparse matrix of negative size": with_value("J_regressor", sparse(_shape=(-24, -300))),
        "a sparse matrix with places outside": with_value(
            "J_regressor", sparse(indices=np.full(len(regressor.state["indices"]), 10**6, np.int32))
        ),
        "a sparse matrix whose columns go back": with_value(
            "J_regressor", sparse(indptr=np.arange(301, 0, -1).astype(np.int32))
        ),
        "an array of Python objects": objects,
        "an array without numbers": with_value("weights", floats),
        "an array in itself": _in_itself(),
        "a calculation of chumpy": with_value("weights", Instance(Global("chumpy.ch_ops", "add"), {"a": 1, "b": 2})),
        "a part of an array beyond its end": with_value(
            "weights",
            Instance(
                Global("chumpy.reordering", "Select"),
                {"a": arrays["weights"], "idxs": np.array([10**9]), "preferred_shape": (1,)},
            ),
        ),
        "text instead of numbers": with_value("weights", "none"),
        "numbers that are not finite": with_value("weights", arrays["weights"] * np.nan),
    }


def records() -> bytes:
    """An array of records with objects inside whose bytes would be taken for addresses in memory."""
    kind = b"cnumpy\ndtype\n(" + _text("V8") + b"K\x00K\x01tR(K\x03" + _text("|") + b"N(" + _text("a") + b"t}"
    kind += _text("a") + b"cnumpy\ndtype\n(" + _text("O8") + b"K\x00K\x01tRK\x00\x86sK\x08K\x01K\x10tb"
    array = _call("numpy.core.multiarray", "_reconstruct", b"cnumpy\nndarray\n", b"K\x00\x85", _text("b"))
    return b"\x80\x02}" + _text("v_template") + array + b"(K\x01K\x01\x85" + kind + b"\x89U\x08AAAAAAAAtbs"


def _in_itself() -> bytes:
    """A Ch of chumpy that holds itself."""
    return b"\x80\x02}" + _text("v_template") + b"cchumpy.ch\nCh\n)\x81q\x01}" + _text("x") + b"h\x01sbs"
