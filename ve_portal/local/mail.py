"""The demo's mail listener: takes messages over SMTP and keeps them in a maildir.

`python -m ve_portal.local.mail --port 1025 --maildir DIRECTORY`. Loopback only; nothing is sent on.
"""

import argparse
import asyncio
import mailbox
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from ve_portal.local.maildir import FOLDERS, REFUSED_DOMAIN, newest_first

KEPT_MESSAGES = 500
_LARGEST_BYTES = 10 * 1024 * 1024


class Keeper:
    """Stores each message as a file, and forgets the oldest beyond `KEPT_MESSAGES`."""

    def __init__(self, maildir: Path) -> None:
        for folder in FOLDERS:
            (maildir / folder).mkdir(parents=True, exist_ok=True)
        self._box = mailbox.Maildir(maildir)

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd looks for
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take everybody but those of one domain, so that a refusal can be seen, too."""
        if address.endswith(f"@{REFUSED_DOMAIN}"):
            return "550 5.1.1 Nobody of this name is known here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- the name that aiosmtpd looks for
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
    ) -> str:
        """Store one message; the answer tells the sender that it was taken."""
        content = envelope.content
        self._box.add(content.encode() if isinstance(content, str) else content or b"")
        for key in newest_first(self._box)[KEPT_MESSAGES:]:
            self._box.discard(key)
        return "250 Message kept"


async def _serve(port: int, maildir: Path) -> None:
    keeper = Keeper(maildir)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, enable_SMTPUTF8=True, data_size_limit=_LARGEST_BYTES, loop=loop),
        host="127.0.0.1",
        port=port,
    )
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    async with server:
        await done.wait()


def main() -> None:
    """Listen until asked to end."""
    parser = argparse.ArgumentParser(prog="python -m ve_portal.local.mail")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--maildir", type=Path, required=True)
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, options.maildir))
    except OSError as error:
        sys.exit(f"Mail cannot be taken on port {options.port}: {error.strerror}.")


if __name__ == "__main__":
    main()
