"""How accounts and reports are kept in files: reading, writing, encoding."""
