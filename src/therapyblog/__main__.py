"""`python -m therapyblog` is `therapyblog`."""

from therapyblog.cli.main import process

if __name__ == "__main__":
    process()
