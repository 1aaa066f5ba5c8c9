import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.answers import Refused
from shared.mount_script import ClientScript, mount_script, split_suffix
from tests.azure_data import interactions

SECRET = "e3577df8078941e"
SUFFIX = f"web01_we_1117371393160769942_439966865154_{'5' * 32}{SECRET}14eca610df9840"
FILE = f"web01_we_1117371393160769942_439966865154_{'5' * 32}14eca610df9840"
URL = "https://download.microsoft.com/download/E/1/4/IaaSVMILRExeForWindows.exe"


def linux(text: str, **fields: str) -> ClientScript:
    content = base64.b64encode(text.encode()).decode()
    given = {"script_name_suffix": SUFFIX, "script_extension": ".py", "os_type": "Linux"} | fields
    return ClientScript(script_content=content, **given)


def windows(**fields: str) -> tuple[ClientScript, ClientScript]:
    text = ClientScript(
        script_name_suffix=SUFFIX, script_extension=".txt", os_type="Windows", script_content="VXNlcg=="
    )
    given = {"script_name_suffix": SUFFIX, "script_extension": ".exe", "script_content": "TkE=", "url": URL} | fields
    return text, ClientScript(os_type="Windows", **given)


@settings(max_examples=10_000)
@given(
    vm=st.text("abcXYZ019_-.", min_size=1, max_size=64),
    region=st.sampled_from(["sea", "we", "wus2"]),
    drawn=st.integers(0, 10**31 * 16**61 - 1),  # all digits at once: drawn one by one they take twice as long
)
def test_the_password_is_found_as_the_azure_cli_finds_it(vm: str, region: str, drawn: int) -> None:
    """Stated a second time: 15 characters at lastIndexOf('_') + 33, and the name is what is left."""
    numbers, tail = f"{drawn // 16**61:031d}", f"{drawn % 16**61:061x}"
    suffix = f"{vm}_{region}_{numbers[:19]}_{numbers[19:]}_{tail}"
    start = suffix.rfind("_") + 33
    assert split_suffix(suffix) == (suffix[:start] + suffix[start + 15 :], suffix[start : start + 15])
    assert split_suffix(suffix)[1] == tail[32:47]


def test_the_recorded_suffixes_are_split_as_documented() -> None:
    """Two real ones, and the documented file name is of the same form."""
    found = set()
    for _, recorded in interactions():
        body = recorded["response"]["body"]
        properties = body.get("properties") or {} if isinstance(body, dict) else {}
        for script in (properties.get("recoveryTarget") or {}).get("clientScripts", []):
            found.add(split_suffix(script["scriptNameSuffix"]))
    assert found == {
        (
            "swaggersdktest_sea_1117371393160769942_439966865154_5ebb1929bac141e4b7184e25d8a4e9e514eca610df9840",
            "e3577df8078941e",
        ),
        (
            "clitest-vm000003_wus_1268160246034670292_403082701016_aa1688a86d5b4e91af22d4deffe18f264d209edbfecb4b",
            "6ef51748f99b4ac",
        ),
    }


@pytest.mark.parametrize(
    "suffix",
    ["", "web01", SUFFIX[:70], SUFFIX.replace("_", "-"), SUFFIX + "_", SUFFIX + "\n", "../" + SUFFIX, SUFFIX + "é"],
)
def test_a_suffix_of_another_form_is_refused_without_a_word_of_it(suffix: str) -> None:
    """It may hold the password anywhere."""
    with pytest.raises(Refused, match="no part of it is shown") as refused:
        split_suffix(suffix)
    assert SECRET not in str(refused.value)
    assert "web01" not in str(refused.value)


def test_a_linux_script_asks_for_its_password() -> None:
    """The text is stored without it, with LF line ends."""
    script = mount_script((linux(f'#!/usr/bin/env python3\r\nTargetPassword="{SECRET}"\r\n'),))
    assert script.text == '#!/usr/bin/env python3\nTargetPassword="UserInput012345"\n'
    assert (script.file_name, script.password, script.os_type) == (f"{FILE}.py", SECRET, "Linux")


def test_for_windows_the_script_to_download_is_chosen() -> None:
    """What is stored fetches Microsoft's program under the name that Azure gave it."""
    script = mount_script(windows())
    assert script.file_name == f"{FILE}.ps1"
    assert f"'{URL}' -OutFile '{FILE}.exe'" in script.text
    assert SECRET not in script.text + script.file_name
    assert script.password == SECRET


@pytest.mark.parametrize(
    "scripts",
    [
        (),
        (linux(f'password = "{SECRET}"'),),
        (linux("x", script_extension=".py/../../x"),),
        (ClientScript(script_name_suffix=SUFFIX, script_extension=".py", script_content="not base64"),),
        (ClientScript(script_name_suffix=SUFFIX, script_extension=".py", script_content="/w=="),),
        windows(url="https://evil.example/'; rm -rf"),
        windows(url="http://download.microsoft.com/x"),
    ],
)
def test_scripts_of_another_form_are_refused_without_a_word_of_them(scripts: tuple[ClientScript, ...]) -> None:
    """An error goes into an event."""
    with pytest.raises(Refused, match="no part of it is shown") as refused:
        mount_script(scripts)
    assert SECRET not in str(refused.value)


def test_nothing_secret_is_in_a_repr() -> None:
    """Whoever logs one of these by mistake logs no password."""
    scripts = (linux(f'TargetPassword="{SECRET}"'),)
    assert SECRET not in repr(scripts) + repr(mount_script(scripts))
