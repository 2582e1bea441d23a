"""The desk: a page in the browser in which a site is written, seen and published.

    browser ──▶ request_check ──▶ app ──▶ calls ──▶ documents, sites, imports …
       ▲        host, origin,     JSON    a table:  each a function of the open site (or of the desk)
       │        token                     by name   and a request, that returns an answer
       └──────────── events ◀── workspace: the open site, its preview, who wrote what

There are two servers on this computer, each with an origin of its own. The desk's (`app.py`) can read and write. The
preview's (`frame.py`) only shows pages, which may hold scripts of somebody else: they stand in a frame with an origin
that is nobody's, and know nothing by which the desk would answer them.
"""
