"""What went wrong, in a sentence for the person at the keyboard."""


class LocalServiceError(Exception):
    """A local service cannot run. The message is shown as it is, without a traceback."""
