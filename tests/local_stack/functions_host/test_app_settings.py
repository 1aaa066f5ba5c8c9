"""App settings that stand for others, and those that leave functions out."""

import pytest

from local_stack.functions_host import app_settings
from local_stack.functions_host.start_error import StartError


def test_every_name_between_percent_signs_is_replaced() -> None:
    """Once: what a setting says is not read again."""
    settings = {"A": "%B%", "B": "b"}
    assert app_settings.resolved("x-%A%-%B%-100 %", "here", settings) == "x-%B%-b-100 %"


def test_a_missing_setting_is_named_with_its_place() -> None:
    """In one line."""
    with pytest.raises(StartError, match="the app setting A is missing, which the schedule of nightly names"):
        app_settings.resolved("%A%", "the schedule of nightly", {})


@pytest.mark.parametrize(
    ("name", "value", "disabled"),
    [
        ("AzureWebJobs.nightly.Disabled", "true", True),
        ("AzureWebJobs.nightly.Disabled", "1", True),
        ("AzureWebJobs.nightly.Disabled", "True", True),
        ("AzureWebJobs_nightly_Disabled", "true", True),
        ("AzureWebJobs.nightly.Disabled", "false", False),
        ("AzureWebJobs.nightly.Disabled", "0", False),
        ("AzureWebJobs.other.Disabled", "true", False),
    ],
)
def test_a_function_is_disabled_by_its_name(name: str, value: str, *, disabled: bool) -> None:
    """With dots, or, as Linux shells can set it, with underscores."""
    assert app_settings.disables("nightly", {name: value}) is disabled
