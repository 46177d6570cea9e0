"""Addresses of the ready-made catalogue and of its uses in courses."""

from django.urls import URLPattern, path

from exchanges.views import packages

urlpatterns: list[URLPattern] = [
    path("ready-made/", packages.PackageList.as_view(), name="package-list"),
    path(
        "ready-made/editions/<uuid:pk>/enrol/",
        packages.EditionEnrol.as_view(),
        name="edition-enrol",
    ),
    path(
        "ready-made/places/<uuid:pk>/leave/", packages.EditionLeave.as_view(), name="edition-leave"
    ),
    path("ready-made/<slug:slug>/", packages.PackageDetail.as_view(), name="package-detail"),
]
