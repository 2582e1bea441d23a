"""Where a site is published to: the `[publish.NAME]` of `therapyblog.toml`, checked and chosen."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from therapyblog.errors import TherapyblogError, UsageError
from therapyblog.model.codec import digest, encode
from therapyblog.model.config import Config, DestinationSetting
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.publishing.file_host import FileHostPublisher
from therapyblog.publishing.host import Context, Host, SecretRefused

NEEDED = {
    "folder": ("folder",),
    "zip": ("folder",),
    "sftp": ("host", "user", "folder"),
    "ftps": ("host", "user", "folder"),
    "git": ("repository", "branch"),
    "s3": ("endpoint", "bucket", "user"),
    "netlify": ("project",),
    "cloudflare": ("account", "project"),
}
"""Way → the settings that it cannot do without."""
ALLOWED = {
    "folder": (),
    "zip": (),
    "sftp": ("port", "host_key", "key_file"),
    "ftps": ("port",),
    "git": ("user",),
    "s3": ("region", "folder"),
    "netlify": (),
    "cloudflare": (),
}
"""Way → what else it reads, besides `way`, `default` and `url`."""
MODULES = {
    "folder": "folder",
    "zip": "zip_file",
    "sftp": "sftp",
    "ftps": "ftps",
    "git": "git_branch",
    "s3": "s3",
    "netlify": "netlify",
    "cloudflare": "cloudflare",
}


class SettingsError(TherapyblogError):
    """The settings of a destination are wrong."""


def choose(config: Config, name: str) -> DestinationSetting:
    """Return the destination of this name, or the default one; raises `UsageError` or `SettingsError`."""
    destinations = config.destinations
    if not destinations:
        raise UsageError("this site has no place to be published to yet. Add one: therapyblog publish --setup")
    if name and name not in destinations:
        raise UsageError(f"there is no [publish.{name}] in {SETTINGS_FILE}; there is: {', '.join(destinations)}")
    defaults = [destination for destination in destinations.values() if destination.default]
    if not name and len(destinations) > 1 and len(defaults) != 1:
        listed = " or ".join(f"--to {other}" for other in destinations)
        raise UsageError(
            f"there are several places to publish to. Say which: {listed}; or write `default = true` below one"
        )
    destination = destinations[name] if name else (defaults or list(destinations.values()))[0]
    _check(config, destination)
    return destination


def _check(config: Config, destination: DestinationSetting) -> None:
    way, section = destination.way, f"publish.{destination.name}"
    needed, allowed = NEEDED[way], ("way", "default", "url", *NEEDED[way], *ALLOWED[way])
    missing = [setting for setting in needed if not getattr(destination, setting)]
    if missing:
        lines = " and ".join(f'`{setting} = "…"`' for setting in missing)
        raise SettingsError(f"{config.place(section)}: for {way}, [{section}] needs {lines}")
    written = {setting.rpartition(".")[2] for setting in config.places if setting.startswith(f"{section}.")}
    if unread := sorted(written.difference(allowed)):
        place = config.place(f"{section}.{unread[0]}")
        raise SettingsError(f"{place}: `{unread[0]}` means nothing for {way}: take it out")


def public_address(config: Config, destination: DestinationSetting) -> str:
    """Return the address that the site has at a destination."""
    return destination.url or config.url


def destination_digest(destination: DestinationSetting, address: str) -> str:
    """Return what stands for a destination: whatever changes where the site goes changes it, its name does not."""
    plain = {name: getattr(destination, name) for name in destination.__struct_fields__}
    del plain["name"], plain["default"]
    return digest(encode([plain, address])).hex()


def in_words(destination: DestinationSetting) -> str:
    """Return where a destination leads, for a person."""
    target = destination
    match target.way:
        case "folder" | "zip":
            return f"{target.way} {target.folder}"
        case "sftp" | "ftps":
            port = f":{target.port}" if target.port else ""
            return f"{target.way}://{target.user}@{target.host}{port}/{target.folder.lstrip('/')}"
        case "git":
            return f"branch {target.branch} of {target.repository}"
        case "s3":
            below = f"/{target.folder.strip('/')}" if target.folder.strip("/") else ""
            return f"bucket {target.bucket}{below} at {target.endpoint}"
        case _:
            account = f" of account {target.account}" if target.account else ""
            return f"{target.way} {target.project}{account}"


def secret_name(destination: DestinationSetting) -> str:
    """Return the name that a destination's secret is kept under: by way, host and user, never by its own name.

    So that a settings file which names another server cannot send the secret there.
    """
    target = destination
    host = target.host or target.repository or target.endpoint or target.account or target.project
    port = f":{target.port}" if target.port else ""
    return f"{target.way} {target.user}@{host}{port}"


def connect(site: Path, destination: DestinationSetting, context: Context) -> Host:
    """Connect to a destination; raises `HostError`. A secret that is refused there is forgotten."""
    module = import_module(f"therapyblog.publishing.hosts.{MODULES[destination.way]}")
    try:
        host = module.connect(site, destination, context)
    except SecretRefused:
        context.forget()
        raise
    return host if hasattr(host, "look") else FileHostPublisher(host, context.wait)
