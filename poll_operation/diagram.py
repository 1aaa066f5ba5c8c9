"""The state machine as a picture, from its table; docs/how-it-works.md shows what this prints."""

from poll_operation.stages import FIRST, NEXT, Follows
from shared.tracker import Stage


def diagram() -> str:
    """Return a Mermaid state diagram."""
    starts = [f"    {kind.__name__} --> {_name(follows)}" for kind, all_ in FIRST.items() for follows in all_]
    steps = [f"    {stage} --> {_name(follows)}" for stage, next_ in NEXT.items() for follows in next_.leads_to]
    return "\n".join(["stateDiagram-v2", *starts, *steps])


def _name(follows: Follows) -> str:
    return follows if isinstance(follows, Stage) else follows.__name__


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - a command's output
