import pytest

from credits.models import CreditProposal
from credits.workflow import award, propose
from exchanges.models import Enrolment, Exchange
from tests.cast import Cast
from tests.credits.factories import complete, make_exchange


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    """An exchange of Siena and Marrakesh that is over."""
    return make_exchange(cast)


@pytest.fixture
def completed(cast: Cast, exchange: Exchange) -> Enrolment:
    """Siena's student passed."""
    return complete(exchange, cast.student, cast.siena)


@pytest.fixture
def proposal(cast: Cast, completed: Enrolment) -> CreditProposal:
    """The lead teacher proposed the student's credits."""
    return propose(completed, by=cast.lead_teacher)


@pytest.fixture
def awarded(cast: Cast, proposal: CreditProposal) -> CreditProposal:
    """The office awarded them."""
    return award(proposal, by=cast.office)
