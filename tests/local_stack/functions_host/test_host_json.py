"""host.json means here what it means in Azure."""

from pathlib import Path

import pytest

from local_stack.functions_host import host_json
from local_stack.functions_host.host_json import HostJson
from local_stack.functions_host.start_error import StartError


def read(folder: Path, text: str, **settings: str) -> HostJson:
    (folder / "host.json").write_text(text)
    return host_json.read(folder, settings)


def queues(**settings: str) -> str:
    fields = ", ".join(f'"{name}": {value}' for name, value in settings.items())
    return f'{{"version": "2.0", "extensions": {{"queues": {{{fields}}}}}}}'


def test_what_it_leaves_out_is_as_in_azure(tmp_path: Path) -> None:
    """Save maxPollingInterval: 2 s in Development, 1 min elsewhere."""
    settings = read(tmp_path, '{"version": "2.0"}')
    found = settings.extensions.queues
    assert (found.batch_size, found.threshold, found.max_dequeue_count) == (16, 8, 5)
    assert (float(found.max_polling_interval), float(found.visibility_timeout)) == (2, 0)
    assert found.message_encoding == "base64"
    assert float(settings.function_timeout) == 1800


def test_what_it_says_counts(tmp_path: Path) -> None:
    """Times are .NET's [d.]hh:mm:ss[.fff]; other extensions and sections are none of this host's business."""
    found = read(
        tmp_path,
        """{"version": "2.0", "functionTimeout": "1.02:03:04.500", "extensionBundle": {"id": "x"},
            "logging": {"logLevel": {"default": "Warning", "Host.Results": "Error"}, "applicationInsights": {}},
            "extensions": {"http": {}, "queues": {"batchSize": 1, "newBatchThreshold": 0, "messageEncoding": "none",
                "maxPollingInterval": "00:00:00.100", "visibilityTimeout": "00:01:30", "maxDequeueCount": 3}}}""",
    )
    assert found.function_timeout == 86400 + 2 * 3600 + 3 * 60 + 4.5
    assert found.logging.level == 30
    assert found.extensions.queues == host_json.Queues(
        max_polling_interval=host_json.TimeSpan(0.1),
        visibility_timeout=host_json.TimeSpan(90),
        batch_size=1,
        max_dequeue_count=3,
        new_batch_threshold=0,
        message_encoding="none",
    )
    assert found.extensions.queues.threshold == 0


def test_function_timeout_may_be_without_end(tmp_path: Path) -> None:
    """Azure writes it as -1."""
    assert read(tmp_path, '{"version": "2.0", "functionTimeout": "-1"}').function_timeout == float("inf")


def test_app_settings_override_it(tmp_path: Path) -> None:
    """As in Azure: AzureFunctionsJobHost__ and the path, its parts joined by __."""
    found = read(
        tmp_path,
        queues(batchSize="4"),
        AzureFunctionsJobHost__extensions__queues__batchSize="2",
        AzureFunctionsJobHost__functionTimeout="00:00:05",
        AzureWebJobsStorage="none of its business",
    )
    assert (found.extensions.queues.batch_size, float(found.function_timeout)) == (2, 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("{", "truncated", id="no JSON"),
        pytest.param("[]", "Expected `object`", id="no object"),
        pytest.param("{}", "missing required field `version`", id="no version"),
        pytest.param('{"version": "1.0"}', "version", id="version 1"),
        pytest.param('{"version": "2.0", "functionTimeout": "5 min"}', "like 00:00:30.*functionTimeout", id="time"),
        pytest.param(queues(batchSize="0"), ">= 1 .*batchSize", id="batchSize too small"),
        pytest.param(queues(batchSize="33"), "<= 32 .*batchSize", id="batchSize too great"),
        pytest.param(queues(batchSize='"many"'), "Expected `int`.*batchSize", id="batchSize no number"),
        pytest.param(queues(newBatchSize="4"), "unknown field `newBatchSize`", id="misspelt"),
        pytest.param(queues(newBatchThreshold="-1"), ">= 0.*newBatchThreshold", id="newBatchThreshold"),
        pytest.param(queues(maxDequeueCount="0"), ">= 1.*maxDequeueCount", id="maxDequeueCount"),
        pytest.param(queues(messageEncoding='"utf8"'), "Invalid enum value 'utf8'", id="messageEncoding"),
        pytest.param(queues(maxPollingInterval='"00:00:00.050"'), "at least 00:00:00.100", id="maxPollingInterval"),
        pytest.param(queues(visibilityTimeout='"8.00:00:00"'), "at most 7.00:00:00", id="visibilityTimeout"),
    ],
)
def test_a_bad_value_is_an_error_that_names_it(text: str, reason: str, tmp_path: Path) -> None:
    """Azure has the same ranges; a misspelt name, which Azure ignores, is an error too."""
    with pytest.raises(StartError, match=reason):
        read(tmp_path, text)


def test_a_folder_without_it_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    """It is where the app is, or the app is not there."""
    with pytest.raises(StartError, match=f"no host.json in {tmp_path}"):
        host_json.read(tmp_path, {})
