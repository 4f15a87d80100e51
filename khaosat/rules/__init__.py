"""Rules of the product."""
