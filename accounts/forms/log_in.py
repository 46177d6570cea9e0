"""Forms of the log-in (allauth), in the portal's words."""

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class OurWords:
    """Calls the fields of allauth's forms what the rest of the portal calls them.

    A placeholder that repeats the label goes: it vanishes as soon as one types.
    """

    fields: dict[str, forms.Field]
    labels: Mapping[str, Any] = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "oldpassword": _("Current password"),
        "password1": _("Password"),
        "password2": _("The same password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class NewPasswordWords(OurWords):
    """The form replaces a password."""

    labels: Mapping[str, Any] = {**OurWords.labels, "password1": _("New password")}


class LoginForm(OurWords, allauth_forms.LoginForm):  # type: ignore[misc]  # -- allauth ships no types
    """Log in with an address and a password."""


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]  # -- as above
    """Add an address."""


class ChangePasswordForm(NewPasswordWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # -- as above
    """Replace the password."""


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # -- as above
    """Choose the first password."""


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # -- as above
    """Ask for a link to choose a new password."""


class ResetPasswordKeyForm(NewPasswordWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # -- as above
    """Choose a new password, by the link."""


class SignupForm(OurWords, allauth_forms.SignupForm):  # type: ignore[misc]  # -- as above
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
