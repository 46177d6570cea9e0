"""The partner board: calls, messages about them, and the draft that two teachers begin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from core.components import Link, Text
from core.errors import RefusedError
from core.paging import keyset_page
from core.permissions import refusal
from core.views import DetailPage, KeysetListPage, PermittedMixin, TransitionView
from exchanges import calls
from exchanges.forms.board import (
    AnswerForm,
    ApproachForm,
    CallFilterForm,
    CallForm,
    DeclineForm,
    universities_of,
)
from exchanges.models import Approach, PartnerCall
from exchanges.workflow import board


class CallList(KeysetListPage):
    """Current calls, latest first; or the reader's own, or those that they answered."""

    template_name = "exchanges/call_list.html"
    filter_form_class = CallFilterForm
    PARTS = {"": _("Current calls"), "own": _("My calls"), "written": _("Calls I answered")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = "exchanges.list_calls"
        if request.user.is_authenticated and not request.user.has_perm(name):
            raise PermissionDenied(refusal(name))
        return super().dispatch(request, *args, **kwargs)

    @property
    def part(self) -> str:
        """Return which calls the reader asked for: a key of `PARTS`."""
        asked = self.request.GET.get("mine", "")
        return asked if asked in self.PARTS else ""

    @property
    def tabs(self) -> list[Link]:
        """Return the parts of the board."""
        here = reverse("exchanges:call-list")
        return [
            Link(label, f"{here}?mine={part}" if part else here, is_current=part == self.part)
            for part, label in self.PARTS.items()
        ]

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = PartnerCall.objects.for_list()
        parts = {"own": rows.written_by, "written": rows.answered_by}
        return parts[self.part](self.request.user) if self.part else rows.current()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        reader = self.request.user
        context["rows"] = calls.rows_for(context["page"].rows)
        context["may_publish"] = reader.has_perm("exchanges.publish_call", reader)
        return context


class CallMixin:
    """The row is a call that the reader may see."""

    request: Any

    def get_queryset(self) -> models.QuerySet[Any]:
        return PartnerCall.objects.visible_to(self.request.user).for_list()


class CallDetail(CallMixin, DetailPage):
    """A call, and what the reader wrote about it or received."""

    template_name = "exchanges/call_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader, call = self.request.user, self.object
        rows = call.approaches.visible_to(reader).for_page()
        page = keyset_page(rows, ("-created_at", "-id"), self.request.GET.get("cursor", ""))
        letters = [calls.correspondence(approach, reader.pk) for approach in page.rows]
        return super().get_context_data(
            facts=calls.facts_of(call),
            tone=calls.CALL_TONES[call.state],
            page=page,
            letters=letters,
            is_author=call.author_id == reader.pk,
            has_written=any(letter.is_mine and letter.is_standing for letter in letters),
            **kwargs,
        )


class CallNew(PermittedMixin, FormView):
    """Publish a call."""

    template_name = "exchanges/call_form.html"
    form_class = CallForm
    permission_required = "exchanges.publish_call"
    heading = _("Look for a partner")
    submit_label = _("Publish the call")

    def get_object(self) -> None:
        """Return nothing: there is no call yet."""
        return

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return reverse("exchanges:call-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: CallForm) -> HttpResponse:
        try:
            call = board.publish(form.cleaned_data, by=self.request.user)
        except RefusedError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("Your call is on the board."))
        return HttpResponseRedirect(call.get_absolute_url())


class CallEdit(CallMixin, TransitionView):
    """Change an open call."""

    template_name = "exchanges/call_form.html"
    form_class = CallForm
    permission_required = "exchanges.edit_call"
    verb = staticmethod(board.edit_call)
    heading = _("Change the call")
    submit_label = _("Save")
    success_message = _("The call is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "user": self.request.user,
            "instance": self.object,
        }

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"values": form.cleaned_data}


class CallClose(CallMixin, TransitionView):
    """Take a call off the board."""

    permission_required = "exchanges.close_call"
    verb = staticmethod(board.close)
    heading = _("Close the call")
    explanation = _(
        "It leaves the board, and those who still wait for your answer are told so. You can open "
        "it again."
    )
    submit_label = _("Close the call")
    success_message = _("The call is closed.")


class CallReopen(CallMixin, TransitionView):
    """Put a closed call on the board again."""

    permission_required = "exchanges.reopen_call"
    verb = staticmethod(board.reopen)
    heading = _("Open the call again")
    explanation = _("It stands on the board again, as it is worded now.")
    submit_label = _("Open the call")
    success_message = _("The call is open.")


class CallApproach(CallMixin, TransitionView):
    """Write to the author."""

    template_name = "exchanges/call_message.html"
    permission_required = "exchanges.approach_call"
    form_class = ApproachForm
    verb = staticmethod(board.approach)
    heading = _("Write to the author")
    submit_label = _("Send the message")
    success_message = _("Your message is on its way. The answer comes by e-mail.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        homes = list(universities_of(self.request.user))
        obstacles = [board.obstacle(self.object, home) for home in homes]
        # Who teaches in two countries can begin a draft from one of them.
        stop = obstacles[0] if obstacles and all(obstacles) else ""
        return super().get_context_data(obstacle=stop, call=self.object, **kwargs)


class ApproachTransition(TransitionView):
    """An action on a message that the reader wrote or received."""

    template_name = "exchanges/call_message.html"

    def get_queryset(self) -> models.QuerySet[Any]:
        return Approach.objects.visible_to(self.request.user).for_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        approach: Any = kwargs.pop("approach", self.object)
        letter = calls.correspondence(approach, self.request.user.pk)
        return super().get_context_data(letter=letter, call=approach.call, **kwargs)


class ApproachAnswer(ApproachTransition):
    """Say yes to a message: addresses are exchanged."""

    permission_required = "exchanges.answer_approach"
    form_class = AnswerForm
    verb = staticmethod(board.answer)
    heading = _("Answer the message")
    submit_label = _("Answer and exchange addresses")
    success_message = _("You are in contact now: you see each other's address.")

    @property
    def warning(self) -> Text:
        """Return what the answer makes known."""
        return _("Your address, %(address)s, is shown to %(person)s and theirs to you.") % {
            "address": self.request.user.email,
            "person": self.object.sender_name,
        }


class ApproachDecline(ApproachTransition):
    """Say no to a message."""

    permission_required = "exchanges.decline_approach"
    form_class = DeclineForm
    verb = staticmethod(board.decline)
    heading = _("Decline the message")
    explanation = _("The sender is told, with your word if you leave one.")
    submit_label = _("Decline")
    success_message = _("The sender has been told.")


class ApproachWithdraw(ApproachTransition):
    """Take one's own message back."""

    permission_required = "exchanges.withdraw_approach"
    verb = staticmethod(board.withdraw)
    heading = _("Take the message back")
    explanation = _("The author is told that it needs no answer.")
    submit_label = _("Take it back")
    success_message = _("The message is taken back.")


class ApproachMatch(ApproachTransition):
    """Begin a draft with the sender."""

    permission_required = "exchanges.match_approach"
    verb = staticmethod(board.match)
    heading = _("Start a draft together")
    explanation = _(
        "A draft begins with both teams, from the values of your call. The call leaves the board, "
        "and everybody else who wrote is told that you have found a partner."
    )
    submit_label = _("Start the draft")
    success_message = _("The draft has both teams. Design it together.")
