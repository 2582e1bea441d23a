"""`python -m therapyblog` is `therapyblog`."""

from therapyblog.cli.main import main

if __name__ == "__main__":
    main()
