"""A bot as people write them: nothing in this file knows of Beep."""
# ruff: noqa: ANN001, ANN201, T201, TID251 - people's bots are not typed, print, and read the environment

import os

import discord
from discord.ext import commands

intents = discord.Intents.default()
intents.members = True
intents.message_content = True
bot = commands.Bot(command_prefix="!", intents=intents)


@bot.event
async def on_ready():
    print(f"ready as {bot.user} in {[guild.name for guild in bot.guilds]}", flush=True)


@bot.event
async def on_resumed():
    print("resumed", flush=True)


@bot.event
async def on_member_join(member):
    channel = member.guild.text_channels[0]
    await channel.send(f"Welcome {member.mention} to {member.guild.name}!")


@bot.command()
async def ping(ctx):
    await ctx.reply("pong")


@bot.command()
async def whois(ctx, member: discord.Member):
    roles = [role.name for role in member.roles]
    await ctx.send(f"{member.display_name} joined {member.joined_at:%Y-%m-%d}, roles {roles}")


@bot.event
async def on_message_edit(before, after):
    print(f"edited: {before.content} -> {after.content}", flush=True)


@bot.event
async def on_message_delete(message):
    print(f"deleted: {message.content}", flush=True)


bot.run(os.environ["BOT_TOKEN"])
