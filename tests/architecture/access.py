"""The one table of who may open what: a line for each URL name. An address that is not here fails.

Those of exchanges are in `access_exchanges.py`.

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

from tests.architecture.access_exchanges import EXCHANGES
from tests.architecture.access_lines import ALL, MEMBERS, button, form, page

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
    page("delivery", "login 403 403 403 403 200 403 403 200"),
    page("delivery-mails", "login 403 403 403 403 200 403 403 200"),
    page("delivery-addresses", "login 403 403 403 403 200 403 403 200"),
    button("delivery-settle", "login 403 403 403 403 404 403 403 404", pk="'0'"),
    # Calendars.
    page("calendar-agenda", MEMBERS),
    page("calendar-month", MEMBERS),
    page("calendar-feed", "404 404 404 404 404 404 404 404 404", token="'none'"),
    form("calendar-subscribe", MEMBERS),
    button("calendar-subscribe-stop", MEMBERS),
    form("calendar-exchange", "login 404 200 200 200 404 404 404 404", pk="running.pk"),
    button("calendar-exchange-stop", "login 404 200 200 200 404 404 404 404", pk="running.pk"),
    form("calendar-edition", "login 404 404 200 404 404 404 404 404", pk="edition.pk"),
    button("calendar-edition-stop", "login 404 404 200 404 404 404 404 404", pk="edition.pk"),
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
    form("accounts:reminders", MEMBERS),
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
    form("training:edition-reminders", "login 404 404 403 404 200 404 404 200", pk="edition.pk"),
    form("training:meeting-schedule", "login 403 403 403 403 200 403 403 200", pk="edition.pk"),
    page("training:meeting-detail", "login 404 404 200 404 200 404 404 200", pk="meeting.pk"),
    page("training:meeting-calendar", "login 404 404 200 404 200 404 404 200", pk="meeting.pk"),
    form("training:meeting-move", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    form("training:meeting-edit", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    form("training:meeting-cancel", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    form("training:meeting-hold", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    page("training:meeting-mail", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    page("training:meeting-mail-others", "login 404 404 403 404 200 404 404 200", pk="meeting.pk"),
    button(
        "training:meeting-resend",
        "login 404 404 403 404 404 404 404 404",
        pk="meeting.pk",
        message="meeting.pk",
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
    *EXCHANGES,
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
