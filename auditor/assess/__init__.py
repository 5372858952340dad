"""From results to the report: score, waivers, comparison, gate, fixes."""
