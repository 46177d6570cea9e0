"""Several people at the same moment: real threads, real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from core.errors import RefusedError


def at_once(actions):
    """Run the actions in threads that start together; return what each gave or raised."""
    start = Barrier(len(actions))

    def run(action):
        try:
            start.wait()
            return action()
        except RefusedError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
