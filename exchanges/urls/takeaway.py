"""Addresses of what can be taken away: print, PDF, DOCX, archive."""

from django.urls import URLPattern, path

from exchanges.views import takeaway

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/design/print/", takeaway.DesignPrint.as_view(), name="design-print"),
    path("<uuid:pk>/design.pdf", takeaway.DesignPdf.as_view(), name="design-pdf"),
    path("<uuid:pk>/design.docx", takeaway.DesignDocx.as_view(), name="design-docx"),
    path("<uuid:pk>/archive.zip", takeaway.ExchangeArchive.as_view(), name="exchange-archive"),
]
