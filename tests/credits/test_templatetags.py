import pytest
from django.test import Client

from credits.templatetags.credits import credits_address
from exchanges.enums import ExchangeState
from tests.exchanges import build


@pytest.mark.parametrize("state", list(ExchangeState))
def test_exchange_page_leads_its_teachers_to_the_credits_once_it_runs(cast, state):
    exchange = build.make(cast, state)
    address = credits_address(cast.lead_teacher, exchange)
    assert bool(address) == (state in {ExchangeState.RUNNING, ExchangeState.COMPLETED})
    client = Client()
    client.force_login(cast.lead_teacher)
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert (f"/credits/exchanges/{exchange.pk}/" in page) == bool(address)


def test_exchange_page_leads_no_outsider_to_the_credits(cast):
    exchange = build.make(cast, ExchangeState.COMPLETED)
    assert credits_address(cast.stranger, exchange) == ""
    assert credits_address(cast.office, exchange) != ""
