"""A small SMTP server for the tests: it keeps what it accepts, and can refuse, stall or hang up."""

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

# Asked at each command (`RCPT`, `DATA`, …) with its argument; an empty answer means "go on".
Script = Callable[[str, str], str]

HELD_SECONDS = 60


def _go_on(_command: str, _argument: str) -> str:
    return ""


@dataclass(frozen=True)
class Accepted:
    """A message that the server answered for, to whom, and over which connection."""

    to: str
    raw: bytes
    connection: int

    @property
    def mail(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(self.raw)

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class Sink:
    """What the server has seen, and how it behaves from now on.

    `script` may return an SMTP reply to give instead of the usual one, or `hang up`. `pause` is
    how long the server thinks (in seconds) before it accepts a message; what it accepted counts
    from before it says so, as with a real server. On the connections in `held` (counted from 1)
    it thinks until `release` is set.
    """

    port: int = 0
    script: Script = _go_on
    pause: float = 0
    held: set[int] = field(default_factory=set)
    release: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    accepted: list[Accepted] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, to: str, raw: bytes, connection: int) -> None:
        with self._lock:
            self.accepted.append(Accepted(to, raw, connection))

    def connect(self) -> int:
        with self._lock:
            self.connections += 1
            return self.connections

    def copies(self) -> Counter[str]:
        """Count the copies of each message by its Message-ID."""
        with self._lock:
            return Counter(item.message_id for item in self.accepted)

    def addresses(self) -> list[str]:
        with self._lock:
            return [item.to for item in self.accepted]


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        sink = self.server.sink
        number = sink.connect()
        try:
            self._talk(sink, number)
        except OSError:
            # The client was killed, or hung up.
            return

    def _talk(self, sink: Sink, number: int) -> None:
        to = ""
        self._say(sink.script("CONNECT", "") or "220 sink")
        while line := self.rfile.readline():
            command, _, argument = line.decode("latin-1").strip().partition(" ")
            command = command.upper()
            answer = sink.script(command, argument)
            if answer == "hang up":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if answer:
                self._say(answer)
            elif command == "QUIT":
                self._say("221 bye")
                return
            elif command == "DATA":
                self._say("354 go on")
                raw = self._read_message()
                time.sleep(sink.pause)
                if number in sink.held:
                    sink.release.wait(HELD_SECONDS)
                sink.accept(to, raw, number)
                self._say("250 accepted")
            else:
                if command == "RCPT":
                    to = argument.partition("<")[2].partition(">")[0]
                self._say("250 sink" if command == "EHLO" else "250 fine")

    def _read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line.endswith(b"\n"):
                # Without its end it is no message (RFC 5321, 4.1.1.4).
                raise ConnectionResetError
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    sink: Sink


@contextmanager
def sink(port: int = 0) -> Iterator[Sink]:
    """Run a server on loopback (on a free port, unless one is named) until the block ends."""
    with _Server(("127.0.0.1", port), _Dialogue) as server:
        server.sink = Sink(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.sink
        finally:
            server.shutdown()
            thread.join()
