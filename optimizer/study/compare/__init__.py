"""Compare scenario files and results: read or run each, put them side by side, split the change over the inputs."""
