"""One table of rules per app, and the sentence that each refusal shows."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from rules.permissions import add_perm
from rules.predicates import Predicate, is_active, is_superuser
from rules.predicates import predicate as _predicate


class Rule(NamedTuple):
    """Who may do something (a predicate of the person and the object), and the refusal's words."""

    predicate: Predicate
    refusal: Any


def predicate(check: Callable[..., bool], name: str | None = None) -> Predicate:
    """Make a predicate of a function of the person and, where there is one, the object.

    Predicates combine with `&`, `|` and `~`. The object may be None: a button may ask about
    nothing in particular.
    """
    return _predicate(check, name=name)


_refusals: dict[str, Any] = {}


def register(table: Mapping[str, Rule]) -> None:
    """Register an app's permissions, named `app.verb_noun`. Superusers pass every rule."""
    for name, rule in table.items():
        add_perm(name, is_active & (is_superuser | rule.predicate))
        _refusals[name] = rule.refusal


def refusal(name: str) -> str:
    """Return the sentence to show to somebody who lacks the permission."""
    return str(_refusals.get(name, _("You may not do this.")))
