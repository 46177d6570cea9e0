"""What the programme asks: rules that hold on the first day, and the countries that take part."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.criteria.criterion import Criterion, Measured, names
from exchanges.criteria.values import Answer, Design, Rules, Status
from exchanges.enums import DesignSection


def _rules(design: Design, rules: Rules | None) -> Answer:
    if rules is None:
        return Answer("unmet", _("No programme rules are set for the first day."))
    values = {"name": rules.name, "from": date_format(rules.valid_from, "j M Y")}
    found = _("%(name)s, from %(from)s.")
    if rules.valid_until is not None:
        values["until"] = date_format(rules.valid_until, "j M Y")
        found = _("%(name)s, from %(from)s to %(until)s.")
    status: Status = "met"
    if design.starts_on is None:
        status, found = "attention", f"{found} " + _("The first day is not stated.")
    elif design.starts_on < rules.valid_from:
        status, found = "unmet", _("%(name)s: these rules begin only on %(from)s.")
    elif rules.valid_until is not None and design.starts_on > rules.valid_until:
        status, found = "unmet", _("%(name)s: these rules ended on %(until)s.")
    return Answer(status, f"{found % values} {rules.source}".strip())


def _eligibility(design: Design, rules: Rules) -> Answer:
    ages = _ages(rules)
    if not rules.countries:
        return Answer("met", " ".join([_("Universities of every country take part."), *ages]))
    if not design.teams:
        return Answer("attention", " ".join([_("There is no team yet."), *ages]))
    outside = [
        f"{team.institution} ({team.country})"
        for team in design.teams
        if team.country and team.country not in rules.countries
    ]
    if outside:
        found = _("Not of the programme’s countries: %(teams)s.") % {"teams": names(outside)}
        return Answer("unmet", " ".join([found, *ages]))
    if not all(team.country for team in design.teams):
        return Answer("attention", " ".join([_("Not every country is stated."), *ages]))
    countries = names({team.country for team in design.teams})
    found = _("All are of the programme’s countries: %(countries)s.") % {"countries": countries}
    return Answer("met", " ".join([found, *ages]))


def _ages(rules: Rules) -> list[str]:
    """Return who may take part by age, as a sentence: universities look at it as they enrol."""
    values = {"least": rules.min_age, "most": rules.max_age}
    if rules.min_age is None and rules.max_age is None:
        return []
    if rules.max_age is None:
        return [_("Students are at least %(least)d years old on the first day.") % values]
    if rules.min_age is None:
        return [_("Students are at most %(most)d years old on the first day.") % values]
    return [_("Students are %(least)d to %(most)d years old on the first day.") % values]


RULES = Criterion(
    code="rules",
    title=gettext_lazy("Programme rules"),
    why=gettext_lazy("A design is measured against the rules that hold on its first day."),
    fix=gettext_lazy("Look at the programme and the first day, or ask the office for the rules."),
    source=gettext_lazy("Source: the programme’s dated rules, kept by the office."),
    section=DesignSection.IDEA,
    judge=_rules,
)
ELIGIBILITY = Criterion(
    code="eligibility",
    title=gettext_lazy("Open to these countries"),
    why=gettext_lazy("A programme says which countries and which ages take part."),
    fix=gettext_lazy("Choose another programme, or a partner in one of its countries."),
    source=gettext_lazy("Source: the programme’s dated rules, kept by the office."),
    section=DesignSection.IDEA,
    judge=Measured(_eligibility),
)
