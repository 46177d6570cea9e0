from datetime import timedelta

import pytest
import time_machine

from exchanges.actions import main_action, other_actions
from exchanges.enums import ExchangeState
from tests.exchanges import build


@pytest.mark.parametrize(
    ("state", "label", "edge"),
    [
        (ExchangeState.OPEN, "Begin the exchange", "starts_on"),
        (ExchangeState.RUNNING, "End the exchange", "ends_on"),
    ],
)
def test_beginning_and_end_are_the_main_action_once_their_day_has_come(cast, state, label, edge):
    exchange = build.make(cast, state)
    for days, is_due in ((-2, False), (2, True)):
        with time_machine.travel(getattr(exchange, edge) + timedelta(days=days)):
            main = main_action(exchange, cast.lead_teacher)
            others = [action.label for action in other_actions(exchange, cast.lead_teacher)]
        assert (main is not None and main.label == label) == is_due
        assert (label in others) != is_due
