"""From the answers of AWS to the facts of an account, one kind of fact a module."""
