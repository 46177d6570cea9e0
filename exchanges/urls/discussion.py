"""Addresses of what teachers do together: discussions, changes, colleagues."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
