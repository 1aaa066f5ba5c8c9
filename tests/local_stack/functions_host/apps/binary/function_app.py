"""Gives back the bytes it is given."""

import os

import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(
    arg_name="message", queue_name="%QUEUE%", connection="AzureWebJobsStorage", data_type=func.DataType.BINARY
)
@app.queue_output(arg_name="answer", queue_name=os.environ["QUEUE"] + "-answers", connection="AzureWebJobsStorage")
def copy(message: func.QueueMessage, answer: func.Out[bytes]) -> None:
    """Copy the message."""
    answer.set(message.get_body())
