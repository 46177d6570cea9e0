"""Addresses of the partner board."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
