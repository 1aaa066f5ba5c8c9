"""The script that mounts a recovery point, and the password that Azure hides in its name. Pure.

The password is 15 characters, 33 behind the last underscore of the name's suffix (recorded in
ilr_provision_windows.json; the same since https://learn.microsoft.com/azure/backup/backup-azure-restore-files-from-vm).
No error shows any part of what was read.
"""

import base64
import re
from dataclasses import dataclass, field

import msgspec

from shared.answers import Refused

PASSWORD_OFFSET = 33
PASSWORD_LENGTH = 15
ASKS_FOR_IT = 'TargetPassword="UserInput012345"'  # as the Azure CLI writes it
FORM = re.compile(
    rf"(?a)(?P<vm>[\w.-]+_[0-9A-Za-z]{{{PASSWORD_OFFSET - 1}}})"
    rf"(?P<password>[0-9A-Za-z]{{{PASSWORD_LENGTH}}})(?P<rest>[0-9A-Za-z]*)"
)
SAFE_URL = re.compile(r"(?a)https://[\w.-]+(:\d{1,5})?/[\w./%-]*")
EXTENSION = re.compile(r"(?a)\.\w{1,8}")


class ClientScript(msgspec.Struct, frozen=True, rename="camel"):
    """One of the scripts that Azure offers; its suffix and its content are secret."""

    script_name_suffix: str = ""
    script_extension: str = ""
    os_type: str = ""
    script_content: str = ""
    url: str | None = None

    def __repr__(self) -> str:
        return f"ClientScript({self.os_type})"


@dataclass(frozen=True)
class MountScript:
    """What to store under which name, and the password to store elsewhere."""

    os_type: str
    file_name: str
    text: str = field(repr=False)
    password: str = field(repr=False)


def mount_script(scripts: tuple[ClientScript, ...]) -> MountScript:
    """Choose and read the script to run: the one to download for Windows, the text for Linux; raise Refused."""
    download = next((script for script in scripts if script.url), None)
    script = download or next(iter(scripts), None)
    if script is None:
        raise _unknown("Azure offers no script")
    stem, password = split_suffix(script.script_name_suffix)
    if not EXTENSION.fullmatch(script.script_extension):
        raise _unknown("the script's extension is of another form")
    name = f"{stem}{script.script_extension}"
    if script.url:
        return MountScript(script.os_type, f"{stem}.ps1", _downloading(script.url, name), password)
    return MountScript(script.os_type, name, _without(password, script.script_content), password)


def split_suffix(suffix: str) -> tuple[str, str]:
    """Return the name without the password, and the password; raise Refused."""
    match = FORM.fullmatch(suffix)
    if not match:
        raise _unknown("the script's name is of another form")
    return match["vm"] + match["rest"], match["password"]


def _without(password: str, content: str) -> str:
    """Decode a Linux script, and let it ask for its password."""
    try:
        text = base64.b64decode(content, validate=True).decode()
    except ValueError:  # of Base64, or of UTF-8
        raise _unknown("the script's text is of another form") from None
    asking = text.replace(f'TargetPassword="{password}"', ASKS_FOR_IT).replace("\r\n", "\n")
    if password in asking:
        raise _unknown("the script's text names its password where it is not expected")
    return asking


def _downloading(url: str, name: str) -> str:
    """Write what fetches Microsoft's program under the name that ties it to the recovery point, and runs it."""
    if not SAFE_URL.fullmatch(url):
        raise _unknown("the program's address is of another form")
    return f"Invoke-WebRequest -Uri '{url}' -OutFile '{name}'\r\nStart-Process -Wait -FilePath '.\\{name}'\r\n"


def _unknown(what: str) -> Refused:
    return Refused("UnknownScriptForm", f"{what}; no part of it is shown.", remedy="Report it; restore disks instead.")
