"""App settings, which are the environment of this process."""

import os
import re
from collections.abc import Mapping

from local_stack.functions_host.start_error import StartError

_NAME = re.compile(r"%([^%]+)%")
# The second is what the first becomes on Linux, whose shells know no dots in names.
_DISABLED = ("AzureWebJobs.{}.Disabled", "AzureWebJobs_{}_Disabled")


def resolved(text: str, where: str, settings: Mapping[str, str] = os.environ) -> str:
    """Replace each %NAME% by the app setting of that name; StartError if there is none, saying `where` it stands."""

    def setting(found: re.Match[str]) -> str:
        if found[1] not in settings:
            raise StartError(f"the app setting {found[1]} is missing, which {where} names")
        return settings[found[1]]

    return _NAME.sub(setting, text)


def disables(function: str, settings: Mapping[str, str] = os.environ) -> bool:
    """Return whether AzureWebJobs.<function>.Disabled is "true" or "1".

    https://learn.microsoft.com/azure/azure-functions/disable-function
    """
    return any(settings.get(name.format(function), "").lower() in {"true", "1"} for name in _DISABLED)
