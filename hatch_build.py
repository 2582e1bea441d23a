"""Put the compiled templates of the shipped themes into the wheel, where `therapyblog/render/ready.py` finds them."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class CompiledTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every template of `themes/` under each name by which the shipped themes know it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files; an editable install has none, so that whoever edits a template sees the change at once."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT / "src"))
        from therapyblog.render.ready import INDEX, key_of, made_by  # noqa: PLC0415 - only once it can be found
        from therapyblog.render.templates import translated  # noqa: PLC0415 - see above

        self.folder = tempfile.TemporaryDirectory()
        index: dict[str, Any] = {}
        for name, path, source in named_templates(ROOT / "themes"):
            found, python = translated(name, path, source)
            key = key_of(name, path, source)
            index[key] = {"names": sorted(found.names), "refers": found.refers, "dynamic": found.dynamic}
            Path(self.folder.name, f"{key}.py").write_text(python, encoding="utf-8")
        content = json.dumps({"made_by": made_by(), "templates": dict(sorted(index.items()))})
        Path(self.folder.name, INDEX).write_text(content, encoding="utf-8")
        build_data["force_include"][self.folder.name] = "therapyblog/_shipped/templates"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Remove what the wheel now holds."""
        if version != "editable":
            self.folder.cleanup()


def named_templates(themes: Path) -> list[tuple[str, str, str]]:
    """Return name, shown path and text of each template; `@THEME/NAME` too where one of them refers to it so."""
    texts = {
        (folder.parent.name, path.relative_to(folder).as_posix()): path.read_text(encoding="utf-8-sig")
        for folder in sorted(themes.glob("*/templates"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    everything = "\0".join(texts.values())
    return [
        (called, f"themes/{theme}/templates/{name}", source)
        for (theme, name), source in texts.items()
        for called in (name, f"@{theme}/{name}")
        if called == name or called in everything
    ]
