"""How AWS is called: clients, rate limits, retries, and the table of operations."""
