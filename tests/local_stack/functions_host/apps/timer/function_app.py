"""Rings the test whenever its timer fires."""

import json
import os
import socket
import time

import azure.functions as func

app = func.FunctionApp()
repeated = app.retry(strategy="fixed_delay", max_retry_count=os.environ.get("RETRIES", "0"), delay_interval="00:00:00")


@app.timer_trigger(arg_name="timer", schedule="%SCHEDULE%", run_on_startup="AT_START" in os.environ)
@repeated
def tick(timer: func.TimerRequest, context: func.Context) -> None:
    """Ask the test how to end."""
    retry = context.retry_context
    failure = retry.rpc_exception  # type: ignore[attr-defined] # azure.functions calls it otherwise
    said = {
        "pid": os.getpid(),
        "past_due": timer.past_due,
        "status": timer.schedule_status,  # type: ignore[attr-defined] # azure.functions does not declare it
        "retry": retry.retry_count,
        "failure": failure and failure.message,
        "time": time.time(),
    }
    with socket.create_connection(("127.0.0.1", int(os.environ["PHONE"]))) as line, line.makefile("rw") as talk:
        print(json.dumps(said), file=talk, flush=True)
        order = json.loads(talk.readline())
    if "fail" in order:
        raise RuntimeError(order["fail"])
