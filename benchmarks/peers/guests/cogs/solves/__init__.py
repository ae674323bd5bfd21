"""A cog for Red: `!solved` counts in Red's `Config`, under the author, and then answers."""

from redbot.core import Config, commands
from redbot.core.bot import Red


class Solves(commands.Cog):
    """One number for each member."""

    def __init__(self) -> None:
        self.config = Config.get_conf(self, identifier=7316510150)
        self.config.register_user(solved=0)

    @commands.command()
    async def solved(self, ctx: commands.Context) -> None:
        """Count one more."""
        stored = self.config.user(ctx.author).solved
        async with stored.get_lock():
            count = await stored() + 1
            await stored.set(count)
        await ctx.reply(f"{count} solved")


async def setup(bot: Red) -> None:
    """Red calls this."""
    await bot.add_cog(Solves())
