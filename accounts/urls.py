"""Addresses of this app."""

from django.urls import URLPattern, path

from accounts import views

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("", views.PersonList.as_view(), name="person-list"),
    path("me/", views.Profile.as_view(), name="profile"),
    path("me/edit/", views.ProfileEdit.as_view(), name="profile-edit"),
    path("me/affiliations/new/", views.AffiliationDeclare.as_view(), name="affiliation-declare"),
    path("institutions/", views.InstitutionList.as_view(), name="institution-list"),
    path("institutions/<str:pk>/", views.InstitutionDetail.as_view(), name="institution-detail"),
    path("institutions/<str:pk>/edit/", views.InstitutionEdit.as_view(), name="institution-edit"),
    path(
        "affiliations/<uuid:pk>/confirm/",
        views.AffiliationConfirm.as_view(),
        name="affiliation-confirm",
    ),
    path("roles/<uuid:pk>/revoke/", views.RoleRevoke.as_view(), name="role-revoke"),
    path("<uuid:pk>/", views.PersonDetail.as_view(), name="person-detail"),
    path("<uuid:pk>/roles/new/", views.RoleGrantNew.as_view(), name="role-grant"),
]
