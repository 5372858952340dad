"""From resolved resources to the model that checks read."""
