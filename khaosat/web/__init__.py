"""Parse, guard, show: one folder an audience; audiences never import one another."""
