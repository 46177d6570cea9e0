import socket

from tests.faults.conftest import wait_for
from tests.sink import sink


def send_data(port, content):
    """Say all that comes before a message, then send this and hang up."""
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rwb") as talk:
        talk.readline()
        for words in (
            b"HELO test",
            b"MAIL FROM:<a@example.org>",
            b"RCPT TO:<b@example.org>",
            b"DATA",
        ):
            talk.write(words + b"\r\n")
            talk.flush()
            talk.readline()
        talk.write(content)
        talk.flush()


def test_sink_takes_half_a_message_for_none():
    with sink() as server:
        send_data(server.port, b"Message-ID: <half@example.org>\r\n\r\nhalf\r\n")
        send_data(server.port, b"Subject: ha")
        send_data(server.port, b"Message-ID: <whole@example.org>\r\n\r\nwhole\r\n.\r\n")
        wait_for(lambda: bool(server.accepted), "the whole message to be taken", seconds=5)
        assert set(server.copies()) == {"<whole@example.org>"}
