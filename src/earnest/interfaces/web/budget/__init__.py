"""The budget: what security costs, what everything we pay for is worth, what to buy, what to drop, what to insure."""
