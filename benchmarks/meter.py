"""Count what one request costs the worker, and say it in the response's headers."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class MeterMiddleware:
    """Adds the SQL statements (and how many of them repeat), their time, and the CPU time used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements: list[str] = []
        spent = 0.0

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            nonlocal spent
            start = time.perf_counter()
            try:
                return execute(sql, *rest)
            finally:
                spent += time.perf_counter() - start
                statements.append(sql)

        start = time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        cpu = time.thread_time() - start
        response["X-Sql"] = str(len(statements))
        response["X-Sql-Repeated"] = str(len(statements) - len(set(statements)))
        response["X-Sql-Ms"] = f"{spent * 1000:.3f}"
        response["X-Cpu-Ms"] = f"{cpu * 1000:.3f}"
        return response
