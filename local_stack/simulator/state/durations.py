"""How long things take: drawn between the shortest and the longest duration seen in real recordings."""

import random
from datetime import timedelta
from typing import NamedTuple


class Seen(NamedTuple):
    """What 2017-2024 recordings show, in simulated seconds."""

    shortest: float
    median: float
    longest: float


# From the timings of the azure-cli recordings; each line names how many runs stand behind it.
SEEN = {
    "refresh": Seen(11, 13, 30),  # 49, POST refreshContainers until 204
    "enable": Seen(2, 33, 114),  # 107, PUT protectedItem until Succeeded
    "stop": Seen(1, 11, 13),  # 9, job DisableBackup
    "delete": Seen(11, 112, 286),  # 80, DELETE protectedItem until Succeeded
    "soft delete": Seen(11, 11, 11),  # 1, job DeleteBackupData of soft_delete_and_undelete.json
    "undelete": Seen(2, 11, 11),  # 3, job Undelete
    "edit policy": Seen(2, 33, 114),  # none: the jobs are those of enable, which 107 show
    "accept backup": Seen(0, 2, 7),  # 37, POST backup until Succeeded: the job has started
    "backup job": Seen(924, 2477, 9078),  # 37
    "accept restore": Seen(0, 2, 11),  # 33, POST restore until Succeeded: the job has started
    "restore disks": Seen(68, 1207, 3727),  # 23, job "Recover disks"
    "restore disks from snapshot": Seen(68, 70, 73),  # 2, restore_disks and restore_disk_exclusion_lun_list.json
    "restore vm": Seen(133, 136, 152),  # 4, job "Recover VM to an alternate location"
    "replace disks": Seen(1390, 1390, 1390),  # 1, job "Replace disks"
    "cancel": Seen(2, 5, 10),  # none: nothing recorded shows how long a job is Cancelling
    "validate": Seen(2, 5, 10),  # none: nothing recorded shows how long it takes
    # The moment in the scripts (`Sequence`) is 5 and 10 s after the start; 8 s after it one still ran.
    "provision": Seen(5, 10, 34),  # 2, POST provisionInstantItemRecovery until Succeeded
    "revoke": Seen(8, 11, 14),  # 1, running after 8 s and gone after 14
    "vault": Seen(0, 1, 61),  # a handful, PUT, PATCH, DELETE of a vault until Succeeded
}

# Take Snapshot took 457 s of the 2471 s of the recorded run in job_polling_backup.json.
SNAPSHOT_SHARE = 0.185

# A restore's transfer was over after 35 of 69 s from the snapshot; from the vault it ran on after 30 of 36 min
# (restore_disks.json).
TRANSFER_SHARE = {"snapshot": 0.5, "vault": 0.95}


class Durations:
    """Draw durations that have the recorded extremes and the recorded median.

    The same seed draws the same durations; without one every run differs.
    """

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible timings, no secret

    def draw(self, what: str) -> timedelta:
        """Draw the duration of one run of `what`, a key of SEEN."""
        seen = SEEN[what]
        place = self._random.random() * 2
        low, high = (seen.shortest, seen.median) if place < 1 else (seen.median, seen.longest)
        return timedelta(seconds=_between(low, high, place % 1))

    def draw_megabytes(self) -> int:
        """Draw the size of a backup; the recorded one was 11390 MB."""
        return self._random.randint(2_000, 40_000)


def _between(low: float, high: float, place: float) -> float:
    """Go from low to high geometrically: long runs are rarer than short ones."""
    return float((low + 1) * ((high + 1) / (low + 1)) ** place - 1)
