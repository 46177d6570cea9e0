"""Tells readers when something that they did has changed the time zone of their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.ui import zone_name


@contextmanager
def telling_new_zone(request: Any) -> Iterator[None]:
    """Say which zone the reader is in now, if the verbs called inside have changed it.

    The request's user is logged in. A refusal passes through, and nothing is said.
    """
    before = request.user.time_zone
    yield
    # A verb may have changed the row through another object than the request's.
    after = User.objects.values_list("time_zone", flat=True).get(pk=request.user.pk)
    if after != before:
        messages.info(
            request,
            _("Times are now shown in %(zone)s. You can change this in your profile.")
            % {"zone": zone_name(after)},
        )
