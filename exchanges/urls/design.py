"""Addresses of the design and its sections."""

from django.urls import URLPattern, path

from exchanges.views import design, section_side, sections

TEAM = "<uuid:pk>/design/teams/<uuid:team>/"
SECTION = "<uuid:pk>/design/<slug:section>/"

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/design/", design.DesignDetail.as_view(), name="design-detail"),
    path(TEAM, sections.SectionPage.as_view(), name="design-team"),
    path(f"{TEAM}draft/", section_side.SectionDraftKeep.as_view(), name="design-team-draft"),
    path(f"{TEAM}check/", section_side.SectionCheck.as_view(), name="design-team-check"),
    path(SECTION, sections.SectionPage.as_view(), name="design-section"),
    path(f"{SECTION}draft/", section_side.SectionDraftKeep.as_view(), name="design-draft"),
    path(f"{SECTION}check/", section_side.SectionCheck.as_view(), name="design-check"),
]
