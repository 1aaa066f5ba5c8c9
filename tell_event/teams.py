"""A card for Microsoft Teams, as a workflow takes it that posts to a channel what a webhook receives.

What others say stands in text runs, which, unlike text blocks and facts, are not read as Markdown: nobody can put a
link there.
"""

import msgspec

from tell_event.summary import Summary

VERSION = "1.4"


def card(said: Summary) -> bytes:
    """Return the message with its adaptive card (https://adaptivecards.io/explorer)."""
    body: list[object] = [_text(said.title, size="Large", weight="Bolder", color="Attention" if said.bad else "Good")]
    body += [_fact(name, value) for name, value in said.facts.items()]
    if said.what:
        body.append(_text(said.what))
    if said.advice:
        body.append(_text("What to do", weight="Bolder"))
        body += [_text(advice) for advice in said.advice]
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": "Vault in the portal", "url": said.link}] if said.link else [],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return msgspec.json.encode({"type": "message", "attachments": [attachment]})


def _fact(name: str, value: str) -> dict[str, object]:
    runs = [{"type": "TextRun", "text": f"{name}: ", "weight": "Bolder"}, {"type": "TextRun", "text": value}]
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": runs}


def _text(text: str, **look: str) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
