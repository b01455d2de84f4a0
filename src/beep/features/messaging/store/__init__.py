"""SQL of messaging; decides nothing. What is sent is stored by `batches.py`."""

from beep.features.messaging.store import counting, pins, reactions, slow_mode
from beep.features.messaging.store.erasing import erase, erase_some, list_of_person
from beep.features.messaging.store.messages import (
    carry,
    close_channel,
    edit,
    find,
    has_any,
    list_after,
    list_before,
    list_by_ids,
    list_files,
    list_window,
    lock,
    lock_by_id,
    message_counts,
    newest,
    put_embeds,
    put_flags,
)

__all__ = [
    "carry",
    "close_channel",
    "counting",
    "edit",
    "erase",
    "erase_some",
    "find",
    "has_any",
    "list_after",
    "list_before",
    "list_by_ids",
    "list_files",
    "list_of_person",
    "list_window",
    "lock",
    "lock_by_id",
    "message_counts",
    "newest",
    "pins",
    "put_embeds",
    "put_flags",
    "reactions",
    "slow_mode",
]
