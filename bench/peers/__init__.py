"""Every chat server the bench can measure; `bench.peer` says what each must be able to do."""

from collections.abc import Mapping

from bench.peer import Peer
from bench.peers.beep import BeepPeer
from bench.peers.ejabberd import EjabberdPeer
from bench.peers.prosody import ProsodyFilesPeer, ProsodyPeer
from bench.peers.synapse import SynapsePeer

PEERS: Mapping[str, type[Peer]] = {
    "beep": BeepPeer,
    "prosody": ProsodyPeer,
    "prosody-files": ProsodyFilesPeer,
    "ejabberd": EjabberdPeer,
    "synapse": SynapsePeer,
}
