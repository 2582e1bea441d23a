"""The preview: a site folder → a site in the browser that follows what is written.

    watching ─▶ preview ─▶ session ─▶ app ─▶ browser
    saved files  pages     one at a time  HTTP

`preview.py` walks the same stages as a build but writes no output folder: it keeps the charted site in memory and draws
a page when somebody looks at it; `shelf.py`, `outfit.py` and `pages.py` hold what it knows. So a draft cannot reach
`public/`, a build beside it is not disturbed, and what is looked at comes first.
"""
