"""Ask about processes and end them, judging by what they run and not only by a number.

A number in a stale pid file may belong by now to somebody else's process.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

_POLL_SECONDS = 0.05


def command_line(pid: int) -> list[str]:
    """Return the words of a process's command line; empty when it has ended (or is a zombie)."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            raw = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(word) for word in raw.split(b"\0") if word]
    listed = subprocess.run(
        ["/bin/ps", "-o", "stat=,args=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    status, _, words = listed.stdout.strip().partition(" ")
    return [] if status.startswith("Z") else words.split()


def exists(pid: int) -> bool:
    """Whether the process lives, also in the moment when it becomes another program."""
    try:
        # The state follows the name, which stands in brackets and may hold anything.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"
    except OSError:
        return bool(command_line(pid))


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll until `condition` holds; return whether it did within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def end(pid: int, is_ours: Callable[[], bool], seconds: float = 10) -> None:
    """Ask the process to end, and kill it after `seconds`; leave it alone when it is not ours."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not is_ours():
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        wait_until(lambda: not is_ours(), seconds)
