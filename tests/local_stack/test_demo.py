import re
import subprocess
import sys

LAST_LINE = "demo: 6 VMs protected and backed up, 16 events, 0 failed"


def test_the_demo_ends_with_its_summary() -> None:
    """Without a terminal it prints plain lines: one for each event, and the last one says it all."""
    played = subprocess.run(
        [sys.executable, "-m", "local_stack.demo", "--speed", "4000"], capture_output=True, text=True, check=False
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == LAST_LINE
    assert len(re.findall(r"VmProtected$", played.stdout, re.MULTILINE)) == 6
    assert len(re.findall(r"BackupCompleted$", played.stdout, re.MULTILINE)) == 6
    assert "the night's summary: 6 completed, 0 with warnings, 0 failed, 0 skipped" in played.stdout
    assert "\x1b" not in played.stdout
