"""Every chat server the bench can measure; `bench.peer` says what each must be able to do."""

from collections.abc import Mapping

from bench.peer import Peer
from bench.peers.beep import BeepPeer

PEERS: Mapping[str, type[Peer]] = {"beep": BeepPeer}
