"""Addresses of the partner board."""

from django.urls import URLPattern, path

from exchanges.views import board

urlpatterns: list[URLPattern] = [
    path("partners/", board.CallList.as_view(), name="call-list"),
    path("partners/new/", board.CallNew.as_view(), name="call-new"),
    path("partners/<uuid:pk>/", board.CallDetail.as_view(), name="call-detail"),
    path("partners/<uuid:pk>/edit/", board.CallEdit.as_view(), name="call-edit"),
    path("partners/<uuid:pk>/close/", board.CallClose.as_view(), name="call-close"),
    path("partners/<uuid:pk>/reopen/", board.CallReopen.as_view(), name="call-reopen"),
    path("partners/<uuid:pk>/write/", board.CallApproach.as_view(), name="call-approach"),
    path(
        "partners/messages/<uuid:pk>/answer/",
        board.ApproachAnswer.as_view(),
        name="approach-answer",
    ),
    path(
        "partners/messages/<uuid:pk>/decline/",
        board.ApproachDecline.as_view(),
        name="approach-decline",
    ),
    path(
        "partners/messages/<uuid:pk>/withdraw/",
        board.ApproachWithdraw.as_view(),
        name="approach-withdraw",
    ),
    path(
        "partners/messages/<uuid:pk>/match/", board.ApproachMatch.as_view(), name="approach-match"
    ),
]
