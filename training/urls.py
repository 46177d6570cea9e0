"""Addresses of this app."""

from django.urls import URLPattern, path

from training.views import editions, mail, meetings

app_name = "training"

urlpatterns: list[URLPattern] = [
    path("", editions.EditionList.as_view(), name="edition-list"),
    path("mine/", editions.MyTraining.as_view(), name="mine"),
    path("editions/new/", editions.EditionCreate.as_view(), name="edition-create"),
    path("editions/<uuid:pk>/", editions.EditionDetail.as_view(), name="edition-detail"),
    path("editions/<uuid:pk>/edit/", editions.EditionEdit.as_view(), name="edition-edit"),
    path("editions/<uuid:pk>/enrol/", editions.EditionEnrol.as_view(), name="edition-enrol"),
    path(
        "editions/<uuid:pk>/withdraw/", editions.EditionWithdraw.as_view(), name="edition-withdraw"
    ),
    path(
        "editions/<uuid:pk>/complete/", editions.EditionComplete.as_view(), name="edition-complete"
    ),
    path("editions/<uuid:pk>/invite/", editions.PartnerInvite.as_view(), name="partner-invite"),
    path(
        "editions/<uuid:pk>/reminders/",
        meetings.EditionReminders.as_view(),
        name="edition-reminders",
    ),
    path(
        "editions/<uuid:pk>/meetings/new/",
        meetings.MeetingSchedule.as_view(),
        name="meeting-schedule",
    ),
    path("meetings/<uuid:pk>/", meetings.MeetingPage.as_view(), name="meeting-detail"),
    path(
        "meetings/<uuid:pk>/meeting.ics",
        meetings.MeetingCalendar.as_view(),
        name="meeting-calendar",
    ),
    path("meetings/<uuid:pk>/move/", meetings.MeetingMove.as_view(), name="meeting-move"),
    path("meetings/<uuid:pk>/edit/", meetings.MeetingEdit.as_view(), name="meeting-edit"),
    path("meetings/<uuid:pk>/cancel/", meetings.MeetingCancel.as_view(), name="meeting-cancel"),
    path("meetings/<uuid:pk>/hold/", meetings.MeetingHold.as_view(), name="meeting-hold"),
    path("meetings/<uuid:pk>/mail/", mail.MeetingReminders.as_view(), name="meeting-mail"),
    path("meetings/<uuid:pk>/mail/others/", mail.MeetingMail.as_view(), name="meeting-mail-others"),
    path(
        "meetings/<uuid:pk>/mail/<uuid:message>/resend/",
        mail.MeetingResend.as_view(),
        name="meeting-resend",
    ),
    path("partners/<uuid:pk>/revoke/", editions.PartnerRevoke.as_view(), name="partner-revoke"),
    path("courses/", editions.CourseList.as_view(), name="course-list"),
    path("courses/new/", editions.CourseCreate.as_view(), name="course-create"),
    path("courses/<uuid:pk>/edit/", editions.CourseEdit.as_view(), name="course-edit"),
    path("invitations/<str:token>/", editions.InvitationPage.as_view(), name="invitation"),
]
