"""What a refusal for want of a role means: of the app's identity a fault, of a person's that they cannot look there."""

from vmbackup.doctor.finding import Finding, State, wrong
from vmbackup.doctor.patient import Patient

ASSIGN = "az role assignment create --assignee {who} --role '{role}' --scope {scope}"


def denied(meaning: str, scope: str, patient: Patient, *, work: str, look: str = "") -> Finding:
    """Return what it means, and the role to give at the scope: one to work there, for the app, or one to look."""
    if patient.is_by_app:
        mend = ASSIGN.format(who=patient.assignee, role=work, scope=scope)
        return wrong(meaning, f"{mend}. A new assignment takes minutes to work.")
    person = patient.identity.object_id if patient.identity else ""
    mend = f"To look there yourself: {ASSIGN.format(who=person, role=look, scope=scope)}" if look else ""
    return Finding(State.SKIPPED, f"{meaning} That is to you: the app may be allowed.", mend)
