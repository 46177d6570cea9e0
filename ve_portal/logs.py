"""Keep secrets out of the logs: the addresses of the portal that are keys by themselves."""

import logging
import re

# What opens by its address alone; what follows, up to the end of the address, is the secret.
PLACES = (
    "/calendar/feed/",
    "/people/reminders/stop/",
    "/training/invitations/",
    "/exchanges/invitations/",
    "/account/confirm-email/",
    "/account/password/reset/key/",
)
HIDDEN = "[hidden]"
# A slash may be quoted, where an address stands in the query of another.
_PLACE = "|".join(re.escape(place).replace("/", "(?:/|%2F)") for place in PLACES)
_SECRET = re.compile(rf"({_PLACE})[^\s?#\"']+", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Return the text with every secret in an address replaced by `HIDDEN`."""
    return _SECRET.sub(rf"\1{HIDDEN}", text)


class WithoutSecrets(logging.Filter):
    """Lets every record pass, without the secrets in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            said = record.getMessage()
        except (KeyError, TypeError, ValueError):
            # Its words and values do not fit: the handler reports that.
            return True
        quiet = without_secrets(said)
        if quiet != said:
            record.msg, record.args = quiet, None
        return True


def keep_secrets_out_of(*names: str) -> None:
    """Have the loggers of these names hide secrets: for those that Django does not configure."""
    for name in names:
        logging.getLogger(name).addFilter(WithoutSecrets())
