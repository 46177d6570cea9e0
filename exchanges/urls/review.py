"""Addresses of the review: endorsement, decision, exceptions."""

from django.urls import URLPattern, path

from exchanges.views import exceptions, review

urlpatterns: list[URLPattern] = [
    path("review/", review.ReviewQueue.as_view(), name="review-queue"),
    path("review/chain/", review.ReviewChainPage.as_view(), name="review-chain"),
    path("<uuid:pk>/review/", review.ReviewPage.as_view(), name="exchange-review"),
    path("<uuid:pk>/approve/", review.ExchangeApprove.as_view(), name="exchange-approve"),
    path("<uuid:pk>/return/", review.ExchangeReturn.as_view(), name="exchange-return"),
    path("<uuid:pk>/reject/", review.ExchangeReject.as_view(), name="exchange-reject"),
    path("<uuid:pk>/endorse/", review.ExchangeEndorse.as_view(), name="exchange-endorse"),
    path("<uuid:pk>/send-back/", review.ExchangeSendBack.as_view(), name="exchange-send-back"),
    path("<uuid:pk>/exceptions/<slug:code>/", exceptions.WaiverMake.as_view(), name="waiver-make"),
    path(
        "<uuid:pk>/exceptions/<uuid:waiver>/revoke/",
        exceptions.WaiverRevoke.as_view(),
        name="waiver-revoke",
    ),
]
