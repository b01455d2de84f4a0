"""Messages to everybody, Beep beside the bare system call, turn and turn about."""

from typing import Any

from bench import procs, raw
from bench.load import Load
from bench.peer import Room
from bench.plan import Plan
from bench.stats import middle, spread

_WARM_UP = 20
_HALL, _CABIN = "hall", "cabin"


def measure(load: Load, hall: Room, cabin: Room, plan: Plan) -> dict[str, Any]:
    """Return CPU per delivery of Beep and of the floor, and their ratio; the hall listens already.

    One by one, each message waits until all have the one before, so nothing is merged. Together, several are
    posted at once, so they queue and may share a write. Beep's share holds all it does for a message: HTTP,
    commit, encoding, and the writes. What as many messages cost that nobody hears (the cabin's) is measured
    in the same turns; without it, what is left is fan-out alone.
    """
    audience = len(hall.members)
    for name, room in ((_HALL, hall), (_CABIN, cabin)):
        posting = [load.peer.sender(room, one) for one in range(plan.together)]
        load.readers.call("be_ready_to_post", room=name, senders=posting)
    load.readers.call("rounds", room=_HALL, count=_WARM_UP, together=1, audience=audience)
    seen, _ = load.readers.call("seen")
    frame_bytes = round(seen.bytes / seen.deliveries)
    with raw.floor(audience, frame_bytes) as (pid, port, language):
        load.readers.call("connect_floor", port=port, connections=audience)
        load.readers.call("floor_rounds", count=_WARM_UP)
        turns = [_turn(load, plan, pid, audience) for _ in range(plan.fan_out_runs)]
        load.readers.call("stop_rounds")
    return {
        "receivers": audience,
        "frame_bytes": frame_bytes,
        "floor_language": language,
        "together": plan.together,
        **_summed(turns),
    }


def _turn(load: Load, plan: Plan, floor: int, audience: int) -> dict[str, Any]:
    """Measure each of the five once; microseconds of CPU per delivery."""
    count, together = plan.fan_out_messages, plan.together
    groups = max(1, count // together)

    def beep(room: str, count: int, together: int) -> tuple[float, list[float]]:
        """Return what one message costs by the size of the audience, and how long each took."""
        heard_by = audience if room == _HALL else 0
        before = procs.cpu(load.peer.processes()).server
        took: list[float] = load.readers.call(
            "rounds", room=room, count=count, together=together, audience=heard_by
        )
        spent = procs.cpu(load.peer.processes()).server - before
        return spent * 1e6 / count / together / audience, took

    alone_us, alone_ms = beep(_HALL, count, 1)
    before = procs.cpu_of(floor)
    floor_ms = load.readers.call("floor_rounds", count=count)
    floor_us = (procs.cpu_of(floor) - before) * 1e6 / count / audience
    merged_us, merged_ms = beep(_HALL, groups, together)
    unheard_us, _ = beep(_CABIN, count, 1)
    unheard_merged_us, _ = beep(_CABIN, groups, together)
    return {
        "floor_us": floor_us,
        "alone_us": alone_us,
        "alone_only_us": alone_us - unheard_us,
        "merged_us": merged_us,
        "merged_only_us": merged_us - unheard_merged_us,
        "alone_ms": alone_ms,
        "floor_ms": floor_ms,
        "merged_ms": merged_ms,
    }


def _summed(turns: list[dict[str, Any]]) -> dict[str, Any]:
    def over_floor(name: str) -> float:
        return middle([one[name] / one["floor_us"] for one in turns])

    return {
        "beep_us_per_delivery": middle([one["alone_us"] for one in turns]),
        "raw_us_per_delivery": middle([one["floor_us"] for one in turns]),
        "merged_us_per_delivery": middle([one["merged_us"] for one in turns]),
        "ratio": over_floor("alone_us"),
        "ratio_fan_out_only": over_floor("alone_only_us"),
        "merged_ratio": over_floor("merged_us"),
        "merged_ratio_fan_out_only": over_floor("merged_only_us"),
        "beep_deliveries_per_core_s": 1e6 / middle([one["alone_us"] for one in turns]),
        "merged_deliveries_per_core_s": 1e6 / middle([one["merged_us"] for one in turns]),
        "raw_deliveries_per_core_s": 1e6 / middle([one["floor_us"] for one in turns]),
        "beep_last_ms": spread([ms for one in turns for ms in one["alone_ms"]]),
        "raw_last_ms": spread([ms for one in turns for ms in one["floor_ms"]]),
        "merged_last_ms": spread([ms for one in turns for ms in one["merged_ms"]]),
        "runs": [{name: one[name] for name in one if name.endswith("_us")} for one in turns],
    }
