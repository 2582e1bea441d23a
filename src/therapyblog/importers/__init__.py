"""Bringing texts in: exports of other programs, documents, folders and pasted text become files of a site folder.

One file a kind of source (`kinds.py` lists them), each behind the same small interface: it recognises a source by what
is in it, and yields `items`. What is common to all stands beside them: opening sources safely, HTML to Markdown, and
writing.
"""
