"""Addresses of sessions, attendance and assessment."""

from django.urls import URLPattern, path

from exchanges.views import attendance, mail_status, planner, session_life, sessions

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/sessions/", sessions.SessionListPage.as_view(), name="session-list"),
    path("<uuid:pk>/sessions/plan/", sessions.PlanningView.as_view(), name="session-plan"),
    path("<uuid:pk>/sessions/add/", sessions.ScheduleView.as_view(), name="session-schedule"),
    path("<uuid:pk>/sessions/find/", planner.PlannerPage.as_view(), name="session-find"),
    path(
        "<uuid:pk>/sessions/reminders/",
        session_life.RemindersView.as_view(),
        name="session-reminders",
    ),
    path("<uuid:pk>/results/", attendance.ResultsPage.as_view(), name="result-list"),
    path("<uuid:pk>/my-part/", attendance.MyPartPage.as_view(), name="my-part"),
    path("sessions/<uuid:pk>/", sessions.SessionPage.as_view(), name="session-detail"),
    path(
        "sessions/<uuid:pk>/calendar.ics",
        sessions.SessionCalendar.as_view(),
        name="session-calendar",
    ),
    path("sessions/<uuid:pk>/move/", sessions.MoveView.as_view(), name="session-move"),
    path("sessions/<uuid:pk>/edit/", sessions.EditView.as_view(), name="session-edit"),
    path(
        "sessions/<uuid:pk>/facilitators/add/",
        session_life.FacilitatorAdd.as_view(),
        name="session-facilitator-add",
    ),
    path(
        "sessions/<uuid:pk>/facilitators/<uuid:facilitation>/remove/",
        session_life.FacilitatorRemove.as_view(),
        name="session-facilitator-remove",
    ),
    path(
        "sessions/<uuid:pk>/materials/add/",
        session_life.MaterialAdd.as_view(),
        name="session-material-add",
    ),
    path(
        "sessions/<uuid:pk>/materials/<uuid:material>/remove/",
        session_life.MaterialRemove.as_view(),
        name="session-material-remove",
    ),
    path("sessions/<uuid:pk>/cancel/", sessions.CancelView.as_view(), name="session-cancel"),
    path("sessions/<uuid:pk>/hold/", sessions.HoldView.as_view(), name="session-hold"),
    path(
        "sessions/<uuid:pk>/attendance/",
        attendance.SheetView.as_view(),
        name="session-attendance",
    ),
    path("sessions/<uuid:pk>/mail/", mail_status.SessionReminders.as_view(), name="session-mail"),
    path(
        "sessions/<uuid:pk>/mail/others/",
        mail_status.SessionMail.as_view(),
        name="session-mail-others",
    ),
    path(
        "sessions/<uuid:pk>/mail/<uuid:message>/resend/",
        mail_status.SessionResend.as_view(),
        name="session-resend",
    ),
    path("enrolments/<uuid:pk>/assess/", attendance.AssessView.as_view(), name="enrolment-assess"),
]
