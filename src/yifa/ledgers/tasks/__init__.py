"""Yearly tasks and their supervision (年度任务与督办): what was set, by when, by whom, what became of it."""
