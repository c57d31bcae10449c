"""Training: person."""
