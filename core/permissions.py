"""One table of rules per app, and the sentence that each refusal shows."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import rules
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate


class Rule(NamedTuple):
    """Who may do something (a predicate of the person and the object), and the refusal's words."""

    predicate: Predicate
    refusal: Any


_refusals: dict[str, Any] = {}


def register(table: Mapping[str, Rule]) -> None:
    """Register an app's permissions, named `app.verb_noun`. Superusers pass every rule."""
    for name, rule in table.items():
        rules.add_perm(name, rules.is_active & (rules.is_superuser | rule.predicate))
        _refusals[name] = rule.refusal


def refusal(name: str) -> str:
    """Return the sentence to show to somebody who lacks the permission."""
    return str(_refusals.get(name, _("You may not do this.")))
