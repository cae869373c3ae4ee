"""Many people at once for minutes: how long pages take, whether anything fails, whether memory stays where it was."""
