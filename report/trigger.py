"""When the report is asked for: GET /api/report with a function key; a browser gets a page, all others JSON."""

import azure.functions as func

from report.answer import answered

blueprint = func.Blueprint()


@blueprint.route(trigger_arg_name="request", route="report", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def report(request: func.HttpRequest) -> func.HttpResponse:
    """Answer with the report: `format` is html or json; without it, what the Accept header prefers."""
    return answered(request.params.get("format"), request.headers.get("Accept", ""))
