"""The numbers behind every claim; each module prints its own."""
