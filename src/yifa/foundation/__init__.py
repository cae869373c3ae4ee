"""Small things every room shares: the clock, error types, the audit trail, the data folder."""
