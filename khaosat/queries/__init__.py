"""The only home of SELECT: one file per question asked."""
