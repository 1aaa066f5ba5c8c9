"""The host id under which the hosts of one app find each other."""

from pathlib import Path

import pytest

from local_stack.functions_host import host_id
from local_stack.functions_host.start_error import StartError


def test_the_app_setting_is_taken_as_it_is() -> None:
    """Two apps that share it share keys and timers."""
    assert host_id.of(Path("anywhere"), {host_id.SETTING: "my-app"}) == "my-app"


def test_without_a_setting_it_belongs_to_the_folder(tmp_path: Path) -> None:
    """The same at every start, and valid itself."""
    derived = host_id.of(tmp_path, {})
    assert derived == host_id.of(tmp_path / "x" / "..", {})
    assert derived != host_id.of(tmp_path / "x", {})
    assert host_id.of(tmp_path, {host_id.SETTING: derived}) == derived


@pytest.mark.parametrize("text", ["", "My-App", "a--b", "-a", "a-", "a_b", "a" * 33])
def test_what_is_no_host_id_is_refused(text: str) -> None:
    """Azure would not start either."""
    with pytest.raises(StartError, match="is no host id"):
        host_id.of(Path(), {host_id.SETTING: text})
