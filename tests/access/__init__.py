"""Who sees what, over every address there is, and what hostile input does to them."""
