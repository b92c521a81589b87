"""What is said and what may be sent, as types: they read the JSON, and the OpenAPI is made of them.

Descriptions are marked for translation and kept in English; `openapi` says them in the reader's language.
"""
