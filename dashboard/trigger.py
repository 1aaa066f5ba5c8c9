"""When somebody looks: GET /api/dashboard; a browser gets a page, all others JSON.

POST is the page's form where scripts are off: a form that GETs would put the filter in the place of the key.
"""

import os
from http import HTTPStatus

import azure.functions as func

from dashboard.sign_in import level, may_look

blueprint = func.Blueprint()


@blueprint.route(trigger_arg_name="request", route="dashboard", methods=["GET", "POST"], auth_level=level(os.environ))
def dashboard(request: func.HttpRequest) -> func.HttpResponse:
    """Answer with what there is to see: `format` is html or json; `vm` and `state` choose VMs."""
    from dashboard.answer import answered  # noqa: PLC0415 - a cold start that backs up need not know how it is shown

    return (
        answered(request) if may_look(request, os.environ) else func.HttpResponse(status_code=HTTPStatus.UNAUTHORIZED)
    )
