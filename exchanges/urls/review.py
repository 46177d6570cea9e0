"""Addresses of the review: endorsement, decision, exceptions."""

from django.urls import URLPattern, path

from exchanges.views import review

urlpatterns: list[URLPattern] = [
    path("review/", review.ReviewQueue.as_view(), name="review-queue"),
    path("<uuid:pk>/review/", review.ReviewPage.as_view(), name="exchange-review"),
    path("<uuid:pk>/approve/", review.ExchangeApprove.as_view(), name="exchange-approve"),
    path("<uuid:pk>/return/", review.ExchangeReturn.as_view(), name="exchange-return"),
    path("<uuid:pk>/reject/", review.ExchangeReject.as_view(), name="exchange-reject"),
]
