"""What the product does when things go wrong: `python -m faults` (or `make faults`). A short version runs in the tests.

`killed` kills the server at random while people enter records; `restart` takes the database away; `full` lets the
disk run full; `clocks` sets the machine's clock back. Each prints what it counted and fails when anything was lost.
"""
