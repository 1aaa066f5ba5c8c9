import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from shared.forms import converted, decoded

# Eight threads of a new process, in step, read their first message; threads take turns as often as they can.
FIRST_MESSAGES = """
import sys, threading
from shared.forms import converted
from shared.requests import ProtectVm, RestoreVm
from shared.tracker import OperationTracker

sys.setswitchinterval(1e-6)
together = threading.Barrier(8)

def read():
    together.wait()
    for form in (ProtectVm, RestoreVm, OperationTracker):
        try:
            converted({"request": {"type": "ProtectVm"}, "vmId": "x"}, form)
        except ValueError:
            pass

threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize("_", range(4))
def test_threads_may_meet_a_type_for_the_first_time_together(_: int) -> None:
    """Left to msgspec 0.22, five of six such processes die of a segmentation fault."""
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", FIRST_MESSAGES], cwd=root, check=False)
    assert ended.returncode == 0


class Form(msgspec.Struct):
    size: int


def test_values_and_text_become_typed() -> None:
    """As msgspec itself does it."""
    assert converted({"size": 1}, Form) == Form(1)
    assert converted({"size": "1"}, Form, strict=False) == Form(1)
    assert decoded(b'{"size": 1}', Form) == Form(1)
    with pytest.raises(msgspec.ValidationError, match=r"\$\.size"):
        converted({"size": "1"}, Form)
    with pytest.raises(msgspec.DecodeError):
        decoded(b"{", Form)


def test_nothing_of_the_app_goes_round_it() -> None:
    """One call of msgspec's own would be enough for the crash."""
    root = Path(__file__).parents[2]
    own = [path for trigger in root.glob("*/trigger.py") for path in trigger.parent.rglob("*.py")]
    for path in [*own, *(root / "shared").glob("*.py")]:
        if path.name != "forms.py":
            assert not re.search(r"msgspec\.convert\(|decode\([^)]*type=|Decoder\(", path.read_text()), path
