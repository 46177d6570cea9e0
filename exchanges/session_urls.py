"""Addresses of sessions, attendance and assessment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
