"""The rules that `check` applies, by subject: names, times, quantities, policy, reach, slips, spares."""
