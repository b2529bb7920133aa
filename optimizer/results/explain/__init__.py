"""What `optimizer explain` finds, as typed facts: every sentence that people read of it is made from these."""
