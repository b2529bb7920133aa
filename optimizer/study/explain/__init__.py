"""What binds, what every number is worth, what binds next: facts for `optimizer explain`, no words."""
