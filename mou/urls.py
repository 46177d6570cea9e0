"""Addresses of this app."""

from django.urls import URLPattern

app_name = "mou"

urlpatterns: list[URLPattern] = []
