"""Addresses of the design and its sections."""

from django.urls import URLPattern, path

from exchanges.views import design

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/design/", design.DesignDetail.as_view(), name="design-detail"),
    path(
        "<uuid:pk>/design/teams/<uuid:team>/",
        design.TeamSectionPage.as_view(),
        name="design-team",
    ),
    path("<uuid:pk>/design/<slug:section>/", design.SectionPage.as_view(), name="design-section"),
]
