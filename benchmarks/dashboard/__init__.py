"""The dashboard benchmarks: figures over millions of bets, and how fast they are counted."""
