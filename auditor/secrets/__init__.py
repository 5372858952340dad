"""Whether NAME=VALUE is a secret."""
