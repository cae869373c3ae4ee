"""The roster of leaders' receptions to come (接访安排), 信访工作条例 art. 18 and the 2009 opinion on receiving people."""
