"""Answers over HTTP: what was asked, and whom the test is rung for."""

import json
import os
import socket

import azure.functions as func

app = func.FunctionApp()


def ring(body: str) -> str:
    """Tell the test of a run; return its answer, or fail as it says."""
    with socket.create_connection(("127.0.0.1", int(os.environ["PHONE"]))) as line, line.makefile("rw") as talk:
        print(json.dumps({"pid": os.getpid(), "body": body}), file=talk, flush=True)
        order: dict[str, str] = json.loads(talk.readline())
    if "fail" in order:
        raise RuntimeError(order["fail"])
    return order["answer"]


@app.route("echo/{name}/{count:int?}", methods=["GET", "POST"], auth_level=func.AuthLevel.ANONYMOUS)
def echo(req: func.HttpRequest) -> func.HttpResponse:
    """Return what came in, with a status, a header and a cookie of our own."""
    said = {
        "method": req.method,
        "path": req.url.partition("/api")[2],
        "params": dict(req.route_params),
        "query": dict(req.params),
        "greeting": req.headers.get("X-Greeting"),
        "body": req.get_body().decode(),
    }
    response = func.HttpResponse(json.dumps(said), status_code=201, mimetype="application/json")
    response.headers["X-Reply"] = "hello"
    response.headers.add("Set-Cookie", "visited=yes; Path=/; HttpOnly; SameSite=Lax; Max-Age=60")
    return response


@app.route("plain", methods=["GET"])
async def plain(req: func.HttpRequest) -> str:
    """Return a text."""
    return f"hello {req.params.get('who', 'you')}"


@app.route("phone", auth_level=func.AuthLevel.ADMIN)
def phone(req: func.HttpRequest) -> str:
    """Let the test answer."""
    return ring(req.method)


@app.event_grid_trigger(arg_name="event")
def noticed(event: func.EventGridEvent) -> None:
    """Tell the test of an event in Event Grid's schema."""
    ring(f"{event.event_type} {event.id}")


@app.event_grid_trigger(arg_name="event")
def in_the_cloud(event: func.CloudEvent) -> None:
    """Tell the test of an event in the CloudEvents schema."""
    ring(f"{event.type} {event.id}")
