"""Azure is throttled, or has trouble of its own: az tries again, and the user sees nothing of it."""

from conformance.azure_cli.names import NEW_VAULT, item, job
from conformance.stories import Story, Vm, az

_VAULT = "*/vaults/az-trouble"

# What az sees on the wire, it tells only to those who ask.
TROUBLE = Story(
    "trouble",
    (
        az("backup vault create -g backup -n az-trouble -l westeurope", NEW_VAULT),
        az("backup policy list $vault --debug", ..., says="Response status: 429"),
        az("backup protection enable-for-vm $vault --vm $vms/web55 -p DefaultPolicy", job("ConfigureBackup", "web55")),
        az("backup item list $vault --debug", [item(friendlyName="web55")], says="Response status: 504"),
        az("backup job list $vault --debug", [job("ConfigureBackup", "web55")], says=r"new HTTPS connection \(2\)"),
    ),
    vms=(Vm("web55"),),
    faults=(
        {"on": f"GET {_VAULT}/backupPolicies", "answer": 429},
        {"on": f"PUT {_VAULT}/*protectedItems*", "answer": 429},
        {"on": f"GET {_VAULT}/backupOperations/*", "answer": 500},
        {"on": f"GET {_VAULT}/backupProtectedItems", "answer": 504},
        {"on": f"GET {_VAULT}/backupJobs", "answer": "reset"},
    ),
)
