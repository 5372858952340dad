"""What is known about AWS and how to judge it: pure functions over facts."""
