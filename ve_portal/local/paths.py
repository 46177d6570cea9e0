"""Where the data of the local services lives."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ve_portal.local.errors import LocalServiceError
from ve_portal.local.identity import ServerUser, server_user

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# Linux takes 107 bytes for the path of a unix socket, macOS 103.
_SOCKET_PATH_BYTES = 100
# The first name marks a directory as the portal's.
MADE_HERE = (
    *(
        "lock",
        "alive",
        "logs",
        "mail",
        "media",
        "run",
        "programs",
        "started-by",
        "demo.lock",
        "beat",
    ),
    *("postgres", "postgres.new", "postgres.password", "valkey", "valkey.json"),
)
_NEEDED_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """One set of services: the directory that holds it, and the user that the servers run as."""

    root: Path
    user: ServerUser

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def sockets(self) -> Path:
        """The directory of the unix sockets: short enough for the operating system."""
        inside = self.root / "run"
        if len(os.fsencode(inside / ".s.PGSQL.5432.lock")) <= _SOCKET_PATH_BYTES:
            return inside
        return Path("/tmp") / f"ve-portal-{_digest(self.root)}"  # noqa: S108 -- checked when made

    def prepare(self) -> None:
        """Make the directories; raise a sentence when they cannot be made."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._claim_root()
            if self.root.stat().st_uid == os.geteuid():
                # Others may pass through to what is theirs (the server's user), not look around.
                self.root.chmod(0o700 if self.user.uid is None else 0o711)
            for directory in (self.logs, self.mail, self.sockets):
                directory.mkdir(exist_ok=True)
            self.logs.chmod(0o700 if self.user.uid is None else 0o711)
            self.mail.chmod(0o700)
            self._claim_sockets()
        except OSError as error:
            raise LocalServiceError(
                f"{self.root} cannot be used ({error.strerror}): name a directory of your own in "
                "VE_PORTAL_DATA."
            ) from error

    def check_space(self) -> None:
        """Raise a sentence when the disk has no room for new data."""
        if shutil.disk_usage(self.root).free < _NEEDED_BYTES:
            raise LocalServiceError(
                f"The disk of {self.root} is full: PostgreSQL needs {_NEEDED_BYTES >> 20} MB."
            )

    def _claim_root(self) -> None:
        marks = [self.root / name for name in MADE_HERE[:2]]
        if any(self.root.iterdir()) and not any(mark.exists() for mark in marks):
            raise LocalServiceError(
                f"{self.root} holds files that are not the portal's: name an empty directory in "
                "VE_PORTAL_DATA."
            )
        marks[0].touch()

    def _claim_sockets(self) -> None:
        status = self.sockets.lstat()
        if self.sockets.is_symlink() or status.st_uid not in {os.geteuid(), self.user.uid}:
            raise LocalServiceError(f"{self.sockets} belongs to somebody else: remove it.")
        self.user.own(self.sockets)

    def log(self, name: str) -> Path:
        """Return the log file of a server, writable by the server."""
        path = self.logs / f"{name}.log"
        path.touch()
        return self.user.own(path)


def find_place() -> Place:
    """Return where this checkout keeps its data: `.demo/`, or `VE_PORTAL_DATA`.

    As root, a checkout that the server's user cannot reach (below a closed home directory) keeps
    its data in `/var/tmp` instead.
    """
    given = os.environ.get("VE_PORTAL_DATA")
    root = Path(given).expanduser().resolve() if given else CHECKOUT / ".demo"
    user = server_user(root / "postgres")
    if not given and not user.can_read(CHECKOUT):
        root = Path("/var/tmp") / f"ve-portal-{_digest(CHECKOUT)}"  # noqa: S108 -- checked below
        if root.exists() and root.stat().st_uid != os.geteuid():
            raise LocalServiceError(f"{root} belongs to somebody else: set VE_PORTAL_DATA.")
        user = server_user(root / "postgres")
    return Place(root, user)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
