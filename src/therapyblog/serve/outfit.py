"""The settings and the theme of a site: content of the settings file → both, loaded again only where they changed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from therapyblog.content.site_settings import read_config, sketch_config
from therapyblog.memo.builds import Look, folders_snapshot
from therapyblog.model.config import Config
from therapyblog.model.problems import Problem
from therapyblog.model.theme import Theme
from therapyblog.serve.ground import Ground, starts_of
from therapyblog.theme.loading import load_theme, theme_folders


class Settings(msgspec.Struct, frozen=True):
    """The settings file as it was read; `config` is `None` where it has mistakes."""

    content: bytes
    config: Config | None
    sketch: Config | None
    """The settings without those that are wrong, for the checks between files; `None` where they say too little."""
    problems: tuple[Problem, ...]


class Outfit:
    """What a site is dressed in."""

    def __init__(self, folder: Path, folders: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self.folders = folders or (str(folder / "theme"), str(folder / "themes"))
        """Every folder that the look comes from, or where an override could yet appear."""
        self.theme: Theme | None = None
        """As it was last loaded."""
        self._settings: Settings | None = None
        self._key: tuple[bytes, Look] | None = None
        self._problems: tuple[Problem, ...] = ()

    def read_settings(self, content: bytes) -> Settings:
        """Return the settings and what is wrong with them."""
        if self._settings is None or self._settings.content != content:
            config, problems = read_config(content)
            self._settings = Settings(content, config, config or sketch_config(content), problems)
        return self._settings

    def load_theme(
        self, config: Config, ground: Ground, doubted: Collection[str]
    ) -> tuple[Ground, tuple[Problem, ...]]:
        """Load the theme where the settings or one of its files changed; an equal theme stays the one that it was.

        Returns the ground, with another look where the theme has other folders now, and what is wrong with the theme.
        """
        ours = starts_of(self.folders)
        key = (ground.content, ground.look)
        if self._key != key or any(path.startswith(ours) for path in doubted):
            theme, self._problems = load_theme(config, self._folder)
            self.theme = self.theme if theme == self.theme else theme
            folders = theme_folders(config, self._folder)
            if folders != self.folders:
                self.folders = folders
                ground = msgspec.structs.replace(ground, look=folders_snapshot(folders))
            self._key = (ground.content, ground.look)
        return ground, self._problems
