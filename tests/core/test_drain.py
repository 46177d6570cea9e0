import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.drain import draining


@pytest.fixture
def received():
    """What the handler that was there before gets."""
    numbers = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: numbers.append(number))
    yield numbers
    signal.signal(signal.SIGTERM, before)


def test_draining_holds_the_signal_back_and_gives_it_on(received):
    with draining() as is_ending:
        assert not is_ending()
        signal.raise_signal(signal.SIGTERM)
        assert is_ending()
        assert received == []
    assert received == [signal.SIGTERM]


def test_draining_without_a_signal_puts_the_handler_back(received):
    with draining():
        pass
    assert received == []
    signal.raise_signal(signal.SIGTERM)
    assert received == [signal.SIGTERM]


def test_draining_gives_the_signal_on_after_an_error(received):
    def fail():
        with draining():
            signal.raise_signal(signal.SIGTERM)
            raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    assert received == [signal.SIGTERM]


def test_draining_outside_the_main_thread_answers_no(received):
    def ask():
        with draining() as is_ending:
            return is_ending()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(ask).result() is False
