"""Addresses of this app."""

from django.urls import URLPattern, path

from credits import views

app_name = "credits"

urlpatterns: list[URLPattern] = [
    path("", views.MyCreditsPage.as_view(), name="my-credits"),
    path("enrolments/<uuid:pk>/", views.RecordPage.as_view(), name="record-detail"),
    path("enrolments/<uuid:pk>/propose/", views.ProposeView.as_view(), name="enrolment-propose"),
    path("exchanges/<uuid:pk>/", views.ExchangePage.as_view(), name="exchange-detail"),
    path(
        "exchanges/<uuid:pk>/propose/",
        views.ProposeExchangeView.as_view(),
        name="exchange-propose",
    ),
    path("proposals/", views.ProposalListPage.as_view(), name="proposal-list"),
    path("proposals/award/", views.AwardSeveralView.as_view(), name="proposal-award-several"),
    path("proposals/<uuid:pk>/award/", views.AwardView.as_view(), name="proposal-award"),
    path("proposals/<uuid:pk>/decline/", views.DeclineView.as_view(), name="proposal-decline"),
    path(
        "proposals/<uuid:pk>/propose-again/",
        views.ProposeAgainView.as_view(),
        name="proposal-propose-again",
    ),
    path("ledger/", views.LedgerPage.as_view(), name="entry-list"),
    path("ledger/export/", views.LedgerExportView.as_view(), name="entry-export"),
    path("ledger/<uuid:pk>/reverse/", views.ReverseView.as_view(), name="entry-reverse"),
]
