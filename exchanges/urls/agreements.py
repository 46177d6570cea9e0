"""Addresses of the agreement that an exchange runs under."""

from django.urls import URLPattern, path

from exchanges.views import agreements

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/agreement/", agreements.ExchangeAgreement.as_view(), name="exchange-agreement"),
    path("<uuid:pk>/agreement/ask/", agreements.AgreementAsk.as_view(), name="agreement-ask"),
    path(
        "<uuid:pk>/agreement/attach/",
        agreements.AgreementAttach.as_view(),
        name="agreement-attach",
    ),
]
