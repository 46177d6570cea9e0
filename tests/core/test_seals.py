import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from core.seals import new_token, seal, token_hash, unseal


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_unseal_gives_back_what_was_sealed(text):
    assert unseal(seal(text)) == text


def test_seal_twice_differs_and_hides_the_text():
    first, second = seal("secret"), seal("secret")
    assert first != second
    assert "secret" not in first


def test_unseal_under_another_key_is_refused(settings):
    sealed = seal("secret")
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_unseal_tampered_text_is_refused():
    sealed = seal("secret")
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    with pytest.raises(InvalidToken):
        unseal(changed)


def test_new_token_is_long_and_never_the_same():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    # 32 random bytes in base64.
    assert all(len(token) == 43 for token in tokens)


def test_token_hash_says_nothing_of_the_token():
    token = new_token()
    assert token not in token_hash(token)
    assert len(token_hash(token)) == 64
