"""Leaders receiving people (领导接访): the roster and the four kinds of visit, 信访工作条例 art. 18."""
