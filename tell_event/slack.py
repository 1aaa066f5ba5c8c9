"""Blocks for Slack, as an incoming webhook takes them (https://docs.slack.dev/reference/block-kit/blocks).

What others say stands in plain text: nobody can put a link or a mention there.
"""

import html

import msgspec

from tell_event.summary import Summary

LONGEST_HEADER = 150
MOST_FIELDS = 10


def blocks(said: Summary) -> bytes:
    """Return the message with its blocks; `text` is what a notification shows."""
    mark = "\N{LARGE RED CIRCLE}" if said.bad else "\N{LARGE GREEN CIRCLE}"
    title = f"{mark} {said.title}"
    facts = [_plain(f"{name}\n{value}") for name, value in list(said.facts.items())[:MOST_FIELDS]]
    parts: list[dict[str, object]] = [
        {"type": "header", "text": _plain(title[:LONGEST_HEADER])},
        {"type": "section", "fields": facts},
    ]
    if said.what:
        parts.append({"type": "section", "text": _plain(said.what)})
    if said.advice:
        parts.append({"type": "section", "text": _plain("What to do\n" + "\n".join(f"• {one}" for one in said.advice))})
    if said.link:
        link = {"type": "mrkdwn", "text": f"<{said.link}|Vault in the portal>"}
        parts.append({"type": "context", "elements": [link]})
    return msgspec.json.encode({"text": html.escape(title, quote=False), "blocks": parts})


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}
