"""One command that shows the main job, and the pictures that prove it."""
