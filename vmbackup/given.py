"""What people type, read: times, durations, tags, recovery points, vaults."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import typer

from shared.arm_ids import VAULT, VaultId, parts_of_vault, same
from shared.settings import Settings
from vmbackup.exits import Wrong

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
DAY = 1440  # minutes


def moment(text: str) -> str:
    """Read a time, local where it has no zone; return it as messages have it, in UTC."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text} is no time; write 2026-11-23, or '2026-11-23 18:30'") from None


def seconds(text: str) -> float:
    """Read a duration: 90s, 30m, 2h, 7d; a bare number is seconds."""
    found = re.fullmatch(r"(?a)(\d{1,7}(?:\.\d+)?)([smhd]?)", text.strip())
    if not found:
        raise typer.BadParameter(f"{text} is no duration; write 90s, 30m, 2h or 7d")
    return float(found[1]) * UNITS[found[2] or "s"]


def ahead(text: str, now: datetime) -> str:
    """Read until when a backup is kept: a time, or a duration from now; raise Wrong if it ends before tomorrow."""
    examples = "Write 90d or 2026-12-31, say."
    try:
        lasts = re.fullmatch(r"(?a)\d+[smhd]", text)
        until = moment((now + timedelta(seconds=seconds(text))).isoformat() if lasts else text)
        is_near = datetime.fromisoformat(until).astimezone().date() <= now.astimezone().date()
    except (typer.BadParameter, ValueError, OverflowError):
        raise Wrong(f"--retain {text} is no time to come", examples, field="--retain") from None
    if is_near:
        raise Wrong(f"--retain {text} ends before tomorrow", examples, field="--retain")
    return until


def minutes(text: str | None) -> float | None:
    """Read a window, in minutes of a day at most."""
    if text is None:
        return None
    if not re.fullmatch(r"(?a)\d{1,4}(\.\d+)?", text) or float(text) > DAY:
        problem = f"--window {text} is no number of minutes from 0 to {DAY}"
        raise Wrong(problem, "Write --window 30, say; 0 is at once.", field="--window")
    return float(text)


def tag(text: str | None) -> dict[str, str] | None:
    """Read a tag, name=value."""
    if text is None:
        return None
    name, is_one, value = text.partition("=")
    if not (is_one and name):
        raise Wrong(f"{text} is no tag", "Write --tag name=value.", field="--tag")
    return {name: value}


def point(name: str | None, before: str | None) -> str | dict[str, str] | None:
    """Return the recovery point that is meant, as messages have it: None is the newest."""
    if name and before:
        raise Wrong("--point and --before name two recovery points", "Name one of them.")
    return {"before": before} if before else name


def vault(text: str | None, settings: Settings) -> VaultId | None:
    """Return the vault that is meant, by its id or as the name of a configured one; else the usual one."""
    if text is None:
        return settings.default_vault_id
    if re.search(VAULT, text):
        return text
    found = [known for known in vaults(settings) if same(parts_of_vault(known).name, text)]
    if len(found) != 1:
        names = ", ".join(parts_of_vault(known).name for known in vaults(settings)) or "none"
        raise Wrong(
            f"{text} is {'the name of several vaults' if found else 'no configured vault'} (configured: {names})",
            "Write the vault's ARM id: az backup vault show --query id.",
            field="--vault",
        )
    return found[0]


def vaults(settings: Settings) -> Sequence[VaultId]:
    """Return all configured vaults, the usual one first."""
    usual = [settings.default_vault_id] if settings.default_vault_id else []
    return list({vault_id.casefold(): vault_id for vault_id in [*usual, *settings.rules.vaults]}.values())


def some(**fields: object) -> dict[str, object]:
    """Return the fields of a message that were given."""
    return {name: value for name, value in fields.items() if value is not None}
