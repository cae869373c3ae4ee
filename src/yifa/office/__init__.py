"""Units, people, posts, roles, and the one access rule."""
