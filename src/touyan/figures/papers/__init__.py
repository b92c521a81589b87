"""Briefs as Word and PDF: the layout of a town's documents, the template language, what is read back.

No module here knows the database: bytes and numbers come in, bytes and paragraphs go out.
"""
