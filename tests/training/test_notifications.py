import pytest

from core.models import Message
from core.outbox import reason_to_skip
from core.seals import unseal
from tests.cast import Cast, make_user
from tests.training.make import make_course, make_edition
from training import workflow

ITALIAN_GREETING_KINDS = ["place_confirmed", "completed", "partner_accepted"]


def written_by_every_verb(cast: Cast, language: str) -> dict[str, Message]:
    lead = make_user("reader", language=language)
    guest = make_user("guest", language=language)
    edition = make_edition(make_course("Cities & “borders” <b>"), language=language)
    place = workflow.enrol(edition, by=lead)
    partner = workflow.invite_partner(edition, guest.email, cast.cairo, by=lead)
    workflow.accept_partner_invitation(partner, by=guest)
    workflow.complete(place, by=cast.office)
    return {message.kind.split(".")[1]: message for message in Message.objects.all()}


@pytest.mark.parametrize("language", ["en", "it"])
def test_each_message_is_in_the_readers_language_with_a_link(cast: Cast, language: str):
    messages = written_by_every_verb(cast, language)
    assert set(messages) == {*ITALIAN_GREETING_KINDS, "partner_invited"}
    for kind, message in messages.items():
        assert message.language == language, kind
        text, html = (
            (unseal(part) if message.is_confidential else part)
            for part in (message.text, message.html)
        )
        assert f'lang="{language}"' in html
        assert "/training/" in text
        assert "/training/" in html
        assert "<b>" not in html
        assert "&amp;" not in text + message.subject


def test_invitation_withdrawn_before_it_was_sent_is_held_back(cast: Cast):
    partner = workflow.invite_partner(
        make_edition(), "new@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    message = Message.objects.get(kind="training.partner_invited")
    assert reason_to_skip(message) == ""
    workflow.revoke_partner_invitation(partner, by=cast.lead_teacher)
    assert "no longer open" in reason_to_skip(message)
