"""Measure on the database of the environment: `python -m benchmarks.reminders [--quick]`.

Prints the figures as JSON; `benchmarks/run.py reminders` runs it on services of its own.
"""

import argparse
import json

import django

django.setup()

from benchmarks.feed import feed_figures  # noqa: E402 -- Django is set up first
from benchmarks.planner import planner_cost  # noqa: E402 -- see above
from benchmarks.reminders.planning import planning_rate, scan_cost  # noqa: E402 -- see above
from benchmarks.reminders.sending import sending_rate  # noqa: E402 -- see above
from benchmarks.reminders.stage import make_stage  # noqa: E402 -- see above


def main() -> None:
    """Take all figures, one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    options = parser.parse_args()
    scale = 10 if options.quick else 1
    make_stage(exchanges=200 // scale, students=500)
    figures = [
        planning_rate(rounds=3),
        sending_rate(rounds=3),
        scan_cost(rounds=15, sessions=2000 // scale, people=500),
        planner_cost(rounds=30),
        *feed_figures(rounds=30),
    ]
    print(json.dumps([figure.plain() for figure in figures]))


if __name__ == "__main__":
    main()
