"""Requests and answers held against Microsoft's OpenAPI documents.

The documents are Swagger 2.0 with discriminators across files; no maintained Python validator follows these, so
jsonschema does the validation, and schemas.py writes the documents' definitions as JSON Schema.
"""
