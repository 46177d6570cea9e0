"""Addresses of the finder of dates that suit every calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
