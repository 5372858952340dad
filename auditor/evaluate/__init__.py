"""From facts to results: which checks run, with which settings, and the engine."""
