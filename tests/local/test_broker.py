import json
import os
import signal
import socket
from collections.abc import Iterator

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ve_portal.local import processes
from ve_portal.local.broker import Broker, free_port
from ve_portal.local.paths import Place


@pytest.fixture
def broker(place: Place) -> Broker:
    server = Broker(place)
    assert server.start()
    return server


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def _client(broker: Broker) -> redis.Redis:
    return redis.Redis.from_url(broker.address, decode_responses=True)


def _state(broker: Broker) -> dict[str, int]:
    state: dict[str, int] = json.loads((broker.place.root / "valkey.json").read_text())
    return state


def test_start_asks_for_a_password_and_never_evicts(broker: Broker) -> None:
    port = _state(broker)["port"]
    once = Retry(NoBackoff(), 0)
    with redis.Redis(port=port, retry=once) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with _client(broker) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_start_when_running_does_nothing(broker: Broker) -> None:
    before = _state(broker)

    assert not broker.start()
    assert _state(broker) == before


def test_start_after_stop_keeps_the_queue_and_the_port(broker: Broker) -> None:
    port = _state(broker)["port"]
    with _client(broker) as client:
        client.lpush("queue", "task")
    broker.stop()

    assert not broker.is_running()
    assert broker.start()
    assert _state(broker)["port"] == port
    with _client(broker) as client:
        assert client.lpop("queue") == "task"


def test_start_after_a_kill_repairs(broker: Broker) -> None:
    pid = _state(broker)["pid"]
    os.kill(pid, signal.SIGKILL)
    processes.wait_until(lambda: not processes.command_line(pid), 10)

    assert broker.start()


def test_start_with_its_port_taken_by_another_takes_a_new_one(
    broker: Broker, stranger: socket.socket
) -> None:
    broker.stop()
    file = broker.place.root / "valkey.json"
    file.write_text(json.dumps(_state(broker) | {"port": stranger.getsockname()[1]}))

    assert broker.start()
    assert _state(broker)["port"] != stranger.getsockname()[1]


def test_stop_with_the_number_of_somebody_else_spares_them(broker: Broker) -> None:
    broker.stop()
    somebody = os.getpid()
    (broker.place.root / "valkey.json").write_text(json.dumps(_state(broker) | {"pid": somebody}))

    broker.stop()
    assert processes.command_line(somebody)


def test_start_over_a_server_that_does_not_answer_ends_it(broker: Broker) -> None:
    pid = _state(broker)["pid"]
    os.kill(pid, signal.SIGSTOP)

    assert broker.start()
    assert not processes.command_line(pid)


def test_free_port_when_the_wished_one_is_taken_is_another(stranger: socket.socket) -> None:
    taken = stranger.getsockname()[1]

    assert free_port(taken) != taken
