"""The one error that ends a start."""


class StartError(Exception):
    """The app cannot be served; the message says why, in one line."""
