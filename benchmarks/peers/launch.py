"""How each peer is started: with its own Python, by a launcher of ours out of `guests/`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.subject import Subject

GUESTS = Path(__file__).resolve().parent / "guests"


def red(python: Path, data: Path, *, api_url: str, gateway_url: str, token: str) -> Subject:
    """Red-DiscordBot on the instance that `set_up_red` made in `data`."""
    command = _guest(python, "red_bot.py", "run", str(data), api_url, gateway_url)
    return Subject(command, _red_home(data) | {"RED_TOKEN": token})


async def set_up_red(python: Path, data: Path) -> None:
    """An instance with Red's ordinary JSON storage, as its owner has it after the first start."""
    async with Subject(_guest(python, "red_bot.py", "set-up", str(data)), _red_home(data)) as process:
        await process.says("^set up$")


def twitchapi(python: Path, fixed: str) -> Subject:
    """twitchAPI, signed in with what `Scene.signed_in` told."""
    return Subject(_guest(python, "twitchapi_bot.py"), {"GREENROOM_BENCH": fixed})


def _guest(python: Path, script: str, *arguments: str) -> tuple[str, ...]:
    # -P: what lies beside the script is not to be imported by the peer
    return (str(python), "-P", str(GUESTS / script), *arguments)


def _red_home(data: Path) -> dict[str, str]:
    """Red keeps its list of instances in the user's own config folder; here it is a temporary one."""
    return {"XDG_CONFIG_HOME": str(data / "config"), "XDG_DATA_HOME": str(data / "share")}
