"""The options of every command, each said once: one frozen dataclass a command."""
