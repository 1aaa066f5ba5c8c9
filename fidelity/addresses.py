"""Addresses of calls, without what is particular to one of them."""

from urllib.parse import parse_qs, unquote, urlsplit


def call_name(method: str, url: str) -> str:
    """Name the kind of a call, as `GET backupJobs/{} 2024-04-01`."""
    parts = urlsplit(url)
    below = unquote(parts.path).strip("/").split("/providers/")[-1].split("/")[1:]
    kind = f"{below[-2]}/{{}}" if len(below) % 2 == 0 else below[-1]
    version = parse_qs(parts.query).get("api-version", ["?"])[0]
    return f"{method} {kind} {version}"


def last_segment(url: str) -> str:
    """Take the name at the end of an address, as an operation's id."""
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
