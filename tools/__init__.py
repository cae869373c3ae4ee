"""What sets the product up, checks it and shows it: used by the Makefile, never by the product."""
