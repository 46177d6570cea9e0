"""Addresses of the finder of dates that suit every calendar."""

from django.urls import URLPattern, path

from exchanges.views import windows

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/windows/", windows.WindowList.as_view(), name="exchange-windows"),
    path("<uuid:pk>/windows/use/", windows.WindowUse.as_view(), name="window-use"),
]
