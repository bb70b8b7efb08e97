"""Embeddings in the files of other programs, read and written.

`poincare.embeddings.formats.files` reads and writes; each other module is one kind of file.
Nothing is unpickled.
"""
