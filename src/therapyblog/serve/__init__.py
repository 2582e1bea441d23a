"""The preview: a site folder → a site in the browser that follows what is written.

    watcher ─▶ preview ─▶ session ─▶ app ─▶ browser
    saved      pages      one at     HTTP
    files                 a time

`preview.py` is a build without an output folder: it reads, assembles, keys and draws by the functions of the build, but
keeps the site in memory (`pages.py`) and draws a page when somebody looks at it. So a draft cannot reach `public/`, a
build beside it is not disturbed, and what is looked at comes first. `snapshot.py` says what changed since the last
look, `preview_cache.py` keeps what was read for the next preview.

`app.py` answers requests that `host_check.py` lets through, on the port that `server.py` found; `inject.py` adds the
script of the preview to a page, `events.py` is what that script is told, `page_info.py` what its bar says.
"""
