"""All SQL of the audit service, split by noun; and the folder of write-once copies."""
