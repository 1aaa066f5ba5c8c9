"""The storage account that an app setting names."""

import os
from collections.abc import Callable
from typing import Any

from azure.core.exceptions import AzureError

from local_stack.functions_host.start_error import StartError

HOST_STORAGE = "AzureWebJobsStorage"

# Azure's host retries three times, first after 0.8 s; the default of the Python SDK stalls a message for a minute.
_RETRY: dict[str, Any] = {"initial_backoff": 1, "increment_base": 2, "retry_total": 3, "random_jitter_range": 0}


def opened[Client](from_connection_string: Callable[..., Client], setting: str) -> Client:
    """Open one of the account's services; StartError if the app setting is missing or no connection string."""
    try:
        # Azurite is on this machine: the environment's proxies are not for it.
        return from_connection_string(os.environ[setting], use_env_settings=False, **_RETRY)
    except KeyError:
        raise StartError(f"the app setting {setting} is missing") from None
    except ValueError as error:
        raise StartError(f"the app setting {setting}: {error}") from None


def first_line(error: AzureError) -> str:
    """Return what the error says, without the XML that Azure adds."""
    return error.message.partition("\n")[0]
