"""Addresses of this app."""

from django.urls import URLPattern

from exchanges import session_urls

app_name = "exchanges"

urlpatterns: list[URLPattern] = [*session_urls.urlpatterns]
