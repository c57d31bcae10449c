"""Drawn people: synthetic training pictures whose every pixel is known."""
