"""The interaction client: chats, stories and lenses, headless and asynchronous."""
