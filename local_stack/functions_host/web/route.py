"""Route templates of ASP.NET, which HTTP functions use. Pure.

https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

_PARAMETER = re.compile(r"\{(?P<rest>\*{0,2})(?P<name>\w+)(?::(?P<kind>\w+))?(?P<optional>\?)?\}")
_KINDS = {
    "int": r"-?\d+",
    "long": r"-?\d+",
    "bool": "(?:true|false)",
    "alpha": "[a-z]+",
    "guid": r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?",
}


class UnknownTemplateError(ValueError):
    """The template has something that is not served here; the message says what."""


@dataclass(frozen=True)
class Template:
    """A compiled template. Of several that match, the one of the least `precedence` is the most special."""

    text: str
    pattern: re.Pattern[str]
    precedence: tuple[int, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """Return the parameters in a path, which is still percent-encoded; None if it is another path."""
        found = self.pattern.fullmatch("/" + path.strip("/"))
        return {name: unquote(value) for name, value in found.groupdict().items() if value} if found else None


def template(text: str) -> Template:
    """Compile a template like "vms/{name}/{count:int?}" or "files/{*rest}"; letter case does not matter."""
    segments = [_segment(segment) for segment in text.split("/") if segment]
    pattern = "".join(pattern for pattern, _ in segments) or "/"
    return Template(text, re.compile(pattern, re.IGNORECASE), tuple(order for _, order in segments))


def _segment(text: str) -> tuple[str, int]:
    """Return the pattern of one segment, and its order: words before parameters, the rest of a path last."""
    found = _PARAMETER.fullmatch(text)
    if not found:
        if "{" in text or "}" in text:
            raise UnknownTemplateError(f"the route segment {text!r} is not served here: a parameter is a whole segment")
        return "/" + re.escape(text), 0
    if found["rest"]:
        return rf"(?:/(?P<{found['name']}>.*))?", 3
    if found["kind"] and found["kind"] not in _KINDS:
        raise UnknownTemplateError(
            f"the route constraint {found['kind']!r} is not served here: {', '.join(_KINDS)} are"
        )
    value = rf"/(?P<{found['name']}>{_KINDS.get(found['kind'], '[^/]+')})"
    return (f"(?:{value})?" if found["optional"] else value), 1 if found["kind"] else 2
