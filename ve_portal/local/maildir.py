"""Read the maildir that the demo's mail listener fills. Reading never moves or marks a message."""

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

FOLDERS = ("tmp", "new", "cur")
# The listener knows nobody here, so that the demo shows an address that is refused.
REFUSED_DOMAIN = "gone.example"


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message; the size is in bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Letter:
    """A message, as text only."""

    key: str
    taken_at: datetime
    sender: str
    recipients: str
    subject: str
    identifier: str
    text: str
    attachments: tuple[Attachment, ...]


def newest_first(box: mailbox.Maildir) -> list[str]:
    """Return the keys of the messages, by the moment that their names begin with."""
    return sorted(box.keys(), key=_moment, reverse=True)


def letters(folder: Path, limit: int) -> list[Letter]:
    """Return the newest messages; none when the folder does not exist yet."""
    box = _open(folder)
    return [] if box is None else [_read(box, key) for key in newest_first(box)[:limit]]


def letter(folder: Path, key: str) -> Letter | None:
    """Return one message; None when it is not (or no longer) there."""
    box = _open(folder)
    return _read(box, key) if box is not None and key in box.keys() else None  # noqa: SIM118 -- `in box` would look the key up as a path


def _open(folder: Path) -> mailbox.Maildir | None:
    if not all((folder / name).is_dir() for name in FOLDERS):
        return None
    return mailbox.Maildir(folder, create=False)


def _read(box: mailbox.Maildir, key: str) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(box.get_bytes(key))
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        key=key,
        taken_at=datetime.fromtimestamp(_moment(key)[0], tz=UTC),
        sender=str(message["From"] or ""),
        recipients=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        identifier=str(message["Message-ID"] or ""),
        text=str(body.get_content()) if body is not None else "",
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
    )


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    return Attachment(part.get_filename() or "", part.get_content_type(), size)


def _moment(key: str) -> tuple[int, int, str]:
    seconds, _, rest = key.partition(".")
    micros = rest.partition("M")[2].partition("P")[0]
    return (int(seconds) if seconds.isdigit() else 0, int(micros) if micros.isdigit() else 0, key)
