"""Where files lie, and how they are written so that nothing half done is ever read."""
