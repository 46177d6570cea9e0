"""Encrypt text at rest, and hash tokens, so that a copy of the database opens no door."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet
from django.conf import settings


def seal(text: str) -> str:
    """Return `text` encrypted under the portal's secret key."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text that `seal` was given; raises cryptography.fernet.InvalidToken."""
    return _fernet().decrypt(sealed.encode()).decode()


def new_token() -> str:
    """Return 256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. The token has full entropy, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fernet() -> Fernet:
    key = hashlib.sha256(b"core.seals:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
