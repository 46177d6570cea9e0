"""Addresses of the ready-made catalogue and of its uses in courses."""

from django.urls import URLPattern, path

from exchanges.views import adoptions, packages

urlpatterns: list[URLPattern] = [
    path("ready-made/", packages.PackageList.as_view(), name="package-list"),
    path(
        "ready-made/editions/<uuid:pk>/enrol/",
        packages.EditionEnrol.as_view(),
        name="edition-enrol",
    ),
    path(
        "ready-made/editions/<uuid:pk>/adopt/",
        adoptions.EditionAdopt.as_view(),
        name="edition-adopt",
    ),
    path(
        "ready-made/places/<uuid:pk>/leave/", packages.EditionLeave.as_view(), name="edition-leave"
    ),
    path("ready-made/uses/", adoptions.AdoptionList.as_view(), name="adoption-list"),
    path("ready-made/uses/waiting/", adoptions.AdoptionQueue.as_view(), name="adoption-queue"),
    path("ready-made/uses/<uuid:pk>/", adoptions.AdoptionDetail.as_view(), name="adoption-detail"),
    path(
        "ready-made/uses/<uuid:pk>/approve/",
        adoptions.AdoptionApprove.as_view(),
        name="adoption-approve",
    ),
    path(
        "ready-made/uses/<uuid:pk>/reject/",
        adoptions.AdoptionReject.as_view(),
        name="adoption-reject",
    ),
    path(
        "ready-made/uses/<uuid:pk>/withdraw/",
        adoptions.AdoptionWithdraw.as_view(),
        name="adoption-withdraw",
    ),
    path("ready-made/<slug:slug>/", packages.PackageDetail.as_view(), name="package-detail"),
]
