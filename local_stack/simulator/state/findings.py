"""A refusal in the words of a validation."""

from local_stack.simulator.errors import ERRORS, Refusal
from local_stack.simulator.restore_errors import RESTORE
from local_stack.simulator.state.runs import Finding, Json, OperationError

_FORMS = ERRORS | RESTORE


def finding(refusal: Refusal) -> Finding:
    """Say what a request would be refused for, and what to do about it."""
    form = refusal.form(_FORMS)
    return Finding(form.code, form.message, [form.remedy] if form.remedy else [])


def error_detail(refusal: Refusal) -> Json:
    """Say it as a failed job does; the number that Azure has for it is not known."""
    found = finding(refusal)
    return {
        "errorCode": 0,
        "errorTitle": found.code,
        "errorString": found.message,
        "recommendations": found.recommendations,
    }


def operation_error(refusal: Refusal) -> OperationError:
    """Say it as a failed operation does."""
    found = finding(refusal)
    return OperationError(found.code, found.message)
