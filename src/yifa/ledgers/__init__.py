"""One folder a ledger: what it is for, its fields, its procedure, its declaration, its papers."""
