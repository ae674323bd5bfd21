"""Red-DiscordBot on the loopback Discord: Red's own main, told where Discord is. Runs in Red's environment.

`red_bot.py set-up FOLDER` makes an instance there; `red_bot.py run FOLDER API_URL GATEWAY_URL` runs it, the
token in RED_TOKEN.
"""

import asyncio
import platform
import runpy
import sys
from pathlib import Path

INSTANCE = "bench"
COGS = Path(__file__).resolve().parent / "cogs"


def set_up(folder: Path) -> None:
    """`redbot-setup`, and what a first start leaves behind: without it Red loads no cogs."""
    sys.argv = [
        "redbot-setup",
        "--no-prompt",
        "--instance-name",
        INSTANCE,
        "--data-path",
        str(folder / "red"),
    ]
    try:
        runpy.run_module("redbot.setup", run_name="__main__")
    except SystemExit as end:
        if end.code not in (0, None):
            raise

    from redbot.core import data_manager
    from redbot.core._cli import parse_cli_flags
    from redbot.core.bot import Red

    async def note() -> None:
        red = Red(cli_flags=parse_cli_flags([INSTANCE]), description="Red V3", dm_help=None)
        await red._maybe_update_config()
        async with red._config.last_system_info() as info:
            info.update(
                python_version=list(sys.version_info[:2]),
                machine=platform.machine(),
                system=platform.system(),
            )

    data_manager.load_basic_configuration(INSTANCE)
    asyncio.run(note())
    print("set up", flush=True)


def run(api_url: str, gateway_url: str) -> None:
    """Red as `redbot bench` runs it."""
    from redbot import __main__ as red  # before discord: it chooses the event loop

    point_at(api_url, gateway_url)
    sys.argv = ["redbot", INSTANCE, "--no-prompt", "--prefix", "!"]
    sys.argv += ["--cog-path", str(COGS), "--load-cogs", "solves"]
    red.main()


def point_at(api_url: str, gateway_url: str) -> None:
    """The stand-in in Discord's place, and no word with the internet."""
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from redbot import version_info
    from redbot.core import _events
    from yarl import URL

    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)

    async def no_newer_version():
        return version_info, ""

    # it runs no command before it has asked whether there is a newer Red; here the answer is there at once
    _events.fetch_latest_red_version_info = no_newer_version


if __name__ == "__main__":
    if sys.argv[1] == "set-up":
        set_up(Path(sys.argv[2]))
    else:
        run(*sys.argv[3:])
