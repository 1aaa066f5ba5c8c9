"""All errors the simulator gives by itself, and what stands behind each: what is not known of Azure is written here."""

from collections import Counter
from collections.abc import Mapping

from local_stack.simulator.entra_errors import ENTRA
from local_stack.simulator.errors import GATEWAY, PAGES, SERVICE, ErrorForm
from local_stack.simulator.key_vault_errors import KEY_VAULT
from local_stack.simulator.restore_errors import RESTORE
from local_stack.simulator.vault_errors import VAULT

BY_AUTHOR: Mapping[str, Mapping[str, ErrorForm]] = {
    "Resource Manager": GATEWAY | PAGES,
    "Azure Backup": SERVICE | RESTORE | VAULT,
    "Key Vault": KEY_VAULT,
    "Entra ID": ENTRA,
}


def error_table() -> str:
    """Write one line for each error: evidence, author, status, code, message; the last line counts the evidence."""
    rows = [(author, form) for author, forms in BY_AUTHOR.items() for form in forms.values()]
    lines = [
        f"{form.evidence:10} {author:16} {form.status} {form.code:52} {' '.join(form.message.split())}"
        for author, form in sorted(rows, key=lambda row: (row[1].evidence, row[0], row[1].status, row[1].code))
    ]
    counts = Counter(form.evidence for _, form in rows)
    told = ", ".join(f"{counts[evidence]} {evidence}" for evidence in ("recorded", "documented", "invented"))
    return "\n".join([*lines, f"{len(rows)} errors: {told}", ""])
