"""`beep mail`: the letters Beep sends."""

import sys

from cyclopts import App

from beep.cli.ground import checked_settings, out, run

mail = App(name="mail", help="Look after the letters Beep sends.")


@mail.command
def test(address: str) -> None:
    """Send a letter to an address and say what went wrong, if anything did, and how to mend it."""
    import asyncio

    from beep.app import mail_check

    settings = checked_settings()

    def report() -> None:
        try:
            out(asyncio.run(mail_check.send_test(settings, address)))
        except mail_check.NotSent as error:
            sys.stderr.write(f"beep: {error}\n")
            sys.exit(1)

    run(report)
