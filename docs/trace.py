"""`python -m docs.trace FILE [TRACE]`: the traces that TRACES=file:FILE has written, each as a tree."""

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

MARKS = {"CONSUMER": "■", "PRODUCER": "→", "CLIENT": "·", "INTERNAL": "□"}
SHOWN = ("backup.outcome", "http.response.status_code", "error.type", "backup.job_id")


class Span(NamedTuple):
    """One span of a file."""

    trace_id: str
    id: str
    parent: str | None
    name: str
    kind: str
    begun: datetime
    ended: datetime
    attributes: dict[str, object]


def spans(lines: Iterable[str]) -> Iterator[Span]:
    """Yield the spans of a file; metrics are passed over."""
    for line in lines:
        said = json.loads(line)
        if "context" in said:
            yield Span(
                said["context"]["trace_id"].removeprefix("0x"),
                said["context"]["span_id"].removeprefix("0x"),
                (said["parent_id"] or "").removeprefix("0x") or None,
                said["name"],
                said["kind"].removeprefix("SpanKind."),
                datetime.fromisoformat(said["start_time"]),
                datetime.fromisoformat(said["end_time"]),
                said["attributes"],
            )


def tree(of_one_trace: Iterable[Span]) -> Iterator[str]:
    """Yield the lines of a trace: what is not a part of another span of it, with its parts below."""
    by_id = {span.id: span for span in of_one_trace}
    parts: dict[str | None, list[Span]] = defaultdict(list)
    for span in sorted(by_id.values(), key=lambda span: span.begun):
        parts[span.parent if span.parent in by_id else None].append(span)

    def below(parent: str | None, depth: int) -> Iterator[str]:
        for span in parts[parent]:
            yield _line(span, depth, parts[None][0].begun)
            yield from below(span.id, depth + 1)

    yield from below(None, 0)


def _line(span: Span, depth: int, begun: datetime) -> str:
    after = (span.begun - begun).total_seconds()
    took = (span.ended - span.begun).total_seconds()
    shown = "  ".join(str(span.attributes[name]) for name in SHOWN if span.attributes.get(name))
    return f"{after:8.2f} s {took:8.3f} s  {'   ' * depth}{MARKS.get(span.kind, ' ')} {span.name}  {shown}".rstrip()


def main() -> int:
    """Print the traces of a file, or those of a trace or a request whose id begins as is said; 1 if there is none."""
    parser = argparse.ArgumentParser(prog="python -m docs.trace", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("wanted", nargs="?", default="", help="how the id of a trace or of a request begins")
    options = parser.parse_args()
    traces: dict[str, list[Span]] = defaultdict(list)
    for span in spans(options.file.read_text().splitlines()):
        traces[span.trace_id].append(span)
    chosen = {trace_id: found for trace_id, found in traces.items() if _is_of(trace_id, found, options.wanted)}
    for trace_id, found in chosen.items():
        print(f"trace {trace_id}\n      at      took", *tree(found), "", sep="\n")  # noqa: T201 - what it is for
    if not chosen:
        sys.stderr.write(f"no such trace; there are {', '.join(trace_id[:8] for trace_id in traces) or 'none'}\n")
    return int(not chosen)


def _is_of(trace_id: str, found: Iterable[Span], wanted: str) -> bool:
    """Tell whether a trace, or a request in it, has an id that begins so: with its hyphens or without."""
    requests = (str(span.attributes.get("backup.request_id", "")) for span in found)
    return any(one.replace("-", "").startswith(wanted.replace("-", "")) for one in (trace_id, *requests))


def _quietly() -> int:
    """Print them; whoever reads may leave before the end: `head`, say."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains as it ends
        return 0
    return code


if __name__ == "__main__":
    sys.exit(_quietly())
