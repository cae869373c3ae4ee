"""Sessions in which officials study the law (学法)."""
