from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from restore_files.fetch import fetch_script
from shared.choices import Before
from shared.events import BackupCompleted, FilesReady, FilesRevoked, OperationFailed, RequestRejected
from shared.recovery_points import chosen_point
from shared.requests import RestoreFiles, RevokeFiles
from shared.tracker import OperationTracker, Stage
from tests.running import App
from tests.stores import Stores

CURRENT, INLINE = "2026-10-01", "2024-04-01"


@pytest.fixture
def settings(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(azure.ca_file))
    return {"AzureWebJobsStorage": azurite.connection_string, "KEY_VAULT_URI": azure.key_vault_uri}


@pytest.fixture(params=[CURRENT, INLINE])
def api_version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def files(azure: Simulator, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, api_version: str) -> App:
    """Return the app, with one backup each of a Linux and a Windows VM."""
    app = App(azure, monkeypatch, **settings, BACKUP_API_VERSION=api_version)
    for vm in ("web01", "db01"):
        app.run(app.protect(vm))
        assert isinstance(app.run(app.back_up(vm))[0], BackupCompleted)
    return app


@pytest.fixture
def stores(files: App, azurite: Azurite) -> Stores:
    stores = Stores(files.azure, azurite)
    stores.clear()
    return stores


def mount(files: App, vm: str = "web01", **fields: object) -> tuple[RevokeFiles, FilesReady]:
    revocation, ready = files.run_but(RevokeFiles, files.restore_files(vm, **fields))
    assert isinstance(revocation, RevokeFiles)
    assert isinstance(ready, FilesReady)
    return revocation, ready


@pytest.mark.parametrize(("vm", "os_type", "extension"), [("web01", "Linux", ".py"), ("db01", "Windows", ".ps1")])
def test_files_are_ready_and_then_revoked(files: App, stores: Stores, vm: str, os_type: str, extension: str) -> None:
    """Script and password lie apart; after the revocation neither is there."""
    azure = files.azure
    revocation, ready = mount(files, vm)
    assert (ready.os_type, ready.file_name[-len(extension) :]) == (os_type, extension)
    assert ready.script.blob.endswith(f"{ready.request.request_id}/{ready.file_name}")
    assert stores.passwords() == {ready.password.secret: azure.mount_password(vm)}
    assert ready.script.blob in stores.scripts()
    assert azure.mount_password(vm) not in stores.scripts()[ready.script.blob]
    (revoked,) = files.run(revocation)
    assert isinstance(revoked, FilesRevoked)
    assert (stores.scripts(), stores.passwords()) == ({}, {})


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_the_event_names_the_point_the_expiry_and_what_to_do(files: App, stores: Stores) -> None:
    """The secret expires with the script, 12 hours after it was made."""
    _, ready = mount(files, keep_hours=2)
    assert ready.recovery_point.consistency
    assert ready.recovery_point.tiers
    assert ready.revoked_at - ready.ended < timedelta(hours=2)
    assert ready.expires - ready.revoked_at == timedelta(hours=10)
    assert stores.expiry(ready.password.secret) == ready.expires.replace(microsecond=0)
    assert any(str(ready.request.request_id) in step for step in ready.how_to_run)
    assert ready.script.link is None


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_the_revocation_comes_when_it_was_promised(files: App, stores: Stores) -> None:
    """By itself: the message waits in its queue."""
    revocation, ready = mount(files, keep_hours=3)
    assert stores.scripts()
    now = files.connections.now()
    assert timedelta(0) <= timedelta(seconds=revocation.delay(now)) - (ready.revoked_at - now) < timedelta(seconds=1)


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_revoking_what_is_revoked_is_success(files: App, stores: Stores) -> None:
    """Somebody was earlier; it is one request, and one event id."""
    revocation, ready = mount(files)
    first = files.run(ready.revoke)
    second = files.run(revocation)
    assert [type(event) for event in (*first, *second)] == [FilesRevoked, FilesRevoked]
    assert first[0].request.request_id == second[0].request.request_id  # type: ignore[attr-defined] # both are FilesRevoked
    assert not stores.scripts()


def test_an_active_session_is_renewed_for_the_next_request(files: App, stores: Stores, azure: Simulator) -> None:
    """What the Azure CLI forgets; the first one's revocation then leaves the second's session alone."""
    first, _ = mount(files)
    second, ready = mount(files)
    assert stores.passwords()[ready.password.secret] == azure.mount_password("web01")
    files.run(first)
    assert ready.script.blob in stores.scripts()
    assert not [entry for entry in azure.journal() if entry["path"].endswith("/revokeInstantItemRecovery")]
    files.run(second)
    assert not stores.scripts()
    assert [entry for entry in azure.journal() if entry["path"].endswith("/revokeInstantItemRecovery")]


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_revocation_leaves_a_mount_alone_that_is_being_prepared(files: App, stores: Stores, azure: Simulator) -> None:
    """The session has been taken over already, though its script is not there yet."""
    first, _ = mount(files)
    (preparing,) = files.step(files.restore_files())
    assert isinstance(preparing, OperationTracker)
    files.run(first)
    _, ready = files.run_but(RevokeFiles, preparing)
    assert isinstance(ready, FilesReady)
    assert stores.passwords()[ready.password.secret] == azure.mount_password("web01")
    assert chosen_point(files.restore_files(), files.connections).session_is_active


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_of_two_revocations_the_owners_closes_the_session(files: App, stores: Stores) -> None:
    """In whatever order they come."""
    first, _ = mount(files)
    second, _ = mount(files)
    (closing,) = files.step(msgspec.structs.replace(second, due=None))
    (early,) = files.step(msgspec.structs.replace(first, due=None))
    (late,) = files.run(closing)
    assert [type(event) for event in (early, late)] == [FilesRevoked, FilesRevoked]
    assert not chosen_point(files.restore_files(), files.connections).session_is_active
    assert not stores.scripts()


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
@pytest.mark.parametrize("chosen_id", [False, True])
def test_the_same_request_again_opens_no_second_session(
    files: App, stores: Stores, azure: Simulator, *, chosen_id: bool
) -> None:
    """Its script stays as it is."""
    request = files.restore_files(chosen_id=chosen_id)
    _, ready = files.run_but(RevokeFiles, request)
    assert isinstance(ready, FilesReady)
    before = stores.scripts()
    again = files.step(request)
    assert [event.to_json() for event in again] == ([ready.to_json()] if chosen_id else [])
    assert stores.scripts() == before
    assert len([entry for entry in azure.journal() if entry["path"].endswith("/provisionInstantItemRecovery")]) == 1


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_tracker_that_a_second_opening_has_voided_waits_for_its_end_and_then_yields(files: App) -> None:
    """A crash has left both; to fail would close what the other one has told to be ready."""
    request = files.restore_files()
    (voided,) = files.step(request)
    (renewed,) = files.step(msgspec.structs.replace(request, begun=True))
    files.azure.advance(300)
    void = {"status": 400, "body": {"error": {"code": "UserErrorIlrSessionNotActive", "message": "No."}}}
    files.azure.fault(on="POST */listInstantItemRecoveryOperationResult", answer=void)
    (waiting,) = files.step(voided)
    assert isinstance(waiting, OperationTracker)
    _, ready = files.run_but(RevokeFiles, renewed)
    assert isinstance(ready, FilesReady)
    files.azure.fault(on="POST */listInstantItemRecoveryOperationResult", answer=void)
    assert files.step(msgspec.structs.replace(waiting, due=None)) == []


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_start_that_fails_after_azure_began_closes_the_session(files: App, stores: Stores, azure: Simulator) -> None:
    """The first answer was lost, the second a refusal."""
    azure.fault(on="POST */provisionInstantItemRecovery", answer="reset", after=True)
    azure.fault(on="POST */provisionInstantItemRecovery", answer=403)
    ends = files.run(files.restore_files())
    assert {type(event) for event in ends} == {OperationFailed, FilesRevoked}
    assert not chosen_point(files.restore_files(), files.connections).session_is_active
    assert not stores.scripts()


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_refused_mount_leaves_the_session_to_whose_it_was(files: App, stores: Stores, azure: Simulator) -> None:
    """Nothing was opened, so nothing is closed; the first one's own revocation still does."""
    first, ready = mount(files)
    azure.fault(on="POST */provisionInstantItemRecovery", answer=403)
    (event,) = files.run(files.restore_files())
    assert isinstance(event, OperationFailed)
    assert ready.script.blob in stores.scripts()
    assert chosen_point(files.restore_files(), files.connections).session_is_active
    files.run(first)
    assert not chosen_point(files.restore_files(), files.connections).session_is_active
    assert not stores.scripts()


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_refused_revocation_deletes_script_and_password_all_the_same(
    files: App, stores: Stores, azure: Simulator
) -> None:
    """The session ends by itself, after 12 hours."""
    revocation, _ = mount(files)
    azure.fault(on="POST */revokeInstantItemRecovery", answer=403)
    (event,) = files.run(revocation)
    assert isinstance(event, OperationFailed)
    assert (stores.scripts(), stores.passwords()) == ({}, {})


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_a_list_of_another_form_is_waited_for(files: App, azure: Simulator) -> None:
    """One bad point must not make a defect of a request."""
    azure.fault(on="GET */recoveryPoints", answer={"status": 200, "body": {"value": [{"name": "1", "properties": {}}]}})
    (again,) = files.step(files.restore_files())
    assert isinstance(again, RestoreFiles)
    assert again.attempt == 1


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_the_initiator_is_sent_where_it_is_named(files: App, stores: Stores, azure: Simulator) -> None:
    """The machine that will mount."""
    mount(files, initiator_name="iqn.1993-08.org.debian:01:1a2b")
    (sent,) = [entry for entry in azure.journal() if entry["path"].endswith("/provisionInstantItemRecovery")]
    assert sent["body"]["properties"]["initiatorName"] == "iqn.1993-08.org.debian:01:1a2b"
    assert stores.scripts()


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
def test_the_script_is_fetched_under_its_name_for_its_owner_alone(files: App, stores: Stores, tmp_path: Path) -> None:
    """Ready to run."""
    revocation, ready = mount(files)
    path = fetch_script(ready.request.request_id, tmp_path, files.connections)
    assert path.name == ready.file_name
    assert path.stat().st_mode & 0o777 == 0o700
    assert path.read_text() == stores.scripts()[ready.script.blob]
    files.run(revocation)
    with pytest.raises(FileNotFoundError, match="not yet, or revoked"):
        fetch_script(ready.request.request_id, tmp_path, files.connections)


@pytest.mark.parametrize("api_version", [CURRENT], indirect=True)
class TestWhatCannotBe:
    def test_without_a_key_vault_nothing_is_opened(
        self, files: App, azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A password must have a place before there is one."""
        app = App(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string)
        (event,) = app.run(app.restore_files())
        assert isinstance(event, OperationFailed)
        assert event.error.code == "NoKeyVault"
        assert "KEY_VAULT_URI" in event.error.recommendations[0]
        assert not [entry for entry in azure.journal() if "provision" in entry["path"]]
        assert files

    @pytest.mark.parametrize("fields", [{"recovery_point": "7"}, {"recovery_point": "before"}, {"vm": "web02"}])
    def test_a_recovery_point_that_is_not_there_is_rejected(self, files: App, fields: dict[str, object]) -> None:
        """Unknown, none before that time, or none at all."""
        files.run(files.protect("web02"))
        if fields.get("recovery_point") == "before":
            fields = {"recovery_point": Before(before=files.connections.now() - timedelta(days=999))}
        (event,) = files.run(files.restore_files(**fields))  # type: ignore[arg-type] # vm is a str
        assert isinstance(event, RequestRejected)
        assert event.field == "recoveryPoint"

    def test_a_key_vault_that_refuses_ends_in_a_failure_and_a_closed_session(
        self, files: App, stores: Stores, azure: Simulator
    ) -> None:
        """Nothing is left behind."""
        azure.fault(on="PUT */secrets/*", answer=403, times=9)
        ends = files.run(files.restore_files())
        assert {type(event) for event in ends} == {OperationFailed, FilesRevoked}
        assert (stores.scripts(), stores.passwords()) == ({}, {})
        assert not chosen_point(files.restore_files(), files.connections).session_is_active

    def test_provisioning_that_fails_is_told_in_azures_words(self, files: App, azure: Simulator) -> None:
        """And the session that may be open is closed."""
        azure.outcome(operation="ProvisionIlr", vm="web01", error={"code": "UserErrorX", "message": "Because."})
        events = files.run(files.restore_files())
        (failed,) = [event for event in events if isinstance(event, OperationFailed)]
        assert (failed.error.code, failed.stage) == ("UserErrorX", Stage.PREPARING_MOUNT)
        assert not chosen_point(files.restore_files(), files.connections).session_is_active

    def test_blob_storage_that_is_away_is_waited_for(
        self, files: App, azure: Simulator, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A later try, not a failure."""
        away = settings["AzureWebJobsStorage"].replace(
            "BlobEndpoint=http://127.0.0.1:", "BlobEndpoint=http://127.0.0.2:"
        )
        app = App(azure, monkeypatch, **settings | {"AzureWebJobsStorage": away})
        (tracker,) = files.step(files.restore_files())
        assert isinstance(tracker, OperationTracker)
        azure.advance(600)
        (again,) = app.step(tracker)
        assert isinstance(again, OperationTracker)
        assert again.attempt == 1
        revocation, ready = files.run_but(RevokeFiles, again)
        assert isinstance(ready, FilesReady)
        assert isinstance(revocation, RevokeFiles)
