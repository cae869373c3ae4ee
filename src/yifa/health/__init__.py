"""How the installation itself is doing: health, readiness, metrics, the log, `yifa doctor`. No business data."""
