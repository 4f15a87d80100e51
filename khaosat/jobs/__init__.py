"""Jobs of the product."""
