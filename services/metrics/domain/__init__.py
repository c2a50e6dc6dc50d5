"""Facts and rules of figures: calendars, NGR rules, tallies, the dashboard. The clock and the tables are elsewhere."""
