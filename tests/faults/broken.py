"""What is wrong with a process that a fault test starts, by its environment.

The hooks sit in the library that speaks SMTP: the portal knows nothing of them.
"""

import os
import signal
import smtplib
import time
from typing import Any

import time_machine

Method = Any
# What is replaced in it has other types.
_Smtp: Any = smtplib.SMTP

# The dialogue with the server, seen from the outside: a connection is opened once something is
# claimed, and ended once all is settled.
POINTS = ("claimed", "before DATA", "accepted", "settled")


def be_killed_at(point: str) -> None:
    """End the process at once, without any tidying up, when it comes to a point."""
    if point == "claimed":
        _Smtp.__init__ = _killed_before()
    elif point == "before DATA":
        _Smtp.data = _killed_before()
    elif point == "accepted":
        _Smtp.data = _killed_after(_Smtp.data)
    elif point == "settled":
        _Smtp.quit = _killed_before()
    else:
        raise ValueError(point)


def mislead_clock(hours: int) -> None:
    """Let the clock of the process be wrong (and go on)."""
    time_machine.travel(time.time() + hours * 3600, tick=True).start()


def _killed_before() -> Method:
    def die(*_args: Any, **_more: Any) -> None:
        _die()

    return die


def _killed_after(usual: Method) -> Method:
    def do_and_die(*args: Any, **more: Any) -> None:
        usual(*args, **more)
        _die()

    return do_and_die


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
