"""twitchAPI (pyTwitchAPI) on the loopback Twitch: it counts guesses and forgets them.

Runs in twitchAPI's environment; everything it needs is JSON in GREENROOM_BENCH.
"""

import asyncio
import json
import os

from twitchAPI.eventsub.websocket import EventSubWebsocket
from twitchAPI.object.eventsub import ChannelChatMessageEvent
from twitchAPI.twitch import Twitch
from twitchAPI.type import AuthScope

FIXED = json.loads(os.environ["GREENROOM_BENCH"])


async def main() -> None:
    """Run until killed."""
    heard = 0

    async def on_message(data: ChannelChatMessageEvent) -> None:
        nonlocal heard
        if data.event.message.text.startswith("!pattern"):
            heard += 1
            if heard % 500 == 0:
                print(f"heard {heard}", flush=True)

    twitch = await Twitch(
        FIXED["client_id"],
        FIXED["client_secret"],
        base_url=FIXED["helix_url"],
        auth_base_url=FIXED["id_url"] + "oauth2/",
    )
    await twitch.set_user_authentication(FIXED["access"], [AuthScope.USER_READ_CHAT], FIXED["refresh"])
    eventsub = EventSubWebsocket(
        twitch, connection_url=FIXED["eventsub_url"], subscription_url=FIXED["helix_url"]
    )
    eventsub.start()
    await eventsub.listen_channel_chat_message(FIXED["broadcaster_id"], FIXED["bot_id"], on_message)
    print("up", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
