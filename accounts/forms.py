"""Forms about people."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(AllauthSignupForm):  # type: ignore[misc] -- allauth ships no types
    """Sign up with an address, a name and a password; the language is that of the page."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    field_order = ["given_name", "family_name", "email", "password1", "password2"]

    def custom_signup(self, _request: HttpRequest, user: User) -> None:
        """Keep the names and the language of the page."""
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.language = get_language() or user.language
        user.save(update_fields=["given_name", "family_name", "language", "updated_at"])
