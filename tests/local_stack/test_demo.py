import re
import subprocess
import sys

LAST_LINE = "demo: 5 VMs protected and backed up, 10 events, 0 failed"


def test_the_demo_ends_with_its_summary() -> None:
    """Without a terminal it prints plain lines: one for each event, and the last one says it all."""
    played = subprocess.run(
        [sys.executable, "-m", "local_stack.demo", "--speed", "4000"], capture_output=True, text=True, check=False
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == LAST_LINE
    assert len(re.findall(r"VmProtected$", played.stdout, re.MULTILINE)) == 5
    assert len(re.findall(r"BackupCompleted$", played.stdout, re.MULTILINE)) == 5
    assert "\x1b" not in played.stdout
