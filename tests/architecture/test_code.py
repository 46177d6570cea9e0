"""The code keeps the rules of the house (docs/architecture.md), and each rule bites."""

import pytest

from tests.architecture import code
from tests.architecture.tree import APPS, PACKAGES, ROOT, breaches, is_rule, python_files

EVERYWHERE = (*PACKAGES, "tests", "benchmarks")
RULES = [path for path in python_files(*APPS) if is_rule(path)]
# The walker, and the outbox, whose rows many workers claim in SQL under a lease.
STATE_WRITERS = {"core/workflow.py", "core/delivery.py", "core/querysets.py"}


def test_state_is_set_by_the_walker_only():
    others = [
        path for path in python_files(*PACKAGES) if str(path.relative_to(ROOT)) not in STATE_WRITERS
    ]
    assert breaches(others, code.state_writes) == []


def test_imports_stand_at_the_top():
    assert breaches(python_files(*PACKAGES), code.inner_imports) == []


def test_rules_know_no_http():
    assert RULES
    assert breaches(RULES, code.web_imports) == []


def test_signals_are_not_used():
    assert breaches(python_files(*PACKAGES), code.signals) == []


def test_models_hide_no_rule_in_save():
    models = [path for path in RULES if "models" in path.relative_to(ROOT).with_suffix("").parts]
    assert breaches(models, code.save_overrides) == []


def test_suppressions_say_why():
    assert breaches(python_files(*EVERYWHERE), code.bare_suppressions) == []


def test_tasks_are_never_delayed():
    assert breaches(python_files(*PACKAGES), code.delayed_tasks) == []


def test_typed_text_is_never_executed():
    files = [
        path
        for path in python_files(*APPS)
        if path.is_relative_to(ROOT / "mou") or "notifications" in path.with_suffix("").parts
    ]
    assert files
    assert breaches(files, code.executable_text) == []


def test_files_fit_on_a_few_screens():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files(*EVERYWHERE)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > code.MAX_LINES
    }
    assert long == {}


def test_files_have_telling_names():
    assert [path for path in python_files(*EVERYWHERE) if path.name in code.NAMELESS] == []


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (code.state_writes, "row.status = 1", "row.state = 'done'"),
        (code.state_writes, "state = 'done'", "a.title, a.state = 'x', 'done'"),
        (code.state_writes, "rows.filter(state='x')", "rows.filter(pk=1).update(state='done')"),
        (code.state_writes, "setattr(row, 'title', 1)", "setattr(row, 'state', 'done')"),
        (code.state_writes, "q.bulk_update(r, ['x'])", "q.bulk_update(rows, ['x', 'state'])"),
        (code.inner_imports, "import os\ndef f(): ...", "def f():\n    import os"),
        (
            code.inner_imports,
            "if X:\n  import os",
            "class A:\n  def f(self):\n    from a import b",
        ),
        (code.web_imports, "from django.db import models", "from django.http import Http404"),
        (code.web_imports, "from django import db", "from django import http"),
        (code.web_imports, "import django.db", "import django.shortcuts"),
        (code.signals, "import signal", "from django.db.models.signals import post_save"),
        (code.signals, "from django.db import models", "from django.db.models import signals"),
        (code.signals, "from a import receiver", "from django.dispatch import receiver"),
        (
            code.save_overrides,
            "class A:\n    def clean(self): ...",
            "class A:\n    def save(self): ...",
        ),
        (code.bare_suppressions, "x = 1  # noqa: A001 -- Django's", "x = 1  # noqa: A001"),
        (code.bare_suppressions, "x = '# noqa'", "x = 1  # type: ignore[misc]"),
        (
            code.bare_suppressions,
            "x = 1  # type: ignore[misc]  # -- why",
            "x = 1  # type: ignore --",
        ),
        (code.delayed_tasks, "task.apply_async(args=[1])", "task.apply_async(eta=soon)"),
        (code.delayed_tasks, "task.delay(1)", "task.apply_async(countdown=5)"),
        (code.executable_text, "f'{x}'", "clause.text.format(**values)"),
        (code.executable_text, "date_format(x)", "Template(text).render(context)"),
        (code.executable_text, "get_template(x)", "engine.from_string(text)"),
    ],
)
def test_rule_when_broken_is_noticed(check, good: str, bad: str):
    assert check(good) == []
    assert len(check(bad)) == 1
