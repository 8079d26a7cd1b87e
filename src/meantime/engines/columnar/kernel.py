"""How a loop over people is compiled, and how it reads the memory of a column."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.core.caching import IndexDataCacheFile
from numba.extending import intrinsic

_DAY = ir.IntType(32)
# A whole number of 64 bits inside a kernel, with a sign or without: numba infers which.
Number: TypeAlias = Any
F = TypeVar("F", bound=Callable[..., Any])


# No kernel makes an array, so none has to count who holds one.
_COMPILED: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}


def _edition() -> str:
    """A name for all code that kernels are made of: the engine's own and the model's."""
    digest = sha256()
    for package in ("meantime.engines.columnar", "meantime.model"):
        for file in sorted(files(package).iterdir(), key=lambda item: item.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


EDITION = _edition()
_cache_file: Any = IndexDataCacheFile


def _kept(dispatcher: Any) -> Any:
    """Keep machine code by the edition of all its sources.

    numba looks at a function's own file only. A constant of another file, such as the size of a
    block, is part of the machine code too: with an older one it would write where it must not.
    """
    cache = dispatcher._cache
    name = f"{cache._impl.filename_base}-{EDITION}"
    cache._cache_file = _cache_file(cache._cache_path, name, EDITION)
    return dispatcher


def compiled(function: F) -> F:
    """Compile a function to machine code, kept on disk for the next process.

    It runs without Python's lock, so that a thread a core works. A protocol is data to it: nothing
    is compiled again for another protocol.
    """
    return cast(F, _kept(numba.njit(**_COMPILED)(function)))


def inlined(function: F) -> F:
    """Compile a small function into whatever calls it."""
    return cast(F, _kept(numba.njit(**_COMPILED, forceinline=True)(function)))


def is_kept(function: Any) -> bool:
    """Whether a loop's machine code is on disk: without it, its first call takes some seconds."""
    return Path(function._cache._cache_file._index_path).exists()


def instruction(function: Any) -> Any:
    """A function that writes LLVM's code for a call instead of being called."""
    return intrinsic(function)


def _reader(result: Any, kind: Any) -> Any:
    @instruction
    def read(_typing: Any, address: Any, index: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            pointer = builder.inttoptr(values[0], kind.as_pointer())
            return builder.load(builder.gep(pointer, [values[1]]), align=1)

        return result(types.uint64, types.int64), generate

    return read


# `read_word(address, index)`: the index-th value of an array that begins at an address. Columns of
# Arrow are read where they lie: a hundred of them are a list of addresses, whatever the protocol.
read_word = _reader(types.uint64, ir.IntType(64))
read_day = _reader(types.int32, ir.IntType(32))
read_byte = _reader(types.uint8, ir.IntType(8))


@instruction
def lowest(_typing: Any, word: Any) -> Any:
    """The place of the lowest bit that is set in a word; 64 where there is none."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.cttz(values[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), generate


def _place(builder: Any, address: Any, index: Any, kind: Any) -> Any:
    """Where 64 values lie together, from the index-th of a column on."""
    column = builder.inttoptr(address, kind.as_pointer())
    return builder.bitcast(builder.gep(column, [index]), ir.VectorType(kind, 64).as_pointer())


def _lanes(builder: Any, address: Any, index: Any, kind: Any = _DAY) -> Any:
    """64 values, from the index-th of a column on: one to LLVM, cut as the processor likes."""
    return builder.load(_place(builder, address, index, kind), align=kind.width // 8)


def _spread(builder: Any, value: Any, kind: Any = _DAY) -> Any:
    """One number in all 64 places."""
    empty = ir.Constant(ir.VectorType(kind, 64), ir.Undefined)
    one = builder.insert_element(empty, value, ir.Constant(_DAY, 0))
    places = ir.Constant(ir.VectorType(_DAY, 64), [0] * 64)
    return builder.shuffle_vector(one, empty, places)


def _word(builder: Any, truth: Any) -> Any:
    return builder.bitcast(truth, ir.IntType(64))


@instruction
def after_limits(
    _typing: Any, address: Any, index: Any, limits: Any, place: Any, back: Any, least: Any
) -> Any:
    """A bit for each of 64 days: whether it lies after its limit less `back`, and after `least`.

    The limits are days too, at an address and from a place on.
    """

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        days = _lanes(builder, values[0], values[1])
        limit = builder.sub(_lanes(builder, values[2], values[3]), _spread(builder, values[4]))
        late = builder.icmp_signed(">", days, limit)
        real = builder.icmp_signed(">", days, _spread(builder, values[5]))
        return _word(builder, builder.and_(late, real))

    integer, day = types.int64, types.int32
    return types.uint64(types.uint64, integer, types.uint64, integer, day, day), generate


@instruction
def between(_typing: Any, address: Any, index: Any, least: Any, most: Any) -> Any:
    """A bit for each of 64 days (or other numbers): whether it lies between two, both included."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        days = _lanes(builder, values[0], values[1])
        low = builder.icmp_signed(">=", days, _spread(builder, values[2]))
        high = builder.icmp_signed("<=", days, _spread(builder, values[3]))
        return _word(builder, builder.and_(low, high))

    return types.uint64(types.uint64, types.int64, types.int32, types.int32), generate


@instruction
def below(_typing: Any, address: Any, index: Any, limit: Any) -> Any:
    """A bit for each of 64 weights: whether it is less than a limit."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        wide = ir.IntType(64)
        weights = _lanes(builder, values[0], values[1], wide)
        return _word(builder, builder.icmp_signed("<", weights, _spread(builder, values[2], wide)))

    return types.uint64(types.uint64, types.int64, types.int64), generate


@instruction
def write_top(
    _typing: Any, address: Any, index: Any, weights: Any, place: Any, others: Any, other: Any
) -> Any:
    """Write one byte for each of 64 weights: its 48th bit and those above, or `other`.

    others: a bit for each of them who gets `other`.
    """

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        wide, byte = ir.IntType(64), ir.IntType(8)
        heavy = _lanes(builder, values[2], values[3], wide)
        shift = ir.Constant(ir.VectorType(wide, 64), [48] * 64)
        top = builder.trunc(builder.lshr(heavy, shift), ir.VectorType(byte, 64))
        chosen = builder.bitcast(values[4], ir.VectorType(ir.IntType(1), 64))
        bytes_ = builder.select(chosen, _spread(builder, values[5], byte), top)
        builder.store(bytes_, _place(builder, values[0], values[1], byte), align=1)
        return _context.get_dummy_value()

    integer = types.int64
    return (
        types.void(types.uint64, integer, types.uint64, integer, types.uint64, types.int8),
        generate,
    )


@instruction
def list_bits(_typing: Any, address: Any, index: Any, word: Any, base: Any) -> Any:
    """Write the places of a word's bits, from `base` on, into an array of 16-bit numbers.

    They go from an index on; the index after the last is given back. Up to 64 places are written,
    without a choice that the processor would have to guess.
    """

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        short, many = ir.IntType(16), 64
        places = ir.VectorType(short, many)
        chosen = ir.VectorType(ir.IntType(1), many)
        steps = ir.Constant(places, list(range(many)))
        here = builder.add(steps, _spread(builder, builder.trunc(values[3], short), short))
        array = builder.inttoptr(values[0], short.as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [places, short.as_pointer(), chosen])
        name = "llvm.masked.compressstore.v64i16"
        store = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(
            store, [here, builder.gep(array, [values[1]]), builder.bitcast(values[2], chosen)]
        )
        return builder.add(values[1], builder.ctpop(values[2]))

    integer = types.int64
    return integer(types.uint64, integer, types.uint64, integer), generate
