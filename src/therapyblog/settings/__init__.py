"""Settings: one declaration for each, the reader of files, and what is made from the declarations."""
