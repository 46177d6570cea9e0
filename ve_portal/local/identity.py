"""Which user of the operating system the servers run as.

PostgreSQL refuses to run as root. Then an existing unprivileged user is borrowed: none is created.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ve_portal.local.errors import LocalServiceError

# PG* variables of the caller must not steer our own server.
_CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class ServerUser:
    """The user that the servers run as; without a number, the present one."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self, command: Sequence[str | Path], *, stdin: str = "", seconds: float = 120
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end as this user, in a session of its own; raise if it cannot."""
        try:
            return subprocess.run(
                [str(word) for word in command],
                input=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                cwd="/",
                env=_CLEAN_ENVIRONMENT,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                start_new_session=True,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise LocalServiceError(f"{command[0]} gave no answer in {seconds:.0f} s.") from error
        except OSError as error:
            raise LocalServiceError(f"{command[0]} cannot be run: {error.strerror}.") from error

    def can_read(self, path: Path) -> bool:
        """Whether this user reaches and reads the file or directory."""
        if self.uid is None:
            return os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0))
        test = 'test -r "$1" && { test ! -d "$1" || test -x "$1"; }'
        return self.run(["/bin/sh", "-c", test, "sh", path]).returncode == 0

    def can_pass(self, directory: Path) -> bool:
        """Whether this user may pass through the directory to what lies in it."""
        if self.uid is None:
            return os.access(directory, os.X_OK)
        return self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", directory]).returncode == 0

    def own(self, path: Path) -> Path:
        """Give the path to this user and to nobody else; return it."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
        return path


def server_user(owned: Path | None = None) -> ServerUser:
    """Return whom to run the servers as; `owned` names earlier data, whose owner is kept."""
    if os.geteuid() != 0:
        return ServerUser()
    if owned is not None and owned.exists() and (status := owned.stat()).st_uid != 0:
        return ServerUser(status.st_uid, status.st_gid)
    everybody = sorted(pwd.getpwall(), key=lambda entry: (entry.pw_name != "nobody", -entry.pw_uid))
    for entry in everybody:
        if entry.pw_uid and entry.pw_gid:
            return ServerUser(entry.pw_uid, entry.pw_gid)
    raise LocalServiceError(
        "PostgreSQL refuses to run as root and this machine has no other user: "
        "set DATABASE_URL, or run this as an ordinary user."
    )
