"""Addresses of this app."""

from django.urls import URLPattern, path

from training import views

app_name = "training"

urlpatterns: list[URLPattern] = [
    path("", views.EditionList.as_view(), name="edition-list"),
    path("mine/", views.MyTraining.as_view(), name="mine"),
    path("editions/new/", views.EditionCreate.as_view(), name="edition-create"),
    path("editions/<uuid:pk>/", views.EditionDetail.as_view(), name="edition-detail"),
    path("editions/<uuid:pk>/edit/", views.EditionEdit.as_view(), name="edition-edit"),
    path("editions/<uuid:pk>/enrol/", views.EditionEnrol.as_view(), name="edition-enrol"),
    path("editions/<uuid:pk>/withdraw/", views.EditionWithdraw.as_view(), name="edition-withdraw"),
    path("editions/<uuid:pk>/complete/", views.EditionComplete.as_view(), name="edition-complete"),
    path("editions/<uuid:pk>/invite/", views.PartnerInvite.as_view(), name="partner-invite"),
    path("partners/<uuid:pk>/revoke/", views.PartnerRevoke.as_view(), name="partner-revoke"),
    path("courses/", views.CourseList.as_view(), name="course-list"),
    path("courses/new/", views.CourseCreate.as_view(), name="course-create"),
    path("courses/<uuid:pk>/edit/", views.CourseEdit.as_view(), name="course-edit"),
    path("invitations/<str:token>/", views.InvitationPage.as_view(), name="invitation"),
]
