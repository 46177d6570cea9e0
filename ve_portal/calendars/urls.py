"""Addresses of people's calendars."""

from django.urls import URLPattern, path

from exchanges.session_calendar import KIND as SESSION
from training.meeting_calendar import KIND as MEETING
from ve_portal.calendars.kinds import KINDS
from ve_portal.calendars.views.feed import FeedView
from ve_portal.calendars.views.pages import AgendaPage, MonthPage
from ve_portal.calendars.views.subscribe import StopView, SubscribePage

_SESSIONS, _MEETINGS = {"kind": KINDS[SESSION]}, {"kind": KINDS[MEETING]}
_EXCHANGE, _EDITION = "exchanges/<uuid:pk>/", "training/<uuid:pk>/"

urlpatterns: list[URLPattern] = [
    path("", AgendaPage.as_view(), name="calendar-agenda"),
    path("month/", MonthPage.as_view(), name="calendar-month"),
    path("feed/<str:token>.ics", FeedView.as_view(), name="calendar-feed"),
    path("subscribe/", SubscribePage.as_view(), name="calendar-subscribe"),
    path("subscribe/stop/", StopView.as_view(), name="calendar-subscribe-stop"),
    path(_EXCHANGE, SubscribePage.as_view(**_SESSIONS), name="calendar-exchange"),
    path(f"{_EXCHANGE}stop/", StopView.as_view(**_SESSIONS), name="calendar-exchange-stop"),
    path(_EDITION, SubscribePage.as_view(**_MEETINGS), name="calendar-edition"),
    path(f"{_EDITION}stop/", StopView.as_view(**_MEETINGS), name="calendar-edition-stop"),
]
