"""Each page for each member of the cast, in a state that shows all of it."""

import pytest
from django.urls import reverse

from exchanges.enums import ExchangeState as S
from tests.exchanges import build

INSIDERS = {"office", "second_office", "coordinator", "lead_teacher", "partner_teacher", "observer"}
PAGES = ["design-detail", "exchange-people", "exchange-agreement", "exchange-history"]


@pytest.mark.parametrize("page", PAGES)
def test_page_of_draft_opens_for_insiders_and_is_missing_for_others(client, cast, page):
    exchange = build.make(cast, S.DRAFT)
    url = reverse(f"exchanges:{page}", args=[exchange.pk])
    answers = {}
    for name, person in cast.people().items():
        client.force_login(person)
        answers[name] = client.get(url).status_code
    assert answers == {name: 200 if name in INSIDERS else 404 for name in cast.people()}
    client.logout()
    assert client.get(url).status_code == 302
