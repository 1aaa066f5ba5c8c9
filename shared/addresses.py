"""Which addresses of the settings something may be sent to: https, or http on this machine."""

from urllib.parse import SplitResult, urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_endpoint(url: str) -> bool:
    """Tell whether tokens may go there, and nothing stands behind the port."""
    parts = _safe(url)
    return parts is not None and url.rstrip("/") == f"{parts.scheme}://{parts.netloc}"


def is_address(url: str) -> bool:
    """Tell whether events may be posted there, to any path."""
    return _safe(url) is not None and url.isascii() and url.isprintable() and " " not in url


def _safe(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    guarded = parts.scheme == "https" or (parts.scheme, parts.hostname in LOOPBACK) == ("http", True)
    return parts if usable and guarded else None
