"""The Pierglass server: API, gateway, OAuth 2, services and store."""
