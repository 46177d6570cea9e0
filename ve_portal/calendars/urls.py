"""Addresses of people's calendars."""

from django.urls import URLPattern, path

from ve_portal.calendars import feed

urlpatterns: list[URLPattern] = [
    path("feed/<str:token>.ics", feed.FeedView.as_view(), name="calendar-feed"),
]
