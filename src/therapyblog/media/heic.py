"""Converts HEIC photographs to upright JPEGs, where the extra `heic` (pillow-heif) is installed.

Decoders of HEIF have had flaws that ran code, so a photograph is decoded in a process of its own, with limits on size,
time and memory: `python -m therapyblog.media.heic` reads it from its input and writes the JPEG to its output.
"""

from __future__ import annotations

import io
import subprocess
import sys
from importlib.util import find_spec

from therapyblog.media.broken import MAX_PIXELS, BrokenPicture
from therapyblog.media.formats import FORMATS
from therapyblog.media.isobmff import measure
from therapyblog.media.pictures import fitted

QUALITY = 88
_MOST_BYTES = 100_000_000
_SECONDS = 60
_MEMORY = 2_000_000_000
"""Bytes of address space; a photograph of 50 megapixels takes a quarter of it."""
_TOO_LARGE, _DAMAGED = 3, 4
_INSTALL = 'install what reads it with `pip install "therapyblog[heic]"`'


def installed() -> bool:
    """Say whether HEIC photographs can be read."""
    return find_spec("pillow_heif") is not None


def check_installed() -> None:
    """Raise `BrokenPicture` with both solutions where HEIC photographs cannot be read."""
    if not installed():
        heic = FORMATS["heic"]
        raise BrokenPicture(f"it is {heic.noun}, which browsers do not show", fix=f"{_INSTALL}; or {heic.hint}")


def convert(content: bytes) -> bytes:
    """Return a HEIC photograph as an upright JPEG with its colour profile; raises `BrokenPicture`."""
    check_installed()
    if len(content) > _MOST_BYTES:
        raise BrokenPicture(f"it is larger than {_MOST_BYTES // 10**6} MB")
    measure(content)
    # `-I`: neither the current folder nor the environment decides what is imported.
    command = (sys.executable, "-I", "-m", "therapyblog.media.heic")
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise BrokenPicture(f"it cannot be read in {_SECONDS} seconds") from None
    if done.returncode == _TOO_LARGE:
        raise BrokenPicture(f"it has more than {MAX_PIXELS // 10**6} million pixels")
    if done.returncode == _DAMAGED:
        raise BrokenPicture("it is damaged")
    if done.returncode or not done.stdout.startswith(b"\xff\xd8\xff"):
        raise BrokenPicture("the program that reads HEIC photographs ended before it was done")
    return done.stdout


def main() -> int:
    """Convert a photograph from stdin to stdout, and return an exit code."""
    _bound()
    import pillow_heif  # noqa: PLC0415 - an extra, and only this process may read with it
    from PIL import Image  # noqa: PLC0415

    try:
        heif = pillow_heif.open_heif(io.BytesIO(sys.stdin.buffer.read()), convert_hdr_to_8bit=True)
        width, height = heif.size
        if width * height > MAX_PIXELS:
            return _TOO_LARGE
        profile = heif.info.get("icc_profile")
        # The library applies the rotation of the file; the orientation in EXIF only repeats it.
        picture = heif.to_pillow().convert("RGB")
        picture = picture.resize(fitted(*picture.size), Image.Resampling.LANCZOS, reducing_gap=3.0)
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=QUALITY, icc_profile=profile, optimize=True)
    except Exception:  # noqa: BLE001 - whatever it is, this photograph cannot be read
        return _DAMAGED
    sys.stdout.buffer.write(jpeg.getvalue())
    return 0


def _bound() -> None:
    """Limit the memory and the time of this process, where the system supports it."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:  # pragma: no cover - Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses or ignores it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":  # pragma: no cover - in a process of its own
    sys.exit(main())
