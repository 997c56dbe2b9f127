"""Why something did not go out, in words that a page may show."""


class Undelivered(Exception):
    """The message is a sentence without addresses, secrets or contents."""
