"""Pictures and other files of `media/`: formats, sizes, metadata and smaller versions."""
