"""Addresses of exchanges as a whole."""

from django.urls import URLPattern, path

from exchanges.views import exchanges

urlpatterns: list[URLPattern] = [
    path("", exchanges.ExchangeList.as_view(), name="exchange-list"),
    path("new/", exchanges.ExchangeNew.as_view(), name="exchange-new"),
    path("<uuid:pk>/", exchanges.ExchangeDetail.as_view(), name="exchange-detail"),
    path("<uuid:pk>/people/", exchanges.ExchangePeople.as_view(), name="exchange-people"),
    path("<uuid:pk>/history/", exchanges.ExchangeHistory.as_view(), name="exchange-history"),
    path("<uuid:pk>/submit/", exchanges.ExchangeSubmit.as_view(), name="exchange-submit"),
    path("<uuid:pk>/withdraw/", exchanges.ExchangeWithdraw.as_view(), name="exchange-withdraw"),
    path("<uuid:pk>/open/", exchanges.ExchangeOpen.as_view(), name="exchange-open"),
    path("<uuid:pk>/start/", exchanges.ExchangeStart.as_view(), name="exchange-start"),
    path("<uuid:pk>/complete/", exchanges.ExchangeComplete.as_view(), name="exchange-complete"),
    path("<uuid:pk>/cancel/", exchanges.ExchangeCancel.as_view(), name="exchange-cancel"),
    path("<uuid:pk>/duplicate/", exchanges.ExchangeDuplicate.as_view(), name="exchange-duplicate"),
    path("<uuid:pk>/archive/", exchanges.ExchangeArchive.as_view(), name="exchange-to-archive"),
    path(
        "<uuid:pk>/unarchive/",
        exchanges.ExchangeUnarchive.as_view(),
        name="exchange-from-archive",
    ),
]
