"""The renderers of an organization's report: each sees it and nothing else."""
