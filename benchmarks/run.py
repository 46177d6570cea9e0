"""Measure the portal: `python benchmarks/run.py pages` or `reminders`, both with `--json`.

Of the pages: two servers, one on a small database and one on a large one, answer in turn, page by
page, so that whatever else the machine does falls on all alike. Times are CPU times of the worker,
and the verdicts are ratios: to a bare Django page (the floor) and between the two sizes. Of
reminders: see `benchmarks/reminders/`.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg2  # noqa: E402 -- the path is set first

from benchmarks.pages import FLOORS, PAGES, Page  # noqa: E402 -- the path is set first

# A home page reads several apps; a review holds two versions of a design, and what was said of one.
LIMITS = {"list": 8, "detail": 10, "home": 12, "review": 18}
MOST_TIMES_FLOOR = {"list": 3.0, "detail": 5.0, "home": 3.0, "review": 8.0}
# The floor that a kind of page is compared with.
FLOOR_OF = {"list": "list", "detail": "detail", "home": "list", "review": "detail"}
MOST_GROWTH = 1.2
WARM_UP = 3


@dataclass
class Samples:
    """What the answers of one page on one server said of themselves."""

    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    sql: set[int] = field(default_factory=set)
    repeated: int = 0
    size: int = 0


@dataclass(frozen=True)
class Row:
    """One line of the report. Times are milliseconds; sizes are uncompressed bytes."""

    page: str
    kind: str
    sql: int
    is_constant: bool
    repeated: int
    cpu_small: float
    cpu_large: float
    cpu_p95: float
    wall_large: float
    spread: float
    size: int
    times_floor: float
    growth: float
    falls_short: list[str]


@dataclass(frozen=True)
class Server:
    """A running portal and what was seeded into it."""

    origin: str
    seeded: dict[str, Any]

    def get(self, page: Page) -> tuple[dict[str, str], int, float]:
        """Return the answer's headers, its size in bytes and how long it took (ms)."""
        url = self.origin + page.path.format(**self.seeded)
        cookie = f"sessionid={self.seeded['cookies'][page.who]}"
        request = urllib.request.Request(url, headers={"Cookie": cookie})  # noqa: S310 -- loopback
        start = time.perf_counter()
        try:
            answer = urllib.request.urlopen(request, timeout=60)  # noqa: S310 -- loopback
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{page.name}: {url} answered {error.code}.") from error
        with answer:
            body = answer.read()
            if answer.url != url:
                raise SystemExit(f"{page.name}: {url} led to {answer.url}.")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return headers, len(body), (time.perf_counter() - start) * 1000


@contextmanager
def services() -> Iterator[tuple[str, str]]:
    """Run a PostgreSQL and a Valkey of their own; yield their addresses."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "ve_portal.local", "throw-away"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        answer = keeper.stdout.readline().split() if keeper.stdout else []
        if len(answer) != 2:
            raise SystemExit("No PostgreSQL and Valkey could be started (see above).")
        yield answer[0], answer[1]
    finally:
        keeper.communicate()


@contextmanager
def portal(database: str, broker: str, rows: int) -> Iterator[Server]:
    """Serve a freshly seeded database of `rows` exchanges."""
    environment = {
        **os.environ,
        "DATABASE_URL": _create_database(database, f"bench_{rows}"),
        "REDIS_URL": broker,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    command = [sys.executable, "-m", "django"]
    subprocess.run([*command, "migrate", "-v", "0"], check=True, cwd=ROOT, env=environment)
    subprocess.run(
        [*command, "load_reference", "--json"],
        check=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    seeded = subprocess.run(
        [sys.executable, "-m", "benchmarks.seed", str(rows)],
        check=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bind = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-b", bind, "--log-level", "error", "ve_portal.wsgi"],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait_for(f"http://{bind}/health/live/")
        yield Server(f"http://{bind}", json.loads(seeded))
    finally:
        server.terminate()
        server.wait()


def _create_database(address: str, name: str) -> str:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    head, _, query = address.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{'?' + query if query else ''}"


def _wait_for(url: str) -> None:
    for _attempt in range(200):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 -- loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def measure(small: Server, large: Server, rounds: int) -> list[Row]:
    """Ask both servers for every page in turn, `rounds` times, and sum up."""
    samples: dict[tuple[Page, str], Samples] = {}
    for number in range(rounds + WARM_UP):
        for page in (*FLOORS, *PAGES):
            for size, server in (("small", small), ("large", large)):
                headers, length, wall = server.get(page)
                if number < WARM_UP:
                    continue
                of = samples.setdefault((page, size), Samples())
                of.cpu_ms.append(float(headers["x-cpu-ms"]))
                of.wall_ms.append(wall)
                of.sql.add(int(headers["x-sql"]))
                of.repeated = max(of.repeated, int(headers["x-sql-repeated"]))
                of.size = length
    floors = {page.kind: statistics.median(samples[page, "large"].cpu_ms) for page in FLOORS}
    return [_row(page, samples, floors) for page in (*FLOORS, *PAGES)]


def _row(page: Page, samples: dict[tuple[Page, str], Samples], floors: dict[str, float]) -> Row:
    small, large = samples[page, "small"], samples[page, "large"]
    cpu_small, cpu_large = statistics.median(small.cpu_ms), statistics.median(large.cpu_ms)
    counts = small.sql | large.sql
    quartiles = statistics.quantiles(large.cpu_ms, n=4)
    times_floor, growth = cpu_large / floors[FLOOR_OF[page.kind]], cpu_large / cpu_small
    short = []
    if page not in FLOORS:
        if max(counts) > LIMITS[page.kind]:
            short.append(f"{max(counts)} statements")
        if len(counts) > 1:
            short.append("statements vary")
        if times_floor > MOST_TIMES_FLOOR[page.kind]:
            short.append(f"{times_floor:.1f} x floor")
        if growth > MOST_GROWTH:
            short.append(f"{growth:.2f} x growth")
    return Row(
        page=page.name,
        kind=page.kind,
        sql=max(counts),
        is_constant=len(counts) == 1,
        repeated=max(small.repeated, large.repeated),
        cpu_small=cpu_small,
        cpu_large=cpu_large,
        cpu_p95=statistics.quantiles(large.cpu_ms, n=20)[-1],
        wall_large=statistics.median(large.wall_ms),
        spread=(quartiles[2] - quartiles[0]) / cpu_large,
        size=large.size,
        times_floor=times_floor,
        growth=growth,
        falls_short=short,
    )


def report(rows: list[Row], sizes: tuple[int, int]) -> None:
    """Print the table for people."""
    small, large = sizes
    print(f"CPU ms of the worker, median; {small:,} and {large:,} exchanges, interleaved.")
    heads = ("page", "SQL", "rep.", f"{small}", f"{large}", "p95", "IQR", "kB", "x floor", "growth")
    print("{:<26}{:>5}{:>5}{:>8}{:>8}{:>8}{:>6}{:>7}{:>9}{:>8}  falls short".format(*heads))
    for row in rows:
        print(
            f"{row.page:<26}{row.sql:>5}{row.repeated:>5}{row.cpu_small:>8.1f}"
            f"{row.cpu_large:>8.1f}{row.cpu_p95:>8.1f}{row.spread:>6.0%}{row.size / 1024:>7.1f}"
            f"{row.times_floor:>9.2f}{row.growth:>8.2f}  {', '.join(row.falls_short) or '-'}"
        )


def measure_reminders(*, is_quick: bool) -> list[dict[str, Any]]:
    """Take the figures of `benchmarks/reminders/` on a database of their own."""
    with services() as (database, broker):
        environment = {
            **os.environ,
            "DATABASE_URL": _create_database(database, "bench_reminders"),
            "REDIS_URL": broker,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        migrate = [sys.executable, "-m", "django", "migrate", "-v", "0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=environment)
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks.reminders", *(["--quick"] if is_quick else [])],
            check=True,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    figures: list[dict[str, Any]] = json.loads(measured)
    return figures


def report_figures(figures: list[dict[str, Any]]) -> None:
    """Print the figures for people."""
    print(f"{'what':<24}{'unit':>9}{'ours':>12}{'floor':>12}{'ratio':>8}  limit   of what")
    for each in figures:
        limit = f"{'>=' if each['at_least'] else '<='} {each['limit']}"
        short = "  FALLS SHORT" if each["falls_short"] else ""
        print(
            f"{each['name']:<24}{each['unit']:>9}{each['ours']:>12,.1f}{each['floor']:>12,.1f}"
            f"{each['ratio']:>8.2f}  {limit:<7} {each['note']}{short}"
        )


def main() -> int:
    """Run one benchmark; the exit status is 1 when something falls short of its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("benchmark", choices=["pages", "reminders"])
    parser.add_argument("--rows", default="2000,20000", help="the two sizes, small first")
    parser.add_argument("--rounds", type=int, default=40, help="measured requests per page")
    parser.add_argument("--json", action="store_true", help="print for machines")
    parser.add_argument("--quick", action="store_true", help="reminders: a tenth of the rows")
    options = parser.parse_args()
    if options.benchmark == "reminders":
        figures = measure_reminders(is_quick=options.quick)
        if options.json:
            print(json.dumps(figures, indent=2))
        else:
            report_figures(figures)
        return 1 if any(each["falls_short"] for each in figures) else 0
    small_rows, large_rows = (int(number) for number in options.rows.split(","))
    with ExitStack() as stack:
        database, broker = stack.enter_context(services())
        small = stack.enter_context(portal(database, broker, small_rows))
        large = stack.enter_context(portal(database, broker, large_rows))
        rows = measure(small, large, options.rounds)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        report(rows, (small_rows, large_rows))
    return 1 if any(row.falls_short for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
