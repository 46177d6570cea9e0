"""The walkers of this app: every verb opens one of them.

Locks are taken in one order everywhere: exchange, then team, then enrolment.
"""

from core.workflow import Workflow
from exchanges.enums import ENROLMENT, EXCHANGE, SESSION
from exchanges.models import Enrolment, Exchange, Session

EXCHANGES: Workflow[Exchange] = Workflow("exchanges.exchange", EXCHANGE)
SESSIONS: Workflow[Session] = Workflow("exchanges.session", SESSION)
ENROLMENTS: Workflow[Enrolment] = Workflow("exchanges.enrolment", ENROLMENT)
