"""The gateway's process: serve | relay | consume | migrate, or all of it; and the administrator's commands."""

from __future__ import annotations

import sys
from functools import partial

NOUNS = ("company", "operator", "staff")


def main() -> None:
    """Runs a command of the command line, or the service. Each imports only its own: commands shall be quick."""
    if len(sys.argv) > 1 and sys.argv[1] in NOUNS:
        from gateway import cli

        sys.exit(cli.main(sys.argv[1:]))

    from gateway import app
    from gateway.settings import GatewaySettings
    from kit import process

    settings = GatewaySettings()  # from the environment
    process.main(app.NAME, settings, app.MIGRATIONS, partial(app.build, settings))


if __name__ == "__main__":
    main()
