"""The feed itself: what a calendar program reads at a secret address, without logging in."""

import hashlib
from calendar import timegm

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.generic import View

from accounts.models import Feed
from ve_portal.calendars.contents import contents_of


class FeedView(View):
    """Somebody's meetings as an iCalendar file; 404 for whatever is not, or no longer, a feed.

    The address is the key, so it stays out of search engines and of our logs. A calendar may keep
    the file, but asks each time whether it is still the same.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        feed = Feed.objects.working().with_token(token).select_related("owner").first()
        if feed is None:
            raise Http404
        try:
            contents = contents_of(feed)
        except LookupError as error:
            raise Http404 from error
        body = contents.text.encode()
        changed = timegm(contents.changed_at.utctimetuple())
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
            "Last-Modified": http_date(changed),
            "Cache-Control": "private, no-cache",
            "X-Robots-Tag": "noindex",
        }
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
        answer = get_conditional_response(request, headers["ETag"], changed, response)
        return answer or response
