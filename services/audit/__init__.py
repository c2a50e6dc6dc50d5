"""The audit service: the tamper-evident record of every privileged action."""
