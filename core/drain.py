"""Let a process that is asked to end finish what it has in hand."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def draining() -> Iterator[Callable[[], bool]]:
    """Hold SIGTERM back, and yield a question that tells whether it has come.

    On leaving, a held-back signal is given on to whoever handled it before. Outside the main
    thread, which alone may handle signals, nothing is held back and the answer is always no.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    asked = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = signal.signal(signal.SIGTERM, note)
    try:
        yield asked.is_set
    finally:
        # A handler that was not set from Python cannot be put back: the default ends the process.
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)
        if asked.is_set():
            signal.raise_signal(signal.SIGTERM)
