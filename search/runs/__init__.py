"""What a search leaves in its folder, and how it is read again."""
