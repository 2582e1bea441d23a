"""The stages of a build in their order, the keys of pages, and reading and drawing as jobs for workers."""
