"""The options of every command, a file each; the work is imported by the command that does it."""
