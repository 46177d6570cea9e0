"""The walker: the one place where a state changes.

A verb opens `Workflow.step`. The walker starts the transaction, locks the row, refuses a
transition that the table does not have, checks the version that the user saw, hands out the
fresh row, saves it, and writes the audit event. Nobody can forget one of them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import ConflictError, RefusedError
from core.models import Stateful
from core.transitions import Transition

M = TypeVar("M", bound=Stateful)


def refuse_outdated(row: Any, seen: int | None) -> None:
    """Raise ConflictError when a row has changed since its version that somebody looked at.

    None means that what they do does not depend on the content.
    """
    if seen is not None and seen != row.version:
        raise ConflictError(
            _("This has changed since you opened it. Look at it again, then decide.")
        )


class Workflow(Generic[M]):
    """A named transition table over one model.

    `name` prefixes the audit verbs (`exchanges.exchange` gives `exchanges.exchange.approve`).
    """

    def __init__(self, name: str, table: Mapping[str, Transition]) -> None:
        self.name = name
        self.table = table

    def allows(self, row: M, verb: str) -> bool:
        """Tell whether the row's present state allows the verb."""
        return row.state in self.table[verb].sources

    @contextmanager
    def step(
        self,
        row: M,
        verb: str,
        *,
        by: Any,
        seen: int | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> Iterator[M]:
        """Yield the locked, fresh row; then save it and write the audit event.

        `by` is the person who acts (None for the portal itself), `seen` the version that they
        looked at (None where the verb does not depend on the content), `data` what else the
        audit event keeps: never personal text.

        Raises RefusedError when the state does not allow the verb, and ConflictError when the
        row has changed since `seen`. Both leave nothing behind.
        """
        transition = self.table[verb]
        with transaction.atomic():
            fresh: M = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
            if fresh.state not in transition.sources:
                raise RefusedError(self._sentence(fresh))
            refuse_outdated(fresh, seen)
            before = fresh.state
            yield fresh
            if transition.target is not None:
                fresh.state = transition.target
                fresh.state_changed_at = timezone.now()
            fresh.version += 1
            fresh.save()
            audit.record(
                f"{self.name}.{verb}",
                fresh,
                by=by,
                data={"from": before, "to": fresh.state, "version": fresh.version, **(data or {})},
            )

    def _sentence(self, row: M) -> str:
        last = audit.last_move(row, row.state)
        if last is None or last.actor is None:
            return _("This cannot be done now: the state is “%(state)s”.") % {
                "state": row.get_state_display()
            }
        return _("This cannot be done now: %(person)s set the state to “%(state)s”.") % {
            "person": last.actor,
            "state": row.get_state_display(),
        }
