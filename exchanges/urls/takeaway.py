"""Addresses of what can be taken away: print, PDF, DOCX, archive."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
