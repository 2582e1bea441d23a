"""The cache: results of earlier builds, so that the time of a build depends on what changed."""
