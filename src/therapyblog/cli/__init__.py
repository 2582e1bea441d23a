"""The command: the only place that prints, prompts, reads the clock or the environment. One file a command."""
