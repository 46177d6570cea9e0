"""Addresses of this app."""

from django.urls import URLPattern, path

from mou import views

app_name = "mou"

urlpatterns: list[URLPattern] = [
    path("", views.AgreementList.as_view(), name="agreement-list"),
    path("<uuid:pk>/", views.AgreementDetail.as_view(), name="agreement-detail"),
    path("<uuid:pk>/changes/", views.AgreementChanges.as_view(), name="agreement-changes"),
    path("<uuid:pk>/revise/", views.AgreementRevise.as_view(), name="agreement-revise"),
    path("<uuid:pk>/send/", views.AgreementSend.as_view(), name="agreement-send"),
    path("<uuid:pk>/redraft/", views.AgreementRedraft.as_view(), name="agreement-redraft"),
    path("<uuid:pk>/sign/", views.SignatureRecordView.as_view(), name="agreement-sign"),
    path("<uuid:pk>/end/", views.AgreementEnd.as_view(), name="agreement-end"),
    path("<uuid:pk>/abandon/", views.AgreementAbandon.as_view(), name="agreement-abandon"),
    path(
        "<uuid:pk>/revisions/<int:number>/pdf/",
        views.RevisionDocument.as_view(),
        name="revision-pdf",
    ),
]
