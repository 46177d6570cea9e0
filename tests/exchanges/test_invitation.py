"""The way of somebody without an account, from the invitation to the draft."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from core.models import Message
from core.seals import unseal
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import Exchange
from tests.cast import PASSWORD
from tests.exchanges import build

ADDRESS = "newcomer@uca.example"


@pytest.fixture
def draft(cast):
    exchange = build.make_draft(cast, summary="Two classes.\nOne question.")
    workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    return exchange


@pytest.fixture
def link(cast, draft):
    workflow.invite_lead(build.partner_team(draft), ADDRESS, by=cast.lead_teacher)
    message = Message.objects.get(kind="exchanges.team_invitation")
    return re.search(r"(/exchanges/invitations/[\w-]+/)", unseal(message.text))[1]


def test_invitation_says_who_invites_to_what_and_what_comes_next(client, cast, draft, link):
    page = client.get(link).content.decode()
    assert f"{cast.lead_teacher} invites you to lead the team of {cast.marrakesh}" in page
    for words in (
        draft.title,
        "Two classes.<br>One question.",
        "for the course “Politics”",
        "What happens next",
        ADDRESS,
        "You accept.",
        "The link works until",
    ):
        assert words in page, words
    assert f"{reverse('account_signup')}?next={link}" in page
    assert f"{reverse('account_login')}?next={link}" in page


def test_reading_an_invitation_accepts_nothing(client, cast, draft, link):
    client.get(link)
    client.force_login(cast.partner_teacher)
    client.get(link)
    assert build.partner_team(draft).lead is None


def test_invitation_of_another_address_says_so_before_anything_is_tried(client, cast, link):
    client.force_login(cast.stranger)
    page = client.get(link).content.decode()
    assert ADDRESS in page
    assert cast.stranger.email in page
    assert "Accept and lead the team" not in page
    assert client.post(link).status_code == 409


def test_newcomer_signs_up_verifies_comes_back_and_accepts(client, cast, draft, link):
    signup = f"{reverse('account_signup')}?next={link}"
    form = client.get(signup)
    assert form.status_code == 200
    assert f'value="{link}"' in form.content.decode()
    values = {
        "email": ADDRESS,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "given_name": "Nadia",
        "family_name": "Example",
        "time_zone": "Africa/Casablanca",
        "language": "en",
        "next": link,
    }
    assert client.post(signup, values).status_code == 302
    newcomer = User.objects.get(email=ADDRESS)
    letter = Message.objects.filter(address=ADDRESS).exclude(kind="exchanges.team_invitation").get()
    confirm = re.search(r"https?://[^/]+(/\S*confirm-email/\S+)", unseal(letter.text))[1]
    assert client.get(confirm).status_code == 200
    verified = client.post(confirm, follow=True)
    assert verified.redirect_chain[-1][0] == link
    page = verified.content.decode()
    assert "Accept and lead the team" in page
    accepted = client.post(link)
    assert accepted.url == draft.get_absolute_url()
    assert build.partner_team(draft).lead == newcomer
    assert client.get(accepted.url).status_code == 200
    assert Exchange.objects.concerning(newcomer).get() == draft


def test_newcomer_who_verifies_elsewhere_finds_back_by_the_link_in_the_first_letter(
    client, cast, draft, link
):
    """Another browser knows nothing of the way so far: logging in leads on."""
    values = {
        "email": ADDRESS,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "given_name": "Nadia",
        "family_name": "Example",
        "next": link,
    }
    client.post(reverse("account_signup"), values)
    letter = Message.objects.filter(address=ADDRESS).exclude(kind="exchanges.team_invitation").get()
    confirm = re.search(r"https?://[^/]+(/\S*confirm-email/\S+)", unseal(letter.text))[1]
    client.cookies.clear()
    assert client.post(confirm).status_code == 302
    client.cookies.clear()
    login = f"{reverse('account_login')}?next={link}"
    back = client.post(login, {"login": ADDRESS, "password": PASSWORD, "next": link})
    assert back.url == link
    assert client.post(link).url == draft.get_absolute_url()


def test_visitor_who_accepts_logs_in_first(client, link):
    assert client.post(link).url == f"{reverse('account_login')}?next={link}"


def test_submitted_exchange_keeps_its_invitation_for_later(client, cast):
    exchange = build.make(cast, S.DRAFT)
    workflow.remove_lead(build.partner_team(exchange), by=cast.lead_teacher)
    invited = workflow.invite_lead(
        build.partner_team(exchange), cast.partner_teacher.email, by=cast.lead_teacher
    )
    message = Message.objects.filter(kind="exchanges.team_invitation").latest("created_at")
    link = re.search(r"(/exchanges/invitations/[\w-]+/)", unseal(message.text))[1]
    Exchange.objects.filter(pk=exchange.pk).update(state=S.SUBMITTED)
    client.force_login(cast.partner_teacher)
    assert client.post(link).status_code == 409
    invited.invitation.refresh_from_db()
    assert invited.invitation.is_open
