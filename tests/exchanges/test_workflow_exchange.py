"""Every verb in every state, and what each leaves behind."""

import pytest

from core.audit import events_of
from core.errors import RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.enums import EXCHANGE, ExchangeState
from tests.exchanges import build


@pytest.mark.parametrize("state", ExchangeState)
def test_exchange_reaches_every_state_by_verbs(cast, state):
    assert build.make(cast, state).state == state
