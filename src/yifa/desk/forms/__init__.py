"""Forms made from a ledger's declaration."""
