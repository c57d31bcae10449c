"""Garment photos as stock pictures, and street photos made with them."""
