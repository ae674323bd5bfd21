"""Says one line in a Twitch channel as the bot, and tells the queue how that went."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp
import twitchio

from bot.twitch_http import RateLimited, SignedOut
from bot.twitch_queue import Refused, Repeated, Send, TryLater, Uncertain


def sender(channel: twitchio.PartialUser, bot_id: str, tell_host: Callable[[str], None]) -> Send:
    """A function that says lines in `channel` with the bot's own token.

    The library's `ctx.send` takes the app's token, which needs two permissions more. A host whose bot is
    refused (banned, timed out, kept out by a mode of the chat) would else see nothing but silence.
    """
    told: set[str] = set()

    def refused(why: str) -> Refused:
        if why not in told:
            told.add(why)
            tell_host(
                f"Twitch does not show what the bot says in chat ({why}). Make it a moderator there, "
                "which keeps it clear of chat modes; if it is one, look whether it is banned or timed out."
            )
        return Refused(why)

    async def send(line: str, reply_to: str | None) -> str:
        try:
            sent = await channel.send_message(
                line, sender=bot_id, token_for=bot_id, reply_to_message_id=reply_to
            )
        except twitchio.MessageRejectedError as error:
            if error.code == "msg_duplicate":
                raise Repeated from None
            if error.code == "msg_ratelimit":
                raise TryLater from None
            raise refused(error.message or error.code or "without a reason") from None
        except RateLimited as error:
            raise TryLater(error.after) from None
        except SignedOut as error:
            raise Refused(str(error)) from None
        except twitchio.HTTPException as error:
            if error.status == 400 and reply_to is not None:
                return await send(line, None)  # the message that it answers has been deleted
            if error.status >= 500:
                raise Uncertain(f"Twitch answered with {error.status}") from None
            raise refused(f"{error.status}, {error.extra.get('message', '')}") from None
        except aiohttp.ClientConnectorError:
            raise TryLater from None  # there was no connection to say it over
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            # RuntimeError: the session has been closed
            raise Uncertain(f"the connection broke ({type(error).__name__})") from None
        told.clear()
        return sent.id

    return send
