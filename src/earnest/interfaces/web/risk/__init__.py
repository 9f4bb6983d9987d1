"""Risk in money: what we could lose, what each control is worth, and what people believe and decide about it."""
