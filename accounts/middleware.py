"""Show each reader their own language and time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.zones import known_language, known_zone


class ReaderMiddleware:
    """Activate the zone and the language that a logged-in reader chose, for this request only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        language = known_language(request.user.language)
        with translation.override(language), timezone.override(known_zone(request.user.time_zone)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        # A page made for one person belongs in no cache: not the proxy's, nor a shared computer's.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
