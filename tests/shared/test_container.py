from uuid import uuid4

import pytest
from azure.storage.blob import BlobServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.records import Records
from shared.storage_account import address
from tests.security.listener import answering, respond

KEY = "AccountName=acc;AccountKey=a2V5"
HERE = "http://127.0.0.1:1000"


@pytest.fixture
def container() -> str:
    return f"records-{uuid4()}"


@pytest.fixture
def records(azurite: Azurite, container: str) -> Records:
    return Connections({"AzureWebJobsStorage": azurite.connection_string, "RECORDS_CONTAINER": container}).records


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"": f"DefaultEndpointsProtocol=https;{KEY}"}, "https://acc.blob.core.windows.net"),
        ({"": f"{KEY};EndpointSuffix=core.chinacloudapi.cn"}, "https://acc.blob.core.chinacloudapi.cn"),
        ({"": f"{KEY};BlobEndpoint={HERE}/acc/;"}, f"{HERE}/acc"),
        ({"": "UseDevelopmentStorage=true"}, "http://127.0.0.1:10000/devstoreaccount1"),
        ({"__accountName": "acc"}, "https://acc.blob.core.windows.net"),
        ({"__serviceUri": "https://acc.example/"}, "https://acc.example"),
        ({"__serviceUri": "https://a", "__blobServiceUri": "https://b"}, "https://b"),
    ],
)
def test_blobs_are_where_the_host_finds_them(settings: dict[str, str], url: str) -> None:
    """As Microsoft's own client of the connection string finds them."""
    environ = {f"AzureWebJobsStorage{name}": value for name, value in settings.items()}
    assert address("blob", environ) == url
    if text := environ.get("AzureWebJobsStorage"):
        with BlobServiceClient.from_connection_string(text) as client:
            assert client.url.rstrip("/") == url


@pytest.mark.parametrize("name", ["plain", "a folder/of/it", "50% + ü?#&=.json", "requests/protect-vm/1/claim"])
def test_a_record_is_the_blob_that_microsofts_client_sees(
    records: Records, azurite: Azurite, container: str, name: str
) -> None:
    """Of any name, with its notes, in a container that is made for the first one."""
    assert records.create(name, b"content \x00\xff", {"vm": "web01"})
    with BlobServiceClient.from_connection_string(azurite.connection_string) as account:
        blob = account.get_blob_client(container, name).download_blob()
        assert (blob.readall(), blob.properties.metadata) == (b"content \x00\xff", {"vm": "web01"})
    assert records.notes("") == {name: {"vm": "web01"}}
    seen = records.read(name)
    assert seen
    assert seen.content == b"content \x00\xff"
    records.delete(name)
    assert records.read(name) is None


def test_of_two_who_replace_a_record_one_does(records: Records) -> None:
    """By its version."""
    records.create("turn", b"first")
    seen = records.read("turn")
    assert seen
    assert records.replace("turn", b"second", seen)
    assert not records.replace("turn", b"third", seen)
    assert not records.create("turn", b"fourth")
    records.delete("turn")
    assert not records.replace("turn", b"fifth", seen)


def test_a_managed_identity_asks_for_storage(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a token of storage's, over TLS; what is there here is not storage, and says so."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(azure.ca_file))
    with pytest.raises((Refused, Unavailable)):
        Connections({"AzureWebJobsStorage__serviceUri": azure.tls_url}).records.create("x", b"")
    paths = [str(entry["path"]) for entry in azure.journal()]
    assert any("/msi/token" in path for path in paths)
    assert any(path.endswith("/x") for path in paths)


def test_a_container_that_is_being_deleted_is_a_later_try() -> None:
    """Its name is taken for half a minute: that is no record of somebody else's."""
    with answering(respond("409 Conflict", b"", "x-ms-error-code: ContainerBeingDeleted")) as storage:
        text = f"{KEY};BlobEndpoint={storage.url};QueueEndpoint={storage.url}"
        with pytest.raises(Unavailable, match="being deleted"):
            Connections({"AzureWebJobsStorage": text}).records.create("x", b"")
