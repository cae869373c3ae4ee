"""Views: find, make one call, render."""
