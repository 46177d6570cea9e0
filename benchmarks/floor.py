"""The floor: what a bare Django page costs on the same server, with the same session.

One keyset query of 25 rows with two joins (or one row), and HTML of a similar size; no portal
code but the models.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exchanges.models import Exchange, Team


@login_required
def floor_list(request: HttpRequest) -> HttpResponse:
    """Show 25 rows, newest first."""
    rows = Team.objects.select_related("exchange", "institution").order_by("-exchange__created_at")
    return render(request, "floor/list.html", {"rows": rows[:25]})


@login_required
def floor_detail(request: HttpRequest) -> HttpResponse:
    """Show one row and its parts."""
    row = Exchange.objects.prefetch_related("teams__institution").order_by("-created_at")[:1]
    return render(request, "floor/detail.html", {"row": row[0]})
