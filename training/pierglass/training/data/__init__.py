"""Training: data."""
