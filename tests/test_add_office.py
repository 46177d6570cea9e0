import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.enums import Role
from accounts.models import User

ADDRESS = "new.office@example.org"


def test_add_office_for_a_new_address_makes_the_office_with_no_password(cast, capsys):
    call_command("add_office", ADDRESS, given_name="Livia")
    user = User.objects.get(email=ADDRESS)
    assert user.institutions_as(Role.OFFICE) == {cast.siena.pk}
    assert not user.has_usable_password()
    assert not EmailAddress.objects.get(user=user).verified
    assert "is now the office" in capsys.readouterr().out


def test_add_office_twice_grants_once(cast, capsys):
    call_command("add_office", ADDRESS)
    call_command("add_office", ADDRESS.upper())
    assert User.objects.get(email__iexact=ADDRESS).role_grants.count() == 1
    assert "already" in capsys.readouterr().out


def test_add_office_of_an_unknown_institution_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("add_office", ADDRESS, institution="nowhere.example")
    assert not User.objects.exists()


def test_add_office_lets_nobody_in_without_the_password(cast):
    call_command("add_office", ADDRESS)
    answer = Client().post("/account/login/", {"login": ADDRESS, "password": ""})
    assert "_auth_user_id" not in answer.wsgi_request.session
