"""Addresses of this app."""

from django.urls import URLPattern, path

from exchanges import session_urls
from exchanges.views import agreements, design, enrolments, exchanges, packages, review, teams

app_name = "exchanges"

# ready-made/
_packages = [
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

# <exchange>/
_exchange = [
    path("<uuid:pk>/", exchanges.ExchangeDetail.as_view(), name="exchange-detail"),
    path("<uuid:pk>/people/", exchanges.ExchangePeople.as_view(), name="exchange-people"),
    path("<uuid:pk>/history/", exchanges.ExchangeHistory.as_view(), name="exchange-history"),
    path("<uuid:pk>/submit/", exchanges.ExchangeSubmit.as_view(), name="exchange-submit"),
    path("<uuid:pk>/withdraw/", exchanges.ExchangeWithdraw.as_view(), name="exchange-withdraw"),
    path("<uuid:pk>/open/", exchanges.ExchangeOpen.as_view(), name="exchange-open"),
    path("<uuid:pk>/start/", exchanges.ExchangeStart.as_view(), name="exchange-start"),
    path("<uuid:pk>/complete/", exchanges.ExchangeComplete.as_view(), name="exchange-complete"),
    path("<uuid:pk>/cancel/", exchanges.ExchangeCancel.as_view(), name="exchange-cancel"),
]

# <exchange>/design/
_design = [
    path("<uuid:pk>/design/", design.DesignDetail.as_view(), name="design-detail"),
    path(
        "<uuid:pk>/design/teams/<uuid:team>/",
        design.TeamSectionPage.as_view(),
        name="design-team",
    ),
    path("<uuid:pk>/design/<slug:section>/", design.SectionPage.as_view(), name="design-section"),
]

# <exchange>/review/
_review = [
    path("review/", review.ReviewQueue.as_view(), name="review-queue"),
    path("<uuid:pk>/review/", review.ReviewPage.as_view(), name="exchange-review"),
    path("<uuid:pk>/approve/", review.ExchangeApprove.as_view(), name="exchange-approve"),
    path("<uuid:pk>/return/", review.ExchangeReturn.as_view(), name="exchange-return"),
    path("<uuid:pk>/reject/", review.ExchangeReject.as_view(), name="exchange-reject"),
]

# <exchange>/agreement/
_agreement = [
    path("<uuid:pk>/agreement/", agreements.ExchangeAgreement.as_view(), name="exchange-agreement"),
    path("<uuid:pk>/agreement/ask/", agreements.AgreementAsk.as_view(), name="agreement-ask"),
    path(
        "<uuid:pk>/agreement/attach/",
        agreements.AgreementAttach.as_view(),
        name="agreement-attach",
    ),
]

# <exchange>/teams/
_teams = [
    path("<uuid:pk>/teams/new/", teams.TeamAdd.as_view(), name="team-add"),
    path("<uuid:pk>/teams/<uuid:team>/confirm/", teams.TeamConfirm.as_view(), name="team-confirm"),
    path("<uuid:pk>/teams/<uuid:team>/remove/", teams.TeamRemove.as_view(), name="team-remove"),
    path("<uuid:pk>/teams/<uuid:team>/invite/", teams.LeadInvite.as_view(), name="lead-invite"),
    path(
        "<uuid:pk>/teams/<uuid:team>/remove-lead/", teams.LeadRemove.as_view(), name="lead-remove"
    ),
    path("<uuid:pk>/teams/<uuid:team>/enrol/", enrolments.TeamEnrol.as_view(), name="team-enrol"),
    path("invitations/<str:token>/", teams.InvitationPage.as_view(), name="invitation-detail"),
    path(
        "enrolments/<uuid:pk>/leave/", enrolments.EnrolmentLeave.as_view(), name="enrolment-leave"
    ),
]

urlpatterns: list[URLPattern] = [
    path("", exchanges.ExchangeList.as_view(), name="exchange-list"),
    path("new/", exchanges.ExchangeNew.as_view(), name="exchange-new"),
    *_packages,
    *_review,
    *_exchange,
    *_design,
    *_agreement,
    *_teams,
    *session_urls.urlpatterns,
]
