"""Who is meant by "@Given Family" in a text. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Named(Protocol):
    """Somebody with a full name."""

    def get_full_name(self) -> str:
        """Return both names, or an empty text."""


N = TypeVar("N", bound=Named)


def mentioned_in(text: str, people: Iterable[N]) -> list[N]:
    """Return those whose full name follows an @ in the text, each once, in the order given.

    Case and the kind of white space do not matter. Where one name begins another, the longer one
    is meant; two people of one name are both meant. Who gave no name cannot be meant.
    """
    known: Sequence[tuple[N, str]] = [(one, _plain(one.get_full_name())) for one in people]
    names = sorted({name for _one, name in known if name}, key=len, reverse=True)
    if not names or "@" not in text:
        return []
    # The @ must not follow a letter, else addresses of e-mail would count.
    pattern = rf"(?<!\w)@({'|'.join(map(re.escape, names))})(?!\w)"
    found = set(re.findall(pattern, _plain(text)))
    return [one for one, name in known if name in found]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
