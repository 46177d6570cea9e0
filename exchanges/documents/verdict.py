"""What was found in a design and decided on it, in words."""

from django.utils.translation import gettext as _

from core.plain_text import fit_text
from exchanges.criteria import SESSIONS
from exchanges.documents import phrases
from exchanges.documents.model import Block, Facts, Part, Passage, Table
from exchanges.documents.values import DecisionValues, FindingValues, Source
from exchanges.enums import DecisionOutcome, DesignSection


def criteria(source: Source) -> tuple[Block, ...]:
    """Return the findings, and of which moment they are."""
    if source.checked_at is None:
        when = _("The design was checked as it stands.")
    else:
        when = _("The design was checked when it was submitted, on %(day)s.") % {
            "day": phrases.day_at_home(source.checked_at)
        }
    rows = tuple((item.title, _result(item), _found(item)) for item in source.findings)
    table = Table(_("Criteria"), (_("Criterion"), _("Result"), _("Found")), rows, widths=(5, 3, 6))
    return (Passage("", when), table)


def decision(made: DecisionValues | None) -> tuple[Part, ...]:
    """Return the part on the office's decision: one, or none where nothing is decided."""
    if made is None:
        return ()
    facts = Facts(
        phrases.facts(
            (_("Decision"), phrases.choice(DecisionOutcome, made.outcome)),
            (_("Date"), phrases.day_at_home(made.at)),
            (_("By"), fit_text(made.by)),
            (_("Version of the design"), str(made.version)),
        )
    )
    words = [Passage(_("Note"), fit_text(made.note))] if made.note else []
    words += [Passage(_section(name), fit_text(text)) for name, text in made.remarks]
    return (Part(_("Decision of the office"), (facts, *words)),)


def _section(name: str) -> str:
    return _("Sessions") if name == SESSIONS else phrases.choice(DesignSection, name)


def _result(finding: FindingValues) -> str:
    words = {"met": _("met"), "attention": _("look again"), "unmet": _("not met")}
    result = words.get(finding.status, finding.status)
    return _("%(result)s, exception made") % {"result": result} if finding.exception else result


def _found(finding: FindingValues) -> str:
    found = fit_text(finding.found)
    if not finding.exception:
        return found
    reason = _("The office made an exception: %(reason)s") % {"reason": fit_text(finding.exception)}
    return f"{found}\n{reason}"
