"""No address of the one reaches the other before the author has answered: on no page, in no e-mail.

Nobody here has a name, so that whatever would fall back to the address shows it.
"""

import email
import email.policy

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.delivery import deliver_due
from core.errors import RefusedError
from core.models import Message
from exchanges.enums import ApproachState
from exchanges.workflow import board
from tests.cast import make_user
from tests.exchanges import calls

pytestmark = pytest.mark.django_db

LEAD, PARTNER = "lead@example.org", "partner@example.org"
BEFORE = (ApproachState.SENT, ApproachState.DECLINED, ApproachState.WITHDRAWN)


@pytest.fixture
def nameless(cast):
    """Take the names of both away."""
    for person in (cast.lead_teacher, cast.partner_teacher):
        person.given_name = person.family_name = ""
        person.save()
    return cast


def urls_of(approach):
    """Return every page of the board that is about the message or its call, or lists it."""
    call = approach.call
    lists = [reverse("exchanges:call-list")]
    return [
        "/",
        *[f"{url}{query}" for url in lists for query in ("", "?mine=own", "?mine=written")],
        reverse("exchanges:call-new"),
        *[
            reverse(f"exchanges:call-{name}", args=[call.pk])
            for name in ("detail", "edit", "close", "reopen", "approach")
        ],
        *[
            reverse(f"exchanges:approach-{name}", args=[approach.pk])
            for name in ("answer", "decline", "withdraw", "match")
        ],
    ]


def crawl(client, approach, people):
    """Return where the address of one of the two is shown to anybody but themselves.

    Each page is read, and its form is sent; what that does is undone.
    """
    data = {"text": "Hello", "answer": "Yes", "institution": approach.institution_id}
    found, opened = [], 0
    for name, person in people.items():
        client.force_login(person)
        for url in urls_of(approach):
            answers = [client.get(url)]
            with transaction.atomic():
                answers.append(client.post(url, data))
                transaction.set_rollback(True)
            for answer in answers:
                page = answer.content.decode() + str(answer.headers)
                opened += answer.status_code == 200
                found += [
                    (name, url, address)
                    for address in (LEAD, PARTNER)
                    if address in page and person.email != address
                ]
    assert opened > 10
    return found


def leaks_of(letters):
    """Return which sent letters carry the other's address, in any header or part."""
    found = []
    for letter in letters:
        source = letter.message().as_bytes()
        message = email.message_from_bytes(source, policy=email.policy.default)
        assert message["Reply-To"] is None
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        text = "\n".join([*map(str, message.values()), *parts])
        found += [
            (message["To"], message["Subject"])
            for address in (LEAD, PARTNER)
            if address in text and address != message["To"]
        ]
    return found


def everybody(cast):
    """Return the cast and an administrator, as the database has them now."""
    people = {**cast.people(), "root": make_user("root", is_superuser=True)}
    return {name: User.objects.get(pk=person.pk) for name, person in people.items()}


@pytest.mark.parametrize("state", BEFORE)
def test_no_page_shows_the_address_of_another_before_an_answer(client, nameless, state):
    approach = calls.make_approach(nameless, state)
    assert crawl(client, approach, everybody(nameless)) == []


@pytest.mark.parametrize("state", BEFORE)
def test_no_mail_carries_the_address_of_another_before_an_answer(nameless, state):
    approach = calls.make_approach(nameless, state)
    if state == ApproachState.SENT:
        board.close(approach.call, by=nameless.lead_teacher)
    deliver_due()
    assert {letter.to[0] for letter in mail.outbox} >= {LEAD}
    assert len(mail.outbox) >= 1 + (state != ApproachState.SENT)
    assert leaks_of(mail.outbox) == []
    rows = Message.objects.values_list("address", "subject", "text", "html", "attachments")
    for address, *parts in rows:
        others = {LEAD, PARTNER} - {address}
        assert not any(other in str(parts) for other in others), parts


def test_mail_to_those_who_were_not_chosen_carries_no_address(nameless):
    cast = nameless
    call = calls.make_call(cast)
    calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo)
    chosen = calls.make_approach(cast, ApproachState.ANSWERED, call)
    board.match(chosen, by=cast.lead_teacher)
    letter = Message.objects.get(recipient=cast.other_teacher)
    for address in (LEAD, PARTNER):
        assert address not in f"{letter.subject} {letter.text} {letter.html}"


def test_refusal_after_somebody_else_acted_names_no_address(nameless):
    cast = nameless
    declined = calls.make_approach(cast, ApproachState.DECLINED)
    with pytest.raises(RefusedError) as refused:
        board.withdraw(declined, by=cast.partner_teacher)
    assert LEAD not in str(refused.value)
    withdrawn = calls.make_approach(cast, ApproachState.WITHDRAWN)
    with pytest.raises(RefusedError) as refused:
        board.answer(withdrawn, "Yes", by=cast.lead_teacher)
    assert PARTNER not in str(refused.value)


@pytest.mark.parametrize("state", [ApproachState.ANSWERED, ApproachState.MATCHED])
def test_addresses_are_shown_to_the_two_and_nobody_else_after_the_answer(client, cast, state):
    approach = calls.make_approach(cast, state)
    people = everybody(cast)
    people.pop("root")
    found = crawl(client, approach, people)
    assert {
        ("lead_teacher", approach.get_absolute_url(), PARTNER),
        ("partner_teacher", approach.get_absolute_url(), LEAD),
    } <= set(found)
    assert {name for name, _url, _address in found} == {"lead_teacher", "partner_teacher"}
    letter = Message.objects.get(kind="exchanges.approach_answered")
    assert (letter.address, LEAD in letter.text, LEAD in letter.html) == (PARTNER, True, True)


def test_contact_that_ended_shows_no_address_any_more(client, nameless):
    approach = calls.make_approach(nameless, ApproachState.ANSWERED)
    board.withdraw(approach, by=nameless.partner_teacher)
    assert crawl(client, approach, everybody(nameless)) == []


def test_crawl_notices_an_address(client, cast):
    cast.lead_teacher.given_name = LEAD
    cast.lead_teacher.save()
    approach = calls.make_approach(cast, ApproachState.SENT)
    people = {"partner_teacher": cast.partner_teacher, "office": cast.office}
    assert crawl(client, approach, people)
    deliver_due()
    cast.partner_teacher.family_name = PARTNER
    cast.partner_teacher.save()
    calls.write(calls.make_call(cast), cast)
    deliver_due()
    assert leaks_of(mail.outbox)
