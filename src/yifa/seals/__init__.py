"""Seals (封存): what was written is chained by hashes, so that a later change shows and is named.

Rooms above register the tables that only grow (`registry`). `actions.seal` takes what is committed and not yet sealed,
in the order of its numbers, and makes a batch of it: rows → Merkle root a table → a body that names the batch before →
its SM3 root → an Ed25519 signature. Nobody waits for it: the writers know nothing of seals. Each batch is also written
outside the database (`anchors`), to be copied away. `standalone` is the verifier: one file that needs nothing else, and
also what `yifa verify` runs.
"""
