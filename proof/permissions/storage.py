"""Which action a call to Blob or Queue Storage is.

https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations
"""

from urllib.parse import parse_qs, urlsplit

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers"
QUEUES = "Microsoft.Storage/storageAccounts/queueServices/queues"
ACCOUNT_PARTS = 2  # Azurite has the account's name in the path: /account/container/blob


def storage_action(method: str, url: str) -> str | None:
    """Return the action, or None for what is no call to storage."""
    parts = urlsplit(url)
    place = parts.path.strip("/").split("/")
    if place[0] != "devstoreaccount1":
        return None
    asked = parse_qs(parts.query, keep_blank_values=True)
    if "messages" in place:
        return None if method == "OPTIONS" else f"{QUEUES}/messages/{_message(method)}"
    if len(place) > ACCOUNT_PARTS:
        return f"{BLOBS}/blobs/{_blob(method)}"
    if "restype" in asked:
        return f"{BLOBS}/blobs/read" if "comp" in asked else f"{BLOBS}/{_blob(method)}"
    return f"{QUEUES}/{_blob(method)}"


def _blob(method: str) -> str:
    return {"GET": "read", "HEAD": "read", "DELETE": "delete"}.get(method, "write")


def _message(method: str) -> str:
    return {"GET": "read", "POST": "add/action"}.get(method, "delete")
