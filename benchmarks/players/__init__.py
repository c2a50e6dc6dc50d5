"""The player benchmarks: a million players and twenty million bets, and what is asked of them."""
