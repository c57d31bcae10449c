"""The database: tables by domain, and the one writer."""
