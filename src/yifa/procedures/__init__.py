"""The engine: steps, moves, guards, papers and running clocks. One function advances a record."""
