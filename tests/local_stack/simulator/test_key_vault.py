"""The key vault keeps secrets as Azure's does, seen through Microsoft's own client."""

from datetime import timedelta

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from local_stack.simulator import Simulator
from tests.local_stack.simulator.key_vault import secrets_of


def test_from_setting_to_deletion(azure: Simulator, vault: SecretClient) -> None:
    """A secret is set with its attributes at the simulated time, read whatever the case of its name, and deleted."""
    azure.advance(86400)
    expires = (azure.now() + timedelta(hours=12)).replace(microsecond=0)
    vault.set_secret("Mount-web01", "hidden", expires_on=expires, content_type="mount password", tags={"vm": "web01"})
    secret = vault.get_secret("mount-WEB01")
    properties = secret.properties
    assert (secret.value, secret.name) == ("hidden", "Mount-web01")
    assert (properties.expires_on, properties.content_type, properties.tags) == (
        expires,
        "mount password",
        {"vm": "web01"},
    )
    assert properties.created_on == azure.now().replace(microsecond=0)
    vault.begin_delete_secret("mount-web01").wait()
    with pytest.raises(ResourceNotFoundError, match="was not found in this key vault"):
        vault.get_secret("mount-web01")


def test_expired_secret(azure: Simulator, vault: SecretClient) -> None:
    """An expired secret is still given out: its date only informs."""
    vault.set_secret("one", "hidden", expires_on=azure.now() + timedelta(hours=1))
    azure.advance(7200)
    assert vault.get_secret("one").value == "hidden"


def test_versions(vault: SecretClient) -> None:
    """Each value has a version; without one the newest is read."""
    first, second = (vault.set_secret("one", value).properties.version for value in ("old", "new"))
    assert first
    assert second
    assert [vault.get_secret("one", version).value for version in (first, second, "")] == ["old", "new", "new"]
    assert {one.version for one in vault.list_properties_of_secret_versions("one")} == {first, second}
    with pytest.raises(ResourceNotFoundError):
        vault.get_secret("one", "0" * 32)


def test_deleted_name_is_taken(vault: SecretClient) -> None:
    """A deleted secret blocks its name until it is recovered or purged."""
    vault.set_secret("one", "hidden")
    deleted = vault.begin_delete_secret("one").result()
    assert deleted.deleted_date
    assert deleted.scheduled_purge_date == deleted.deleted_date + timedelta(days=90)
    with pytest.raises(ResourceExistsError, match="deleted but recoverable state") as refused:
        vault.set_secret("one", "other")
    assert refused.value.error is not None
    assert refused.value.error.innererror == {"code": "ObjectIsDeletedButRecoverable"}
    assert [secret.name for secret in vault.list_deleted_secrets()] == ["one"]
    vault.begin_recover_deleted_secret("one").wait()
    assert vault.get_secret("one").value == "hidden"
    vault.begin_delete_secret("one").wait()
    vault.purge_deleted_secret("one")
    with pytest.raises(ResourceNotFoundError, match="Deleted Secret not found"):
        vault.get_deleted_secret("one")
    assert vault.set_secret("one", "other").value == "other"


def test_disabled(vault: SecretClient) -> None:
    """A disabled secret is listed, but not given out."""
    vault.set_secret("one", "hidden", enabled=False)
    listed = vault.list_properties_of_secrets()
    assert [(secret.name, secret.version, secret.enabled) for secret in listed] == [("one", None, False)]
    with pytest.raises(HttpResponseError, match="not allowed on a disabled secret"):
        vault.get_secret("one")


@pytest.mark.parametrize("name", ["mount_web01", "a" * 128, "web.01"])
def test_wrong_name(vault: SecretClient, name: str) -> None:
    """A name has letters, digits and hyphens, at most 127."""
    with pytest.raises(HttpResponseError, match="The request URI contains an invalid name"):
        vault.set_secret(name, "hidden")


def test_listed_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list comes in pages."""
    with Simulator(page_size=2) as azure:
        monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
        monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
        with secrets_of(azure, ManagedIdentityCredential()) as vault:
            for name in "edcba":
                vault.set_secret(name, "hidden")
            assert [secret.name for secret in vault.list_properties_of_secrets()] == list("abcde")
