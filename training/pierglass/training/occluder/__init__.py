"""Training: occluder."""
