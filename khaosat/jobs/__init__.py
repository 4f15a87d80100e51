"""What runs without a person asking: the worker and the night's work."""
