"""The rules of accounts, wallets and bets: frozen data and pure functions, the clock an argument."""
