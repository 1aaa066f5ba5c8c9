"""Rings the test for every message, and does what the test says."""

import json
import os
import socket
import sys

import azure.functions as func

QUEUE = os.environ["QUEUE"]

app = func.FunctionApp()


@app.queue_trigger(arg_name="message", queue_name=QUEUE, connection="AzureWebJobsStorage")
@app.queue_output(arg_name="answer", queue_name=f"{QUEUE}-answers", connection="AzureWebJobsStorage")
def phone(message: func.QueueMessage, answer: func.Out[str]) -> None:
    """Ask the test what to do; its process may die while we wait."""
    with socket.create_connection(("127.0.0.1", int(os.environ["PHONE"]))) as line, line.makefile("rw") as talk:
        print(json.dumps({"pid": os.getpid(), **message.to_dict()}), file=talk, flush=True)
        order = json.loads(talk.readline())
    match order:
        case {"answer": text}:
            answer.set(text)
        case {"fail": reason}:
            raise RuntimeError(reason)
        case {"exit": code}:
            sys.exit(code)
