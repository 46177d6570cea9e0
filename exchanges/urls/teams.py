"""Addresses of teams, invitations and places."""

from django.urls import URLPattern, path

from exchanges.views import colleagues, enrolments, teams

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/teams/new/", teams.TeamAdd.as_view(), name="team-add"),
    path("<uuid:pk>/teams/<uuid:team>/confirm/", teams.TeamConfirm.as_view(), name="team-confirm"),
    path("<uuid:pk>/teams/<uuid:team>/remove/", teams.TeamRemove.as_view(), name="team-remove"),
    path("<uuid:pk>/teams/<uuid:team>/invite/", teams.LeadInvite.as_view(), name="lead-invite"),
    path(
        "<uuid:pk>/teams/<uuid:team>/remove-lead/", teams.LeadRemove.as_view(), name="lead-remove"
    ),
    path(
        "<uuid:pk>/teams/<uuid:team>/colleagues/",
        colleagues.ColleagueList.as_view(),
        name="colleague-list",
    ),
    path(
        "<uuid:pk>/teams/<uuid:team>/colleagues/add/",
        colleagues.ColleagueAdd.as_view(),
        name="colleague-add",
    ),
    path(
        "<uuid:pk>/teams/<uuid:team>/colleagues/invite/",
        colleagues.ColleagueInvite.as_view(),
        name="colleague-invite",
    ),
    path(
        "<uuid:pk>/teams/<uuid:team>/colleagues/<uuid:person>/remove/",
        colleagues.ColleagueRemove.as_view(),
        name="colleague-remove",
    ),
    path("<uuid:pk>/teams/<uuid:team>/enrol/", enrolments.TeamEnrol.as_view(), name="team-enrol"),
    path("invitations/<str:token>/", teams.InvitationPage.as_view(), name="invitation-detail"),
    path(
        "enrolments/<uuid:pk>/leave/", enrolments.EnrolmentLeave.as_view(), name="enrolment-leave"
    ),
]
