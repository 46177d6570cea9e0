"""Addresses of this app, a module for each noun."""

from django.urls import URLPattern

from exchanges.urls import (
    agreements,
    board,
    design,
    discussion,
    exchanges,
    packages,
    review,
    sessions,
    takeaway,
    teams,
    windows,
)

app_name = "exchanges"

# Words come before identifiers, so the modules that begin with a word come first.
urlpatterns: list[URLPattern] = [
    *packages.urlpatterns,
    *board.urlpatterns,
    *review.urlpatterns,
    *exchanges.urlpatterns,
    *discussion.urlpatterns,
    *windows.urlpatterns,
    *takeaway.urlpatterns,
    *design.urlpatterns,
    *agreements.urlpatterns,
    *teams.urlpatterns,
    *sessions.urlpatterns,
]
