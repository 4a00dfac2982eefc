"""What `landscape.build` and its like lead to: the one place here that knows of every package."""
