"""Addresses of this app."""

from django.urls import URLPattern, path

from accounts.views import calendar, institutions, people, reminders

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("", people.PersonList.as_view(), name="person-list"),
    path("me/", people.Profile.as_view(), name="profile"),
    path("me/edit/", people.ProfileEdit.as_view(), name="profile-edit"),
    path("me/affiliations/new/", people.AffiliationDeclare.as_view(), name="affiliation-declare"),
    path("me/reminders/", reminders.RemindersView.as_view(), name="reminders"),
    path("reminders/stop/<str:token>/", reminders.StopView.as_view(), name="reminders-stop"),
    path("institutions/", institutions.InstitutionList.as_view(), name="institution-list"),
    path(
        "institutions/<str:pk>/",
        institutions.InstitutionDetail.as_view(),
        name="institution-detail",
    ),
    path(
        "institutions/<str:pk>/edit/",
        institutions.InstitutionEdit.as_view(),
        name="institution-edit",
    ),
    path(
        "institutions/<str:pk>/calendar/<int:year>/",
        calendar.CalendarDetail.as_view(),
        name="institution-calendar",
    ),
    path(
        "institutions/<str:pk>/calendar/<int:year>/new/",
        calendar.PeriodNew.as_view(),
        name="period-new",
    ),
    path(
        "institutions/<str:pk>/calendar/<int:year>/copy/",
        calendar.CalendarCopy.as_view(),
        name="calendar-copy",
    ),
    path("periods/<uuid:pk>/edit/", calendar.PeriodEdit.as_view(), name="period-edit"),
    path("periods/<uuid:pk>/remove/", calendar.PeriodRemove.as_view(), name="period-remove"),
    path(
        "affiliations/<uuid:pk>/confirm/",
        people.AffiliationConfirm.as_view(),
        name="affiliation-confirm",
    ),
    path("roles/<uuid:pk>/revoke/", people.RoleRevoke.as_view(), name="role-revoke"),
    path("<uuid:pk>/", people.PersonDetail.as_view(), name="person-detail"),
    path("<uuid:pk>/roles/new/", people.RoleGrantNew.as_view(), name="role-grant"),
]
