"""The stages of a build, one after the other."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress

import msgspec

from therapyblog.cache.files import Files
from therapyblog.cache.outputs import LastBuild
from therapyblog.cache.previous_build import BuildCache
from therapyblog.cache.store import Store
from therapyblog.content.options import MarkdownSettings, ReadOptions
from therapyblog.content.scan import Source, Sources
from therapyblog.diagnostics import Diagnostics
from therapyblog.errors import STILL_PUBLIC, TherapyblogError, UsageError, disk_error
from therapyblog.hosting.headers import check_header_files, header_files
from therapyblog.model.config import Config
from therapyblog.model.held import Held
from therapyblog.model.result import BuildResult
from therapyblog.model.theme import Theme
from therapyblog.output.allowed_folder import output_tree
from therapyblog.output.atomic import remove_tree
from therapyblog.output.directory_tree import PUBLIC
from therapyblog.output.manifest import ManifestEntry, still_public
from therapyblog.output.modes import open_output, open_stage
from therapyblog.output.publish import publish
from therapyblog.output.takeover import taken_over
from therapyblog.pipeline.jobs import ReadyJob, get_ready
from therapyblog.pipeline.load import Library, LoadedDocuments, read
from therapyblog.pipeline.media_files import OwnFiles
from therapyblog.pipeline.old_pictures import check_old_pictures
from therapyblog.pipeline.pictures import Smaller, check_names, find_files, stage_smaller
from therapyblog.pipeline.plan import Plan, Progress
from therapyblog.pipeline.problem_lines import once_a_line, placed
from therapyblog.pipeline.render import StagedOutput, blank_job, render, stage_assets, stage_copies
from therapyblog.pipeline.template_check import check_templates
from therapyblog.pipeline.theme_cache import theme_for
from therapyblog.pipeline.web_manifests import check_web_manifests
from therapyblog.pipeline.workers import Workers
from therapyblog.render.renderer import Renderer
from therapyblog.routes.redirects import ALIAS_IN, QueryRedirect, query_redirects
from therapyblog.routes.route import Route
from therapyblog.routes.routing import route
from therapyblog.settings.placeholders import is_example, is_invented
from therapyblog.site.assemble import assemble
from therapyblog.site.cascading import without_cascading
from therapyblog.site.due import due_days
from therapyblog.site.entries import Site
from therapyblog.site.shared import Shared
from therapyblog.site.visibility import Showing, divide
from therapyblog.urls.permalinks import identity


class BuildOutcome(msgspec.Struct, frozen=True):
    """What a build led to: the result, and what to remember of it; `build` is `None` where nothing was published."""

    result: BuildResult
    build: LastBuild | None = None


class PreparedSite(msgspec.Struct, frozen=True):
    """All that a site's pages are made from, before any is rendered."""

    config: Config
    theme: Theme
    site: Site
    routes: tuple[Route, ...]
    shared: Shared
    renderer: Renderer
    files: dict[str, str]
    """`identity` of each file of the site → its address."""
    smaller: dict[str, Smaller]
    """The smaller pictures that pages offer, by their names in the output folder."""
    redirects: tuple[QueryRedirect, ...]
    """Old addresses with a query, which only rules of the server can answer."""


def prepare(
    plan: Plan,
    config: Config,
    theme: Theme,
    loaded: LoadedDocuments,
    files: Files,
    store: Store,
    diagnostics: Diagnostics,
    *,
    is_config_wrong: bool = False,
) -> PreparedSite:
    """Assemble the site from what was read, find its routes, and check their templates.

    Where a document has mistakes, what can be read of it takes part, so that all problems are reported at once.
    The same goes for the settings of the site where `is_config_wrong`. Then nothing of the result may be rendered.
    """
    documents, unread = loaded.readable, loaded.unread
    between_files = Diagnostics()
    config = _adjust(config, plan)
    showing = showing_of(plan)
    own = find_files(config, theme, plan.sources, documents, showing, files, store, between_files)
    site = assemble(
        config,
        documents,
        theme,
        between_files,
        files=own.files,
        pictures=own.pictures,
        others=own.others,
        showing=showing,
        unread=[document.path for document in unread if not document.sketch],
    )
    routes, shared = route(site, between_files)
    renderer = _renderer(theme, config, plan)
    redirects = query_redirects(site, routes, between_files)
    between_files.extend(check_header_files(config, own.files, redirects))
    between_files.extend(check_names(own.smaller, routes))
    by_path = {document.path: document for document in documents}
    between_files.extend(check_templates(routes, renderer, theme, by_path, own.files.values(), config.permalinks))
    between_files.extend(check_old_pictures(plan.folder, documents))
    pages = (page.url for page in routes)
    between_files.extend(check_web_manifests(plan.sources.files, own.files, pages))
    diagnostics.extend(without_cascading(between_files, unread, is_config_wrong=is_config_wrong))
    return PreparedSite(config, theme, site, routes, shared, renderer, own.files, own.smaller, redirects)


def build_site(plan: Plan, build_cache: BuildCache, workers: Workers, progress: Progress) -> BuildOutcome:
    """Run all stages: read, assemble, route, render, publish."""
    from therapyblog.settings.site import read_config, sketch_config  # noqa: PLC0415 - known ones are not read

    sources, options = plan.sources, plan.options
    diagnostics = Diagnostics(plan.problems)
    config = plan.config or read_config(plan.content, diagnostics)
    usable = config or sketch_config(plan.content)
    library = Library(build_cache.store)
    loaded = read(
        sources, read_options(usable), build_cache.files, build_cache.store, library, workers, progress, diagnostics
    )
    known = theme_for(usable, plan, build_cache.store, loaded, diagnostics) if usable else None
    if usable is None or known is None:
        return _refused(plan, diagnostics, tuple(divide(loaded.documents, showing_of(plan))[1]))
    theme = known.theme
    # Otherwise the workers would wait while the site is assembled here.
    workers.prepare(get_ready, lambda: _readiness(theme, usable, plan, build_cache))
    prepared = prepare(
        plan, usable, theme, loaded, build_cache.files, build_cache.store, diagnostics, is_config_wrong=config is None
    )
    held, routes = prepared.site.held, prepared.routes
    if diagnostics.forbid(strict=options.strict):
        return _refused(plan, diagnostics, held)

    output = _output(plan, build_cache)
    stage_assets(output, (*theme.assets, *header_files(prepared.config, prepared.redirects)))
    of_pages = Diagnostics()
    render(routes, prepared.shared, prepared.renderer, output, library, workers, progress, of_pages)
    own = OwnFiles(sources.files, prepared.files, prepared.config, build_cache.files, build_cache.store)
    named = (name for file in output.files.values() for name in file.files)
    address_of = {source.path: identity(file) for source, file in published_files(sources, prepared.files)}
    sizes = {identity(file): address_of[smaller.source.path] for file, smaller in prepared.smaller.items()}
    wanted = own.published(named, theme.assets, sizes, of_pages)
    copies = tuple((source, file) for source, file in published_files(sources, prepared.files) if source.path in wanted)
    stage_copies(output, copies, build_cache.files, of_pages)
    to_make = {file: smaller for file, smaller in prepared.smaller.items() if smaller.source.path in wanted}
    stage_smaller(output, to_make, build_cache.files, workers, progress, of_pages)
    workers.dismiss()
    diagnostics.extend(placed(once_a_line(of_pages), plan.folder))
    if diagnostics.forbid(strict=options.strict):
        remove_tree(output.stage)
        return _refused(plan, diagnostics, held)

    result = BuildResult(
        site=str(plan.folder),
        out=str(plan.out),
        published=True,
        problems=diagnostics.sorted(),
        pages=sum(route.file.endswith(".html") for route in routes),
        held=held,
        unnamed=tuple(sorted(source.path for source in sources.files if source.path not in wanted)),
        due=() if options.drafts or options.future else due_days(prepared.config, loaded.documents, plan.today),
    )
    made_from = {file: source.path for source, file in copies}
    made_from |= {file: smaller.source.path for file, smaller in prepared.smaller.items()}
    made_from |= {route.file: route.source.removeprefix(ALIAS_IN) for route in routes}
    result = _publish(plan, output, result, made_from)
    build = LastBuild(
        theme_folders=known.folders,
        files=output.files,
        result=_plain(result),
    )
    return BuildOutcome(result, build)


def showing_of(plan: Plan) -> Showing:
    """Return what a build shows."""
    return Showing(today=plan.today, drafts=plan.options.drafts, future=plan.options.future)


def _renderer(theme: Theme, config: Config, plan: Plan) -> Renderer:
    options = plan.options
    return Renderer(
        theme,
        site_url=config.url,
        for_disk=options.for_disk,
        allow=config.privacy_allow,
        limits=options.limits,
    )


def _readiness(theme: Theme, config: Config, plan: Plan, build_cache: BuildCache) -> ReadyJob:
    """Return the job that prepares workers for the pages of this site."""
    blank = blank_job(_renderer(theme, _adjust(config, plan), plan), build_cache.workspace.stage)
    return ReadyJob(blank=blank, language=config.language)


def _output(plan: Plan, build_cache: BuildCache) -> StagedOutput:
    """Return the output folder as it is, with an empty stage beside it."""
    stage, kept = build_cache.workspace.stage, build_cache.workspace.kept
    for folder in (stage, kept):
        remove_tree(folder)
    build_cache.workspace.make_folder(stage.parent)
    # It becomes the output folder itself, where there is none: so it has the permissions that such a one has.
    os.mkdir(stage)
    return StagedOutput(os.fspath(plan.out), stage, _past_time(), build_cache.last.files)


def _publish(plan: Plan, output: StagedOutput, result: BuildResult, made_from: Mapping[str, str]) -> BuildResult:
    """Bring the output folder to what was staged and kept, and say what that changed.

    `made_from` is output file → what it was made from: a file of the site, or words such as "the blog".
    """
    present = _paths(plan.sources)
    sources = {file: source for file, source in made_from.items() if source in present}
    wanted = {
        file: ManifestEntry(written.digest, written.size, sources.get(file, ""))
        for file, written in output.files.items()
    }
    is_public = not (plan.options.drafts or plan.options.future)
    if is_public:
        open_stage(output.stage, output.staged)
    try:
        with taken_over(plan.workspace) if plan.take_over else nullcontext() as taken:
            done = publish(plan.workspace, wanted, output.staged)
    except (UsageError, OSError) as error:
        raise _naming(plan, error, result.held) from error
    # The site is up: what fails now is no failure of the build.
    with suppress(OSError):
        if is_public:
            files, folders = output.to_open()
            open_output(plan.out, output_tree(plan.out, plan.folder, PUBLIC), files, folders)
        output.mark(output.staged.keys() - set(done.written))
        output.settle()
        remove_tree(output.stage)
    notices = [_TAKEN_OVER.format(out=plan.out)] if taken else []
    notices += [_FORMER.format(out=plan.out)] if done.former else []
    return msgspec.structs.replace(
        result,
        rendered=tuple(sorted(output.rendered)),
        written=done.written,
        removed=done.removed,
        set_aside=done.set_aside,
        unremoved=done.unremoved,
        foreign=done.foreign,
        notices=tuple(notices),
    )


_TAKEN_OVER = (
    "What lay in {out} is now in .therapyblog/aside/, with a list. No build deletes it; "
    "`therapyblog build --take-over --undo` puts it back."
)
_FORMER = (
    "{out} no longer holds .therapyblog-manifest: that list now lies in .therapyblog/. "
    "If you uploaded it, delete it on your web host: it names pages that are linked nowhere."
)


def _paths(sources: Sources) -> set[str]:
    return {source.path for source in sources.all()}


def _taken_back(held: tuple[Held, ...]) -> set[str]:
    """Return the files whose texts are on no page; what is only unlisted has its page."""
    return {document.path for document in held if document.reason != "unlisted"}


def _naming(plan: Plan, error: UsageError | OSError, held: tuple[Held, ...]) -> TherapyblogError:
    """Say what stopped a publication, and last what is still public though it was taken back."""
    stop = error if isinstance(error, TherapyblogError) else disk_error(error, plan.folder)
    public = still_public(plan.workspace, _paths(plan.sources), _taken_back(held))
    return type(stop)(f"{str(stop).rstrip('.')}. {STILL_PUBLIC} {', '.join(public)}") if public else stop


def _refused(plan: Plan, diagnostics: Diagnostics, held: tuple[Held, ...] = ()) -> BuildOutcome:
    """Return what a build comes to that publishes nothing."""
    result = BuildResult(
        site=str(plan.folder),
        out=str(plan.out),
        published=False,
        problems=diagnostics.sorted(),
        still_public=still_public(plan.workspace, _paths(plan.sources), _taken_back(held)),
        held=held,
    )
    return BuildOutcome(result)


def _plain(result: BuildResult) -> dict[str, object]:
    """Return a result as it is remembered: what it did is of no use to the next build."""
    nothing = dict.fromkeys(("rendered", "written", "removed", "set_aside", "foreign", "notices"), ())
    plain: dict[str, object] = msgspec.to_builtins(msgspec.structs.replace(result, **nothing))
    return plain


def read_options(config: Config | None) -> ReadOptions:
    """Return what reading a document depends on besides the document."""
    if config is None:
        return ReadOptions(invented=True)
    markdown = MarkdownSettings(raw_html=config.raw_html, typography=config.typography)
    return ReadOptions(
        language=config.language,
        markdown=markdown,
        ordinary_keys=config.ordinary_keys,
        invented=is_invented(config.url),
        unaddressed=is_example(config.url),
    )


def _adjust(config: Config, plan: Plan) -> Config:
    """Apply what the caller asked for over what the settings say."""
    url = plan.options.base_url
    return msgspec.structs.replace(config, url=url) if url else config


def published_files(sources: Sources, files: dict[str, str]) -> Iterator[tuple[Source, str]]:
    """Yield the site's own files that are published, with their names in the output folder."""
    for source in sources.files:
        name = identity(source.path)
        if name in files:
            yield source, files[name][1:]


def _past_time() -> int:
    """Return a time a few seconds ago (ns), in whole pairs of seconds as the coarsest file system counts them."""
    return (int(time.time()) - 4) // 2 * 2 * 10**9
