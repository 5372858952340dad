"""The second source of facts: files that describe functions before they are deployed."""
