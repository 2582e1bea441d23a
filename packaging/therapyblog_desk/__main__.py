"""What the app starts: the desk where no command is given, else the command, so that its own jobs can call it."""

import multiprocessing
import os
import sys

if __name__ == "__main__":
    # Workers are this program, started again (docs.python.org, multiprocessing.freeze_support).
    multiprocessing.freeze_support()
    # A browser that the app starts must not load the app's own libraries (pyinstaller.org, "LD_LIBRARY_PATH").
    if "LD_LIBRARY_PATH_ORIG" in os.environ:
        os.environ["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH_ORIG"]
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    from therapyblog.cli.main import process

    if len(sys.argv) == 1:
        sys.argv += ["desk", "--until-closed"]
    process()
