"""Does what a page asks for, as the person who asks: one verb for each order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.errors import StartError, UserError
from bot.rehearsal.cast import Role
from bot.rehearsal.loopback_discord import Interaction
from bot.rehearsal.page import orders
from bot.rehearsal.page.crowd import Crowd
from bot.rehearsal.page.instants import sunday_evening, tomorrow_morning
from bot.rehearsal.page.running_clock import end_of_clock
from bot.rehearsal.stage import Stage

Json = dict[str, Any]
MODAL = 9
OPEN_FORMS = 100
A_MOMENT = timedelta(seconds=1)
"""How far past the end of a timer the clock goes, so that it has surely rung."""


class Acts:
    """The verbs. What a platform refuses raises its own refusal; what the page refuses, a UserError."""

    def __init__(
        self,
        stage: Stage,
        crowd: Crowd,
        places_changed: Callable[[], None],
        restart: Callable[[], Awaitable[None]],
        start_over: Callable[[], Awaitable[None]] | None,
    ) -> None:
        self._stage = stage
        self._crowd = crowd
        self._places_changed = places_changed
        self._restart = restart
        self._start_over = start_over
        self._moving = asyncio.Lock()
        self._forms: dict[str, Interaction] = {}
        self.verbs: Mapping[str, tuple[type[orders.Order], Callable[[Any], Awaitable[Json]]]] = {
            "send": (orders.Send, self._send),
            "edit": (orders.Edit, self._edit),
            "delete": (orders.Delete, self._delete),
            "react": (orders.React, self._react),
            "click": (orders.Click, self._click),
            "choose": (orders.Choose, self._choose),
            "slash": (orders.Slash, self._slash),
            "complete": (orders.Complete, self._complete),
            "submit": (orders.Submit, self._submit),
            "thread": (orders.OpenThread, self._thread),
            "direct": (orders.OpenDirect, self._direct),
            "say": (orders.Say, self._say),
            "live": (orders.GoLive, self._live),
            "offline": (orders.GoOffline, self._offline),
            "clock": (orders.MoveClock, self._clock),
            "crowd": (orders.Crowd, self._let_crowd),
            "restart": (orders.Restart, self._restart_bot),
            "start-over": (orders.StartOver, self._begin_anew),
        }

    # Discord

    async def _send(self, order: orders.Send) -> Json:
        post = await self._stage.discord.control.send(
            self._member(order),
            order.channel,
            order.text,
            reply_to=order.reply_to,
            files=[file.upload() for file in order.files],
        )
        return {"message": str(post.id)}

    async def _edit(self, order: orders.Edit) -> Json:
        await self._stage.discord.control.edit(self._member(order), order.message, order.text)
        return {}

    async def _delete(self, order: orders.Delete) -> Json:
        await self._stage.discord.control.delete(self._member(order), order.message)
        return {}

    async def _react(self, order: orders.React) -> Json:
        control = self._stage.discord.control
        verb = control.react if order.on else control.unreact
        await verb(self._member(order), order.message, order.emoji)
        return {}

    async def _click(self, order: orders.Click) -> Json:
        control = self._stage.discord.control
        return await self._outcome(await control.click(self._member(order), order.message, order.custom_id))

    async def _choose(self, order: orders.Choose) -> Json:
        control = self._stage.discord.control
        return await self._outcome(
            await control.choose(self._member(order), order.message, order.custom_id, order.values)
        )

    async def _slash(self, order: orders.Slash) -> Json:
        options = order.options | {name: file.upload() for name, file in order.files.items()}
        control = self._stage.discord.control
        return await self._outcome(
            await control.slash(self._member(order), order.channel, order.command, options)
        )

    async def _complete(self, order: orders.Complete) -> Json:
        interaction = await self._stage.discord.control.autocomplete(
            self._member(order), order.channel, order.command, order.option, order.typed, order.options
        )
        answer = await interaction.answered()
        return {"choices": answer.choices}

    async def _submit(self, order: orders.Submit) -> Json:
        form = self._forms.get(order.interaction)
        if form is None:
            raise UserError("This form was opened before a restart. Open it once more.")
        values = order.values | {
            name: [file.upload() for file in files] for name, files in order.files.items()
        }
        interaction = await self._stage.discord.control.submit_modal(self._member(order), form, values)
        return await self._outcome(interaction)

    async def _thread(self, order: orders.OpenThread) -> Json:
        thread = await self._stage.discord.control.open_thread(
            self._member(order), order.place, order.name, content=order.text, tags=order.tags
        )
        return {"channel": str(thread.id)}

    async def _direct(self, order: orders.OpenDirect) -> Json:
        channel = self._stage.discord.control.open_dm(self._member(order))
        self._places_changed()  # Discord tells nobody of it
        return {"channel": str(channel.id)}

    # Twitch

    async def _say(self, order: orders.Say) -> Json:
        control = self._stage.twitch.control
        parent = None
        if order.reply_to is not None:
            parent = control.channel().messages.get(order.reply_to)
            if parent is None:
                raise UserError("That line is too old to reply to.")
        message = await control.say(self._chatter(order), order.text, reply_to=parent)
        return {"message": message.id}

    async def _live(self, order: orders.GoLive) -> Json:
        self._must_stream(order)
        if self._stage.twitch.control.channel().stream is not None:
            raise UserError("The stream is on already.")
        await self._stage.twitch.control.go_live(order.title or None)
        return {}

    async def _offline(self, order: orders.GoOffline) -> Json:
        self._must_stream(order)
        if self._stage.twitch.control.channel().stream is None:
            raise UserError("The stream is off already.")
        await self._stage.twitch.control.go_offline()
        return {}

    # the house

    async def _clock(self, order: orders.MoveClock) -> Json:
        async with self._moving:
            clock = self._stage.clock
            if order.to == "minute":
                await clock.move(timedelta(minutes=1))
            elif order.to == "timer":
                end = await end_of_clock(self._stage.overlay_url)
                if end is None or end <= clock():
                    raise UserError("No clock is running. Write !timer 25 to start one.")
                await clock.move_to(end + A_MOMENT)
            else:
                target = tomorrow_morning if order.to == "tomorrow" else sunday_evening
                await clock.move_to(target(clock(), self._stage.zone))
        return {}

    async def _let_crowd(self, order: orders.Crowd) -> Json:
        if order.on:
            self._crowd.let_in()
        else:
            await self._crowd.send_home()
        return {}

    async def _restart_bot(self, order: orders.Restart) -> Json:
        try:
            await self._restart()
        except StartError as error:
            raise UserError(f"{error}") from error
        return {}

    async def _begin_anew(self, order: orders.StartOver) -> Json:
        if self._start_over is None:
            raise UserError("Starting over is done at the command line here: stop, delete the folder, start.")
        await self._crowd.send_home()
        await self._start_over()
        return {}

    async def _outcome(self, interaction: Interaction) -> Json:
        """What the person's client does next; messages come by themselves."""
        callback = await interaction.acknowledged()
        if callback is None:
            return {"answer": "failed"}
        if callback == MODAL:
            while len(self._forms) >= OPEN_FORMS:
                del self._forms[next(iter(self._forms))]
            self._forms[str(interaction.id)] = interaction
            return {"answer": "form", "interaction": str(interaction.id), "form": interaction.opened_modal}
        return {"answer": "done"}

    def _role(self, order: orders.Order) -> Role:
        for role in self._stage.cast:
            if role.key == order.who:
                return role
        raise UserError("Nobody of this name takes part in the rehearsal.")

    def _member(self, order: orders.Order) -> int:
        role = self._role(order)
        if role.discord_id is None:
            raise UserError(f"{role.name} is on Twitch only.")
        return role.discord_id

    def _chatter(self, order: orders.Order) -> str:
        role = self._role(order)
        if role.twitch_login is None:
            raise UserError(f"{role.name} is on Discord only.")
        return role.twitch_login

    def _must_stream(self, order: orders.Order) -> None:
        control = self._stage.twitch.control
        if self._chatter(order) != control.channel().owner.login:
            raise UserError(f"Only {control.channel().owner.name} can do that.")
