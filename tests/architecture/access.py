"""The one table of who may open what: a line for each URL name. An address that is not here fails.

Each line says what nine identities are answered, in the order of `IDENTITIES`:

    anonymous stranger student teacher partner office coordinator observer superuser

The student is enrolled, the teacher leads Siena's team and the partner that of Marrakesh; office,
coordinator and observer are Siena's. `login` is the way to the log-in page. Add a line like this:

    page("exchanges:exchange-detail", "login 404 200 200 200 200 200 200 200", pk="running.pk"),

`page` is read with GET (a POST is answered 405), `form` shows a form and takes it with POST,
`button` only takes a POST. For a form or a button `200` stands for any answer of a person who is
let in: what was typed is refused (200, 409) or done (302). The keyword arguments are those of the
address: dotted names of the objects of `world.py`, or a word in quotes that stands for itself.
"""

from dataclasses import dataclass, field
from typing import Literal

ALL = "200 200 200 200 200 200 200 200 200"
MEMBERS = "login 200 200 200 200 200 200 200 200"
Kind = Literal["page", "form", "button"]


@dataclass(frozen=True)
class Line:
    """What each identity is answered at one address."""

    name: str
    kind: Kind
    answers: tuple[str, ...]
    arguments: dict[str, str] = field(default_factory=dict)


def page(name: str, answers: str, **arguments: str) -> Line:
    """Describe a page that is only read."""
    return Line(name, "page", tuple(answers.split()), arguments)


def form(name: str, answers: str, **arguments: str) -> Line:
    """Describe a form: GET shows it, POST takes it."""
    return Line(name, "form", tuple(answers.split()), arguments)


def button(name: str, answers: str, **arguments: str) -> Line:
    """Describe an address that only takes a POST."""
    return Line(name, "button", tuple(answers.split()), arguments)


TABLE = (
    # The portal itself.
    page("home", ALL),
    page("brand-style", ALL),
    button("set-language", ALL),
    page("accessibility", ALL),
    page("privacy", ALL),
    page("contacts", ALL),
    page("health-live", ALL),
    page("health-ready", ALL),
    page("design", ALL),
    page("local-mail-list", "404 404 404 404 404 404 404 404 404"),
    page("local-mail-detail", "404 404 404 404 404 404 404 404 404", key="'none'"),
    # Log-in (allauth).
    form("account_login", "200 302 302 302 302 302 302 302 302"),
    form("account_logout", "302 200 200 200 200 200 200 200 200"),
    page("account_inactive", ALL),
    form("account_signup", "200 302 302 302 302 302 302 302 302"),
    form("account_reauthenticate", MEMBERS),
    form("account_email", MEMBERS),
    page("account_email_verification_sent", ALL),
    form("account_change_password", MEMBERS),
    form("account_set_password", "login 302 302 302 302 302 302 302 302"),
    form("account_reset_password", ALL),
    page("account_confirm_login_code", "login 302 302 302 302 302 302 302 302"),
    form("account_confirm_email", ALL, key="verification.key"),
    page("account_reset_password_from_key_done", ALL),
    form("account_reset_password_from_key", ALL, uidb36="'0'", key="'none'"),
    page("account_reset_password_done", ALL),
    # People and institutions.
    page("accounts:person-list", "login 403 403 403 403 200 403 403 200"),
    page("accounts:profile", MEMBERS),
    form("accounts:profile-edit", MEMBERS),
    form("accounts:affiliation-declare", MEMBERS),
    page("accounts:institution-list", MEMBERS),
    page("accounts:institution-detail", MEMBERS, pk="cast.cairo.schac_code"),
    form(
        "accounts:institution-edit",
        "login 403 403 403 403 200 403 403 200",
        pk="cast.cairo.schac_code",
    ),
    page("accounts:institution-calendar", MEMBERS, pk="cast.cairo.schac_code", year="period.year"),
    form(
        "accounts:period-new",
        "login 403 403 403 403 200 403 403 200",
        pk="cast.cairo.schac_code",
        year="period.year",
    ),
    form(
        "accounts:calendar-copy",
        "login 403 403 403 403 200 403 403 200",
        pk="cast.cairo.schac_code",
        year="period.year",
    ),
    form("accounts:period-edit", "login 403 403 403 403 200 403 403 200", pk="period.pk"),
    form("accounts:period-remove", "login 403 403 403 403 200 403 403 200", pk="period.pk"),
    form("accounts:affiliation-confirm", "login 404 404 404 404 200 404 404 200", pk="declared.pk"),
    form("accounts:role-revoke", "login 404 404 404 404 200 404 404 200", pk="grant.pk"),
    page("accounts:person-detail", "login 404 404 404 404 200 404 404 200", pk="person.pk"),
    form("accounts:role-grant", "login 404 404 404 404 200 404 404 200", pk="person.pk"),
    # Training.
    page("training:edition-list", MEMBERS),
    page("training:mine", MEMBERS),
    form("training:edition-create", "login 403 403 403 403 200 403 403 200"),
    page("training:edition-detail", MEMBERS, pk="edition.pk"),
    form("training:edition-edit", "login 403 403 403 403 200 403 403 200", pk="edition.pk"),
    form("training:edition-enrol", "login 403 403 200 200 403 403 403 200", pk="edition.pk"),
    form("training:edition-withdraw", "login 404 404 200 404 404 404 404 404", pk="edition.pk"),
    form("training:edition-complete", "login 403 403 403 403 200 403 403 200", pk="edition.pk"),
    form("training:partner-invite", "login 403 403 200 403 403 403 403 200", pk="edition.pk"),
    form(
        "training:partner-revoke",
        "login 404 404 200 404 404 404 404 404",
        pk="partner_invitation.pk",
    ),
    page("training:course-list", MEMBERS),
    form("training:course-create", "login 403 403 403 403 200 403 403 200"),
    form("training:course-edit", "login 403 403 403 403 200 403 403 200", pk="course.pk"),
    page("accounts:reminders-stop", "404 404 404 404 404 404 404 404 404", token="'none'"),
    page("training:invitation", "404 404 404 404 404 404 404 404 404", token="'none'"),
    # Agreements.
    page("mou:agreement-list", MEMBERS),
    page("mou:agreement-detail", "login 404 404 200 200 200 404 200 200", pk="agreement.pk"),
    page("mou:agreement-changes", "login 404 404 200 200 200 404 200 200", pk="agreement.pk"),
    form("mou:agreement-revise", "login 404 404 403 403 403 404 403 200", pk="agreement.pk"),
    form("mou:agreement-send", "login 404 404 403 403 403 404 403 200", pk="agreement.pk"),
    form("mou:agreement-redraft", "login 404 404 403 403 403 404 403 200", pk="agreement.pk"),
    form("mou:agreement-sign", "login 404 404 403 403 403 404 403 200", pk="agreement.pk"),
    form("mou:agreement-end", "login 404 404 403 403 200 404 403 200", pk="agreement.pk"),
    form("mou:agreement-abandon", "login 404 404 403 403 403 404 403 200", pk="agreement.pk"),
    page(
        "mou:revision-pdf",
        "login 404 404 200 200 200 404 200 200",
        pk="agreement.pk",
        number="agreement.current_revision",
    ),
    # Exchanges.
    page("exchanges:exchange-list", ALL),
    form("exchanges:exchange-new", "login 403 403 200 200 403 403 403 200"),
    page("exchanges:package-list", ALL),
    form(
        "exchanges:edition-enrol",
        "login 403 200 403 403 403 403 403 200",
        pk="package_edition.pk",
    ),
    form("exchanges:edition-leave", "login 404 200 404 404 404 404 404 404", pk="package_place.pk"),
    page("exchanges:package-detail", ALL, slug="package.slug"),
    form(
        "exchanges:edition-adopt", "login 403 403 200 200 403 403 403 200", pk="package_edition.pk"
    ),
    page("exchanges:adoption-list", MEMBERS),
    page("exchanges:adoption-queue", "login 403 403 403 403 200 403 403 200"),
    page("exchanges:adoption-detail", "login 404 404 200 404 200 200 200 200", pk="adoption.pk"),
    form("exchanges:adoption-approve", "login 404 404 403 404 200 403 403 200", pk="adoption.pk"),
    form("exchanges:adoption-reject", "login 404 404 403 404 200 403 403 200", pk="adoption.pk"),
    form("exchanges:adoption-withdraw", "login 404 404 200 404 403 403 403 200", pk="adoption.pk"),
    page("exchanges:call-list", "login 403 403 200 200 200 403 403 200"),
    form("exchanges:call-new", "login 403 403 200 200 403 403 403 200"),
    page("exchanges:call-detail", "login 404 404 200 200 200 404 404 200", pk="approach.call.pk"),
    form("exchanges:call-edit", "login 404 404 200 403 403 404 404 200", pk="call.pk"),
    form("exchanges:call-close", "login 404 404 200 403 403 404 404 200", pk="approach.call.pk"),
    form("exchanges:call-reopen", "login 404 404 200 404 404 404 404 200", pk="closed_call.pk"),
    form("exchanges:call-approach", "login 404 404 403 200 403 404 404 200", pk="call.pk"),
    form("exchanges:approach-answer", "login 404 404 200 403 404 404 404 200", pk="approach.pk"),
    form("exchanges:approach-decline", "login 404 404 200 403 404 404 404 200", pk="approach.pk"),
    form("exchanges:approach-withdraw", "login 404 404 403 200 404 404 404 200", pk="approach.pk"),
    form("exchanges:approach-match", "login 404 404 200 403 404 404 404 200", pk="answered.pk"),
    page("exchanges:review-queue", "login 403 403 403 403 200 200 403 200"),
    form("exchanges:review-chain", "login 403 403 403 403 200 403 403 200"),
    page("exchanges:exchange-review", "login 404 404 403 403 200 200 403 200", pk="submitted.pk"),
    form("exchanges:exchange-endorse", "login 404 404 403 403 403 200 403 200", pk="endorsing.pk"),
    form(
        "exchanges:exchange-send-back", "login 404 404 403 403 403 200 403 200", pk="endorsing.pk"
    ),
    form(
        "exchanges:waiver-make",
        "login 404 404 403 403 200 403 403 200",
        pk="draft.pk",
        code="'confirmed'",
    ),
    form(
        "exchanges:waiver-revoke",
        "login 404 404 403 403 200 403 403 200",
        pk="waiver.exchange.pk",
        waiver="waiver.pk",
    ),
    form("exchanges:exchange-approve", "login 404 404 403 403 200 403 403 200", pk="submitted.pk"),
    form("exchanges:exchange-return", "login 404 404 403 403 200 403 403 200", pk="submitted.pk"),
    form("exchanges:exchange-reject", "login 404 404 403 403 200 403 403 200", pk="submitted.pk"),
    page("exchanges:exchange-detail", ALL, pk="running.pk"),
    page("exchanges:exchange-people", "login 404 404 200 200 200 200 200 200", pk="running.pk"),
    page("exchanges:exchange-history", "login 404 404 200 200 200 200 200 200", pk="running.pk"),
    form("exchanges:exchange-submit", "login 404 404 200 403 403 403 403 200", pk="draft.pk"),
    form("exchanges:exchange-withdraw", "login 404 404 200 403 403 403 403 200", pk="submitted.pk"),
    form("exchanges:exchange-open", "login 404 404 200 403 200 403 403 200", pk="approved.pk"),
    form("exchanges:exchange-start", "login 404 404 200 403 200 403 403 200", pk="open.pk"),
    form("exchanges:exchange-complete", "login 404 404 200 403 200 403 403 200", pk="running.pk"),
    form("exchanges:exchange-cancel", "login 404 404 200 403 200 403 403 200", pk="running.pk"),
    form("exchanges:exchange-duplicate", "login 404 404 200 403 200 403 403 200", pk="running.pk"),
    form("exchanges:exchange-to-archive", "login 404 404 200 403 200 403 403 200", pk="ended.pk"),
    form(
        "exchanges:exchange-from-archive",
        "login 404 404 200 403 200 403 403 200",
        pk="archived.pk",
    ),
    page("exchanges:exchange-windows", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    form("exchanges:window-use", "login 404 404 200 200 403 403 403 200", pk="draft.pk"),
    page("exchanges:design-detail", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    page("exchanges:design-print", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    page("exchanges:design-pdf", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    page("exchanges:design-docx", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    button("exchanges:exchange-archive", "login 404 404 200 200 200 403 403 200", pk="running.pk"),
    form(
        "exchanges:design-team",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:design-section",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        section="'idea'",
    ),
    button(
        "exchanges:design-draft",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        section="'idea'",
    ),
    button(
        "exchanges:design-team-draft",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    button(
        "exchanges:design-check",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        section="'idea'",
    ),
    button(
        "exchanges:design-team-check",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    page("exchanges:exchange-agreement", "login 404 404 200 200 200 200 200 200", pk="running.pk"),
    form("exchanges:agreement-ask", "login 404 404 200 403 200 403 403 200", pk="approved.pk"),
    form("exchanges:agreement-attach", "login 404 404 200 403 200 403 403 200", pk="approved.pk"),
    form("exchanges:team-add", "login 404 404 200 403 403 403 403 200", pk="draft.pk"),
    form(
        "exchanges:team-confirm",
        "login 404 404 200 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:discussion-detail",
        "login 404 404 200 200 403 403 403 200",
        pk="draft.pk",
        section="'groups'",
    ),
    form("exchanges:comment-settle", "login 404 404 200 200 403 403 403 200", pk="comment.pk"),
    form("exchanges:comment-reopen", "login 404 404 200 200 403 403 403 200", pk="comment.pk"),
    form("exchanges:comment-take-back", "login 404 404 200 403 403 403 403 200", pk="comment.pk"),
    page("exchanges:exchange-changes", "login 404 404 200 200 200 200 200 200", pk="draft.pk"),
    page(
        "exchanges:colleague-list",
        "login 404 404 200 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:colleague-add",
        "login 404 404 200 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:colleague-invite",
        "login 404 404 200 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:colleague-remove",
        "login 404 404 200 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
        person="colleague.pk",
    ),
    form(
        "exchanges:team-remove",
        "login 404 404 403 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:lead-invite",
        "login 404 404 403 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:lead-remove",
        "login 404 404 403 403 403 403 403 200",
        pk="draft.pk",
        team="draft_team.pk",
    ),
    form(
        "exchanges:team-enrol",
        "login 403 200 403 403 403 403 403 200",
        pk="open.pk",
        team="open_team.pk",
    ),
    page("exchanges:invitation-detail", "404 404 404 404 404 404 404 404 404", token="'none'"),
    form("exchanges:enrolment-leave", "login 404 200 404 404 404 404 404 404", pk="enrolment.pk"),
    page("exchanges:session-list", MEMBERS, pk="running.pk"),
    form("exchanges:session-plan", "login 403 403 200 200 403 403 403 200", pk="running.pk"),
    form("exchanges:session-schedule", "login 403 403 200 200 403 403 403 200", pk="running.pk"),
    page("exchanges:result-list", "login 403 403 200 200 200 403 403 200", pk="running.pk"),
    page("exchanges:my-part", "login 403 200 403 403 403 403 403 404", pk="running.pk"),
    page("exchanges:session-detail", MEMBERS, pk="session.pk"),
    page("exchanges:session-calendar", "login 403 200 200 200 403 403 403 200", pk="session.pk"),
    form("exchanges:session-move", "login 403 403 200 200 403 403 403 200", pk="session.pk"),
    form("exchanges:session-edit", "login 403 403 200 200 403 403 403 200", pk="session.pk"),
    form("exchanges:session-cancel", "login 403 403 200 200 403 403 403 200", pk="session.pk"),
    form("exchanges:session-hold", "login 403 403 200 200 403 403 403 200", pk="session.pk"),
    form("exchanges:session-attendance", "login 403 403 200 200 403 403 403 200", pk="session.pk"),
    page("exchanges:session-mail", "login 403 403 200 200 200 403 403 200", pk="session.pk"),
    button(
        "exchanges:session-resend",
        "login 403 403 404 404 404 403 403 404",
        pk="session.pk",
        message="session.pk",
    ),
    form("exchanges:enrolment-assess", "login 404 404 200 403 403 403 403 200", pk="enrolment.pk"),
    # Credits.
    page("credits:my-credits", MEMBERS),
    page("credits:record-detail", "login 404 200 200 404 200 404 404 200", pk="record.pk"),
    form("credits:enrolment-propose", "login 404 403 403 404 403 404 404 200", pk="record.pk"),
    page(
        "credits:exchange-detail",
        "login 404 404 200 200 200 404 404 200",
        pk="record.exchange.pk",
    ),
    button(
        "credits:exchange-propose",
        "login 404 404 200 200 403 404 404 200",
        pk="record.exchange.pk",
    ),
    page("credits:proposal-list", "login 404 404 404 404 200 404 404 200"),
    button("credits:proposal-award-several", "login 404 404 404 404 200 404 404 200"),
    form("credits:proposal-award", "login 404 404 403 404 200 404 404 200", pk="proposal.pk"),
    form("credits:proposal-decline", "login 404 404 403 404 200 404 404 200", pk="proposal.pk"),
    form(
        "credits:proposal-propose-again",
        "login 404 404 403 404 403 404 404 200",
        pk="proposal.pk",
    ),
    page("credits:entry-list", "login 404 404 404 404 200 404 404 200"),
    button("credits:entry-export", "login 404 404 404 404 200 404 404 200"),
    form("credits:entry-reverse", "login 404 404 404 404 200 404 404 200", pk="entry.pk"),
)

# Addresses that name a parent and a child, here of different families: nobody is let in.
MISMATCHED = (
    ("exchanges:design-team", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:design-team-draft", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:design-team-check", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:team-confirm", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-list", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-add", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-invite", {"pk": "draft.pk", "team": "open_team.pk"}),
    (
        "exchanges:colleague-remove",
        {"pk": "draft.pk", "team": "draft_team.pk", "person": "person.pk"},
    ),
    ("exchanges:team-remove", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:lead-invite", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:lead-remove", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:team-enrol", {"pk": "open.pk", "team": "draft_team.pk"}),
    ("exchanges:waiver-revoke", {"pk": "draft.pk", "waiver": "waiver.pk"}),
    ("exchanges:session-resend", {"pk": "session.pk", "message": "draft.pk"}),
    ("mou:revision-pdf", {"pk": "agreement.pk", "number": "'99'"}),
)
