"""Policies are listed, copied, changed with and without VMs under them, and deleted."""

from conformance.azure_cli.names import NEW_VAULT, item, job, shown
from conformance.pattern import Keep, Pattern, Some
from conformance.stories import Story, Vm, az

_DAILY = {
    "backupManagementType": "AzureIaasVM",
    "schedulePolicy": {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily"},
    "retentionPolicy": {"dailySchedule": {"retentionDuration": {"count": 30, "durationType": "Days"}}},
    "instantRpRetentionRangeInDays": 2,
    "timeZone": "UTC",
}

_AT = "2026-11-22T02:00:00Z"
_HOURLY = f"""{{"properties": {{
  "backupManagementType": "AzureIaasVM", "policyType": "V2", "timeZone": "W. Europe Standard Time",
  "instantRpRetentionRangeInDays": 7,
  "schedulePolicy": {{"schedulePolicyType": "SimpleSchedulePolicyV2", "scheduleRunFrequency": "Hourly",
    "hourlySchedule": {{"interval": 4, "scheduleWindowStartTime": "{_AT}", "scheduleWindowDuration": 12}}}},
  "retentionPolicy": {{"retentionPolicyType": "LongTermRetentionPolicy",
    "dailySchedule": {{"retentionTimes": ["{_AT}"], "retentionDuration": {{"count": 60, "durationType": "Days"}}}}}}
}}}}"""

_NEW = "--backup-management-type AzureIaasVM --policy"
_WEEKLY_SCHEDULE = {"scheduleRunFrequency": "Weekly", "scheduleRunDays": ["Sunday"]}


def _named(*names: str) -> Pattern:
    return [{"name": name} for name in names]


def _policy(**properties: Pattern) -> Pattern:
    return {"type": "Microsoft.RecoveryServices/vaults/backupPolicies", "properties": properties}


POLICY = Story(
    "policy",
    (
        az("backup vault create -g backup -n az-policy -l westeurope", NEW_VAULT),
        az("backup policy list $vault", _named("DefaultPolicy", "EnhancedPolicy", "HourlyLogBackup")),
        az("backup policy list $vault --backup-management-type AzureIaasVM", _named("DefaultPolicy", "EnhancedPolicy")),
        az("backup policy list $vault --workload-type VM --policy-sub-type Enhanced", _named("EnhancedPolicy")),
        az("backup policy get-default-for-vm $vault", _policy(**_DAILY), file="daily.json"),
        az(f"backup policy create $vault -n daily {_NEW} daily.json", _policy(**_DAILY)),
        az(
            f"backup policy create $vault -n hourly {_NEW} hourly.json",
            _policy(policyType="V2") | {"id": Keep("hourly")},
        ),
        az(
            f"backup policy create $vault -n wrong {_NEW} wrong.json",
            exit_code=1,
            says="BMSUserErrorInvalidPolicyInput",
        ),
        az(
            "backup policy show $vault -n hourly",
            _policy(
                protectedItemsCount=0,
                schedulePolicy={"hourlySchedule": {"interval": 4, "scheduleWindowDuration": 12}},
                retentionPolicy={"dailySchedule": {"retentionDuration": {"count": 60, "durationType": "Days"}}},
            ),
            file="shown.json",
        ),
        az("backup policy set $vault -n hourly --policy shown.json", _policy(policyType="V2") | {"id": "$hourly"}),
        az("backup policy set $vault -n daily --policy weekly.json", _policy(schedulePolicy=_WEEKLY_SCHEDULE)),
        az("backup protection enable-for-vm $vault --vm $vms/policy01 -p daily", job("ConfigureBackup", "policy01")),
        az("backup policy show $vault -n daily", _policy(protectedItemsCount=1)),
        az(
            "backup policy list-associated-items $vault -n daily --backup-management-type AzureIaasVM",
            [item(friendlyName="policy01")],
        ),
        az("backup policy set $vault -n daily --policy daily.json", ...),
        az("backup policy show $vault -n daily", _policy(**_DAILY)),
        az("backup job list $vault --operation ConfigureBackup", Some(job("ConfigureBackup", "policy01"))),
        az("backup policy delete $vault -n daily", exit_code=1, says="BMSUserErrorPolicyObjectInUse"),
        az(
            "backup item set-policy $vault -c policy01 -n policy01 -p hourly --yes"
            " --backup-management-type AzureIaasVM",
            job("ConfigureBackup", "policy01"),
        ),
        az(shown("policy01"), item(policyId="$hourly", policyName="hourly")),
        az("backup policy delete $vault -n daily"),
        az("backup policy show $vault -n daily", exit_code=3, says="PolicyNotFound"),
    ),
    vms=(Vm("policy01"),),
    files={
        "hourly.json": _HOURLY,
        "wrong.json": _HOURLY.replace('"interval": 4', '"interval": 5'),
        "weekly.json": f"""{{"properties": {{
  "backupManagementType": "AzureIaasVM", "timeZone": "UTC", "instantRpRetentionRangeInDays": 5,
  "schedulePolicy": {{"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Weekly",
    "scheduleRunDays": ["Sunday"], "scheduleRunTimes": ["{_AT}"]}},
  "retentionPolicy": {{"retentionPolicyType": "LongTermRetentionPolicy", "weeklySchedule": {{
    "daysOfTheWeek": ["Sunday"], "retentionTimes": ["{_AT}"],
    "retentionDuration": {{"count": 8, "durationType": "Weeks"}}}}}}
}}}}""",
    },
)
