"""Refusals: what a verb raises when the answer is no, with the sentence to show."""


class RefusedError(Exception):
    """The verb was refused; `str(error)` is the sentence for the user.

    `field` names the field of a form that it belongs to, where there is one.
    """

    def __init__(self, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class ConflictError(RefusedError):
    """Somebody else changed the row since the user saw it (shown as a 409 page)."""
