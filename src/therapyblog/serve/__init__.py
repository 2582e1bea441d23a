"""The preview: a site folder → a site in the browser that is updated at every save.

    watcher ─▶ preview ─▶ session ─▶ app ─▶ browser
    saved      pages      one at     HTTP
    files                 a time

`preview.py` is a build without an output folder: it uses the functions of the build to read, assemble and render, but
keeps the site in memory (`pages.py`) and renders a page when it is requested. So a draft cannot reach `public/`, a
build at the same time is not disturbed, and open pages come first. `snapshot.py` finds out what changed,
`preview_cache.py` stores the documents that were read for the next preview.

`app.py` answers requests that `host_check.py` lets through, on the port that `server.py` found; `inject.py` adds the
script of the preview to a page, `events.py` has the messages to that script, `page_info.py` the content of its bar.
"""
