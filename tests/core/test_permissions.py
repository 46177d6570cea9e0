import pytest
import rules

from core.permissions import Rule, predicate, refusal, register
from tests.cast import Cast, make_user


@predicate
def is_called_office(user, _row=None):
    return user.email.startswith("office")


@pytest.fixture
def permission():
    register({"core.test_thing": Rule(is_called_office, "Only offices do this.")})
    yield "core.test_thing"
    rules.remove_perm("core.test_thing")


def test_permission_follows_its_predicate(cast: Cast, permission: str):
    assert cast.office.has_perm(permission, cast.siena)
    assert not cast.student.has_perm(permission, cast.siena)


def test_permission_for_a_superuser_holds_and_for_an_inactive_person_does_not(db, permission: str):
    assert make_user("root", is_superuser=True).has_perm(permission)
    assert not make_user("gone", is_superuser=True, is_active=False).has_perm(permission)
    assert not make_user("office.gone", is_active=False).has_perm(permission)


def test_refusal_says_the_rules_sentence_or_a_general_one(permission: str):
    assert refusal(permission) == "Only offices do this."
    assert refusal("core.nothing") == "You may not do this."


def test_permission_registered_twice_is_an_error(permission: str):
    with pytest.raises(KeyError):
        register({permission: Rule(is_called_office, "Twice.")})
