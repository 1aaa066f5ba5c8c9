"""docs/permissions.md: which flow needs which action."""

from collections.abc import Callable, Mapping

from proof.permissions.linked import LINKED, PAGE
from proof.permissions.measured import Measured
from proof.permissions.roles import SCOPE, union

HEAD = f"""\
# What the app must be allowed

Measured: `make permissions` runs every flow against the simulator and storage, reads from their journals what was
called, and writes this page and [roles/](roles). A test runs them once more on a simulator that refuses all else:
nothing is refused, and nothing in a role is unused. What only flows need that you do not use, leave out.

| role | assign it to the app's identity on |
|---|---|
| [vaults.json](roles/vaults.json) | the resource groups of the vaults |
| [machines.json](roles/machines.json) | the subscriptions of the VMs: the daily run and the report list them |
| [linked-machines.json](roles/linked-machines.json) | the resource groups of the VMs |
| [linked-targets.json](roles/linked-targets.json) | for restores: target group, network, staging account |
| [passwords.json](roles/passwords.json) | the key vault: the app writes and deletes passwords, and cannot read one |

```console
sed s#{SCOPE}#/subscriptions/<yours># docs/roles/vaults.json > role.json
az role definition create --role-definition @role.json
```

Try a role without Azure, yours or what `az role definition list --name "Backup Contributor"` prints:

```console
.venv/bin/python -m local_stack.simulator --role docs/roles/vaults.json --role docs/roles/machines.json
```

What it does not grant is refused as Azure refuses it. At which scope a role is assigned the simulator does not look at,
nor does it make the checks of the last table.
"""

BUILT_IN = """
Of the built-in roles, *Backup Contributor* and *Virtual Machine Contributor* grant it, but for
`backupFabrics/operationsStatus/read`, by which a discovery is followed: *Reader* on the group of the vault has it.
They grant more, too: *Backup Contributor* deletes backups and policies, *Key Vault Secrets Officer* reads passwords.
*Backup Operator* is not enough: it lacks `listInstantItemRecoveryOperationResult`, and with it file restore.
"""

STORAGE = """
Every flow sends messages (`messages/add/action`). Queues and containers are created where they are missing: create them
beforehand, and `write` on them is not needed. Microsoft wants *Storage Blob Data Owner* and *Storage Queue Data
Contributor* on the account for the Functions host, which works under the same identity
(https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity).
These grant all of the above, and `generateUserDelegationKey`, which `SCRIPT_LINK_MINUTES` needs besides. The read model
needs *Storage Table Data Contributor*; without it nothing is seen, and all else works.

Who fetches a script (`vmbackup files fetch`) does so as themselves: *Storage Blob Data Reader* on its
container, *Key Vault Secrets User* on the key vault.

To tell others of events the app's identity needs *EventGrid Data Sender* on the topic, and with `TRACES=azure`
*Monitoring Metrics Publisher* on Application Insights. [Deploying](deploying.md) with `azd` grants all of it.
"""

LINKED_HEAD = f"""
## What Azure checks besides

A call that names another resource in its body is permitted only if the caller has rights on that, too. No journal shows
it; these are Microsoft's minimum ({PAGE}).
Disk encryption sets and user-assigned identities are not mentioned there.

| action | on | for | because |
|---|---|---|---|
"""


def page(flows: Mapping[str, Measured]) -> str:
    """Return the page."""
    rows = [f"| `{one.action}` | {one.scope} | {', '.join(one.flows)} | {one.why} |" for one in LINKED]
    return "".join(
        [
            HEAD,
            "\n## Azure Resource Manager\n\n",
            _table(flows, lambda one: one.arm),
            BUILT_IN,
            "\n## Key vault\n\n",
            _table(flows, lambda one: one.key_vault),
            "\n## Storage\n\n",
            _table(flows, lambda one: one.storage),
            STORAGE,
            LINKED_HEAD,
            "\n".join(rows),
            "\n",
        ]
    )


def _table(flows: Mapping[str, Measured], kind: Callable[[Measured], frozenset[str]]) -> str:
    used = union(kind(one) for one in flows.values())
    rows = [
        f"| `{action}` | {', '.join(name for name, one in flows.items() if action in kind(one))} |" for action in used
    ]
    return "\n".join(["| action | for |", "|---|---|", *rows, ""])
