"""Django's SQLite with a queue of writers (decision 0128)."""
