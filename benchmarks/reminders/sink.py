"""An SMTP server that does as little as one can: a process for each connection."""

import multiprocessing
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

END_OF_DATA = b"\r\n.\r\n"


@contextmanager
def running_sink() -> Iterator[int]:
    """Run the sink; yield its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        port = listener.getsockname()[1]
        process = multiprocessing.get_context("fork").Process(target=_serve, args=[listener])
        process.start()
        try:
            yield port
        finally:
            process.kill()
            process.join()


def _serve(listener: socket.socket) -> None:
    while True:
        connection, _address = listener.accept()
        if os.fork() == 0:
            listener.close()
            _talk(connection)
            os._exit(0)
        connection.close()


def _talk(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b"220 sink\r\n")
    tail = b""
    is_data = False
    while part := connection.recv(1 << 16):
        if is_data:
            tail = (tail + part)[-len(END_OF_DATA) :]
            if tail == END_OF_DATA:
                is_data = False
                connection.sendall(b"250 ok\r\n")
            continue
        command = part[:4].upper()
        if command == b"DATA":
            is_data, tail = True, b""
            connection.sendall(b"354 go on\r\n")
        elif command == b"QUIT":
            connection.sendall(b"221 bye\r\n")
            return
        else:
            connection.sendall(b"250 ok\r\n")
