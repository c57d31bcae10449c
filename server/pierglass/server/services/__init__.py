"""Business rules: what may happen to accounts, messages, pictures and grants."""
