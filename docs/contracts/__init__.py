"""The contracts of messages and events, as JSON Schema with an example each: `make contracts` writes them anew."""
