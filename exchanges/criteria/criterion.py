"""What a criterion is, and the words that several share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.criteria.values import Answer, Design, Finding, Rules
from exchanges.enums import DesignSection

Text = str | Promise
Judge = Callable[[Design, Rules | None], Answer]

NOT_WAIVABLE = frozenset({"rules", "partners", "confirmed"})
"""What always stops a submission: without it nobody could say what is submitted, and by whom."""

DEFINITION = gettext_lazy("Source: what a virtual exchange is, University of Siena.")
EXCLUSION = gettext_lazy("Source: what a virtual exchange is not, University of Siena.")
TEP = gettext_lazy("Source: what a TEP is, University of Siena.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A judge that measures a design against the rules; without rules it asks for them."""

    measure: Callable[[Design, Rules], Answer]

    def __call__(self, design: Design, rules: Rules | None) -> Answer:
        """Answer for this design."""
        if rules is not None:
            return self.measure(design, rules)
        return Answer(
            "attention",
            _("There are no rules to measure this against."),
            fix=_("Ask the office to set the programme rules."),
            section=DesignSection.IDEA,
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question to a design. `source` says whose demand it is.

    `judge` answers it; the words are lazy, so that each reader has them in their language.
    """

    code: str
    title: Text
    why: Text
    fix: Text
    source: Text
    section: str
    judge: Judge

    def find(self, design: Design, rules: Rules | None, exception: str) -> Finding:
        """Return the finding on this design. `exception` is the office's reason, or empty."""
        answer = self.judge(design, rules)
        blocks = self.code in NOT_WAIVABLE or (rules is not None and self.code in rules.blocking)
        reasons = [str(self.why), str(self.source)]
        if isinstance(self.judge, Measured) and rules is not None:
            # Where the thresholds come from is said once, by the finding on the rules.
            reasons.append(_("Rules: %(name)s.") % {"name": rules.name})
        return Finding(
            code=self.code,
            status=answer.status,
            is_blocking=blocks,
            title=str(self.title),
            found=answer.found,
            why=" ".join(reasons),
            fix=answer.fix or str(self.fix),
            section=self.section if answer.section is None else answer.section,
            exception="" if self.code in NOT_WAIVABLE else exception,
        )


def of_design(judge: Callable[[Design], Answer]) -> Judge:
    """Return a judge that needs no rules."""
    return lambda design, _rules: judge(design)


def names(values: Iterable[str]) -> str:
    """Return names as a list in a sentence, always in the same order; an empty one is marked."""
    return "; ".join(sorted(value or _("(no name)") for value in values))


def hours(value: Decimal) -> str:
    """Return hours as the reader writes them, whole ones without a decimal."""
    return number_format(value, 0 if value == value.to_integral_value() else 1)
