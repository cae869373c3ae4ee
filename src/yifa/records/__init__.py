"""The base record and all that every ledger shares: four times, numbers, history, attachments, search."""
