"""One ordered script out of the fixes of a report."""
