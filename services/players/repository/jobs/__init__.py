"""Jobs as they are kept: what they are and how far, whom they concern, what they wrote and what became of each."""
