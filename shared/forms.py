"""Reading JSON and objects into types: the one way, because msgspec 0.22 dies of two threads that meet a type first.

It completes its knowledge of a struct at the struct's first use, and lets other threads see it half done: a
segmentation fault, which takes a whole worker with it. Here the first use of every type is one thread's alone.
"""

from threading import Lock

import msgspec

_known: set[object] = set()
_lock = Lock()


def converted[T](value: object, form: type[T], *, strict: bool = True) -> T:
    """Return a value of decoded JSON as that type; raise msgspec.ValidationError, which names the place."""
    _make_known(form)
    return msgspec.convert(value, form, strict=strict)


def decoded[T](text: bytes, form: type[T]) -> T:
    """Return JSON as that type; raise msgspec.DecodeError, of which ValidationError is one."""
    _make_known(form)
    try:
        return msgspec.json.decode(text, type=form)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from None


def _make_known(form: object) -> None:
    if form not in _known:
        with _lock:
            msgspec.json.Decoder(form)
            _known.add(form)
