"""Study files: what a sweep varies, over which values, and what it records."""
