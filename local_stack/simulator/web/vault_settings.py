"""The settings of a vault that have addresses of their own: soft delete, storage, encryption, resource guards."""

from local_stack.simulator.state.redundancy import configure_storage, storage_type
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.soft_delete import OFF, ON, configuration, configure
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page


def config(call: Call) -> Answer:
    """Show the backup settings of a vault (recorded in vault_config_softdelete_get_patch.json)."""
    told = configuration(call.vault)
    # Only the vault itself can say AlwaysON of it (enumerations of the specification).
    enhanced = OFF if told["enhancedSecurityState"] == OFF else ON
    return _setting(call, "backupconfig/vaultconfig", told | {"enhancedSecurityState": enhanced})


def change_config(call: Call) -> Answer:
    """Change the backup settings (same recording)."""
    configure(call.vault, call.properties)
    return config(call)


def storage_config(call: Call) -> Answer:
    """Show how a vault stores (example BackupStorageConfig_Get of the specification)."""
    stored = storage_type(call.vault)
    state = "Locked" if call.vault.items else "Unlocked"
    properties = {"storageModelType": stored, "storageType": stored, "storageTypeState": state}
    return _setting(call, "backupstorageconfig/vaultstorageconfig", properties)


def put_storage_config(call: Call) -> Answer:
    """Change how a vault stores, and show it (example BackupStorageConfig_Put)."""
    configure_storage(call.vault, call.properties.get("storageModelType") or call.properties.get("storageType"))
    return storage_config(call)


def patch_storage_config(call: Call) -> Answer:
    """Change how a vault stores (example BackupStorageConfig_Patch)."""
    put_storage_config(call)
    return Answer(204)


def encryption_config(call: Call) -> Answer:
    """Show how a vault encrypts, which `az` asks for before it restores (form: specification; no recording has it)."""
    properties = {
        "encryptionAtRestType": "MicrosoftManaged",
        "lastUpdateStatus": "NotEnabled",
        "infrastructureEncryptionState": "Disabled",
    }
    return _setting(call, "backupEncryptionConfigs/backupResourceEncryptionConfig", properties)


def resource_guards(call: Call) -> Answer:
    """List the resource guards of a vault, which `az` asks for before it stops protection: none."""
    return page(call, []) if call.vault else Answer(404)


def _setting(call: Call, place: str, properties: Json) -> Answer:
    kind, _, name = place.partition("/")
    body = {
        "id": f"{call.vault.id}/{place}",
        "name": name,
        "type": f"Microsoft.RecoveryServices/vaults/{kind}",
        "properties": properties,
    }
    return Answer(200, body)
