"""No secret passes into the log: not in messages, arguments or tracebacks; ordinary words do."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncGenerator, Generator
from datetime import datetime

import pytest
import twitchio
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from twitchio.authentication import ManagedHTTPClient, OAuth
from twitchio.http import Route

from bot.log import RedactingFormatter, Redactor, redactor, set_up_logging

ACCESS = "cfabdegwdoklmawdzdo98xt2fo512y"
REFRESH = "eyJfaWQmNzMtNGCJ9%6VFV5LNrZFUj8oU231/3Aj"
SECRET = "41vpdji4e9gif29md0ouet6fktd2"
DEVICE = "ike3GM8QIdYZs43KdrWPIO36LofILoCyFEzjlQ91"
DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs_a1"


@pytest.fixture
async def refusing_twitch(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    """A Twitch that answers every call for a token as the real one does to a dead one."""

    async def refuse(request: web.Request) -> web.Response:
        status = 401 if request.path.endswith("validate") else 400
        return web.json_response({"status": status, "message": "Invalid refresh token"}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", refuse)
    async with TestServer(app) as server:
        monkeypatch.setattr(Route, "ID_BASE", str(server.make_url("/")))
        yield


def logged(error: BaseException) -> str:
    """What the log would hold of this error, traceback and all."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("%(levelname)s %(message)s"))
    record = logging.LogRecord(
        "twitchio",
        logging.ERROR,
        __file__,
        1,
        "failed: %s",
        (error,),
        (type(error), error, error.__traceback__),
    )
    handler.emit(record)
    return stream.getvalue()


async def test_a_failed_refresh_of_twitchio_shows_no_secret(refusing_twitch: None) -> None:
    """Its exception's text is the whole token URL."""
    oauth = OAuth(client_id="a-public-id", client_secret=SECRET)
    with pytest.raises(twitchio.HTTPException) as refused:
        await oauth.refresh_token(REFRESH)
    await oauth.close()
    assert SECRET in str(refused.value)  # else this test would prove nothing
    entry = logged(refused.value)
    assert SECRET not in entry
    assert "eyJfaWQmNzMtNGCJ9" not in entry
    assert "failed with status 400" in entry
    assert "a-public-id" in entry


async def test_a_dead_token_of_twitchio_is_not_shown(refusing_twitch: None) -> None:
    client = ManagedHTTPClient(client_id="a-public-id", client_secret=SECRET)
    with pytest.raises(twitchio.InvalidTokenException) as refused:
        await client.add_token(ACCESS, REFRESH)
    await client.close()
    assert ACCESS in str(refused.value)
    entry = logged(refused.value)
    for secret in (ACCESS, SECRET, "eyJfaWQmNzMtNGCJ9"):
        assert secret not in entry
    assert "Please re-authenticate user with token" in entry


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Authorization: Bearer {ACCESS}", ACCESS),
        (f"{{'Authorization': 'OAuth {ACCESS}'}}", ACCESS),
        (f"Authorization: Bot {DISCORD}", DISCORD),
        (f"Improper token {DISCORD} has been passed.", DISCORD),
        (f'{{"access_token": "{ACCESS}", "expires_in": 14124}}', ACCESS),
        (f"{{'refresh_token': '{REFRESH}'}}", REFRESH),
        (
            f"https://id.twitch.tv/oauth2/token?client_id=x&client_secret={SECRET}&grant_type=refresh_token",
            SECRET,
        ),
        (f"POST oauth2/token?device_code={DEVICE}&scopes=user%3Aread%3Achat", DEVICE),
        (f"https://localhost/?code={SECRET}&state=1", SECRET),
        (f"access_token={ACCESS}&x=1", ACCESS),
        (f"TOKEN={ACCESS}", ACCESS),
    ],
)
def test_what_looks_like_a_secret_is_hidden_and_the_rest_stays(text: str, secret: str) -> None:
    clean = Redactor().clean(text)
    assert secret not in clean
    assert clean == text.replace(secret, "[hidden]")


@pytest.mark.parametrize(
    "text",
    [
        "websocket closed with code: 4004",
        "Discord answered with error code 50013: Missing Permissions",
        "the Bot disconnected, Bot connecting again",
        "OAuth validation failed, Bearer authentication is off",
        "asked for the token of 1234",
        "https://discord.com/api/v10/channels/198622483471925248/messages?limit=100&after=1",
        "sudoku.board.valid two-sum.3sum.coin-change",
        "error 3fa9c1 in !timer 25",
        "2026-03-02T08:00:00.000000+00:00",
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert Redactor().clean(text) == text


def test_what_it_was_told_of_is_hidden_wherever_it_stands() -> None:
    told = Redactor()
    told.hide(["swordfish", "sword", "", "fish!", "swordfishes"])
    assert told.clean("a swordfish, xswordfishesy, the fish and the sword") == (
        "a [hidden], x[hidden]y, the fish and the sword"
    )


@given(st.text(), st.text(alphabet="abcdefgh0123", min_size=6))
def test_a_told_secret_never_passes_whatever_stands_around_it(around: str, secret: str) -> None:
    told = Redactor()
    told.hide([secret])
    assert secret not in told.clean(f"{around}{secret}{around}")


@pytest.fixture
def root() -> Generator[logging.Logger]:
    """The root logger, put back as pytest had it."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def test_the_process_log_goes_to_standard_error_clean(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    redactor.hide(["a-password-of-ours"])
    set_up_logging("INFO")
    logging.getLogger("bot.somewhere").info("signed in with %s", "a-password-of-ours")
    logging.getLogger("bot.somewhere").debug("too quiet to hear")
    written = capsys.readouterr()
    assert "signed in with [hidden]" in written.err
    assert "too quiet" not in written.err
    assert written.out == ""


def test_as_json_each_entry_is_one_object_on_one_line_and_as_clean(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    redactor.hide(['a "quoted" password'])
    set_up_logging("INFO", "json")
    log = logging.getLogger("bot.somewhere")
    log.info("signed in with %s\nand more", 'a "quoted" password')
    try:
        raise ValueError("Bearer abcdef0123456789")
    except ValueError:
        log.exception("no luck")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["message"] == "signed in with [hidden]\nand more"
    assert (first["level"], first["logger"]) == ("INFO", "bot.somewhere")
    assert datetime.fromisoformat(first["at"]).tzinfo is not None
    assert "Traceback" in second["exception"]
    assert "abcdef0123456789" not in second["exception"]
