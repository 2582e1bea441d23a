"""Setting up a destination: the few questions of its way, and the section of `therapyblog.toml` that comes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from therapyblog.api import settings_content
from therapyblog.errors import UsageError
from therapyblog.model.config import DestinationSetting
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.output.directory_tree import Tree
from therapyblog.settings.nodes import Node
from therapyblog.settings.site_fields import PUBLISH
from therapyblog.settings.types import Wrong


class Question(NamedTuple):
    """A question for one setting."""

    setting: str
    words: str
    default: str = ""
    optional: bool = False


WAYS = {
    "sftp": "a web host with SFTP (most shared hosts)",
    "ftps": "a web host with FTPS",
    "git": "GitHub, GitLab or Codeberg Pages",
    "netlify": "Netlify",
    "cloudflare": "Cloudflare",
    "s3": "Amazon S3, or what speaks its language",
    "folder": "a folder on this computer",
    "zip": "a zip file",
}
_SERVER = (
    Question("host", "Name of the server, as your host names it"),
    Question("user", "Your user name there"),
    Question("folder", "The folder there that visitors see", "public_html"),
    Question("port", "The number of its port, if your host names one", optional=True),
)
QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "sftp": (*_SERVER, Question("key_file", "A file with your private key, if you have one", optional=True)),
    "ftps": _SERVER,
    "git": (
        Question("repository", "The https address of the repository"),
        Question("branch", "The branch that is shown", "pages"),
    ),
    "netlify": (Question("project", "The name of the site at Netlify"),),
    "cloudflare": (
        Question("account", "The number of your account (Account ID)"),
        Question("project", "The name of the Worker that shows the site"),
    ),
    "s3": (
        Question("endpoint", "The https address of the S3 server", "https://s3.amazonaws.com"),
        Question("region", "The region", "us-east-1"),
        Question("bucket", "The bucket"),
        Question("user", "The access key"),
    ),
    "folder": (Question("folder", "The folder"),),
    "zip": (Question("folder", "The zip file to write"),),
}


def wrong_answer(setting: str, answer: str) -> str:
    """Return why an answer cannot be this setting, with the way out; empty where it can."""
    node = Node(int(answer) if setting == "port" and answer.isdecimal() else answer)
    try:
        PUBLISH[setting].kind(node)  # type: ignore[operator]  # a kind of value
    except Wrong as error:
        return f"{error.says if error.says.startswith('“') else f'“{answer}” {error.says}'}; {error.fix}"
    return ""


def section(name: str, answers: Mapping[str, str], *, default: bool) -> str:
    """Return the section of a destination, as TOML."""
    lines = [f"{setting} = {_written(setting, value)}" for setting, value in answers.items() if value]
    lines += ["default = true"] if default else []
    return f"\n[publish.{name}]\n" + "\n".join(lines) + "\n"


def _written(setting: str, text: str) -> str:
    return text if setting == "port" else msgspec.json.encode(text).decode()


def write_section(site: Path, setting: DestinationSetting, answers: Mapping[str, str], *, default: bool) -> None:
    """Add the section to the site's settings; every other byte stays. Raises `UsageError` where it is there."""
    content = settings_content(site)
    if re.search(rf"^\s*\[publish\.{re.escape(setting.name)}\]", content.decode("utf-8", "replace"), re.MULTILINE):
        raise UsageError(
            f"{SETTINGS_FILE} has a [publish.{setting.name}] already. Change it there, or choose another name."
        )
    end = b"" if content.endswith(b"\n") or not content else b"\n"
    Tree(site).write(SETTINGS_FILE, content + end + section(setting.name, answers, default=default).encode())
