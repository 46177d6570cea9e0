"""Forms about people and institutions, a module for each noun."""

from accounts.forms.institutions import InstitutionFilter, InstitutionForm
from accounts.forms.log_in import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from accounts.forms.people import (
    AffiliationForm,
    PersonFilter,
    ProfileForm,
    RevocationForm,
    RoleGrantForm,
)

__all__ = [
    "AddEmailForm",
    "AffiliationForm",
    "ChangePasswordForm",
    "InstitutionFilter",
    "InstitutionForm",
    "LoginForm",
    "PersonFilter",
    "ProfileForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "RevocationForm",
    "RoleGrantForm",
    "SetPasswordForm",
    "SignupForm",
]
