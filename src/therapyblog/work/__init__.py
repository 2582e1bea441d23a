"""Reading and rendering as jobs: bytes in, bytes out, so that any executor can do them anywhere the files are."""
