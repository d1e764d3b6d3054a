"""Session descriptions: what is taken of a browser's, and what is refused by name."""

import random

import pytest

from command.video.media import negotiation, sdp
from command.video.media.engine import BadOffer, EngineDown, MediaEvent, StaleOffer
from command.video.media.hall import Hall
from command.video.media.peer import Address, Identity, Peer
from command.video.media.uplink import Extensions
from tests.video.media.offers import AUDIO, FINGERPRINT, HEAD, OFFER, VIDEO, spoiled


class Register:
    """What a port would know of peers."""

    def __init__(self) -> None:
        self.names: dict[str, Peer] = {}

    def name(self, ufrag: str, peer: Peer) -> None:
        self.names[ufrag] = peer

    def unname(self, ufrag: str) -> None:
        self.names.pop(ufrag, None)

    def claim(self, address: Address, peer: Peer, now: float) -> bool:
        return True

    def release(self, address: Address, peer: Peer) -> None:
        """Nobody was reached here."""


@pytest.fixture(scope="module")
def identity() -> Identity:
    return Identity()


def a_hall(identity: Identity) -> tuple[Hall, Register, list[MediaEvent]]:
    register, told = Register(), list[MediaEvent]()
    hall = Hall(identity, register, ["192.0.2.7", "2001:db8::7"], 40_000, told.append)
    hall.open_room("r")
    return hall, register, told


def changed(before: str, after: str) -> str:
    assert before in OFFER
    return OFFER.replace(before, after)


def test_a_browsers_offer_is_understood() -> None:
    offer = sdp.read(OFFER)
    agreed = negotiation.agree(offer)
    assert [(mid, one.name, one.sends) for mid, one in agreed.items()] == [
        ("0", "mic", True),
        ("1", "camera", True),
    ]
    camera = agreed["1"].section
    assert (camera.payload_type, camera.repair_type) == (96, 97)
    assert camera.sources == {2231627014: 632943048}
    assert negotiation.extensions(offer) == Extensions(mid=4, level=1, transport=3)
    assert offer.line.fingerprints == {"sha-256": FINGERPRINT}


def test_the_answer_is_ice_lite_passive_and_names_every_address(identity: Identity) -> None:
    hall, _, told = a_hall(identity)
    answer = hall.publish("r", "a", OFFER, 0.0)
    for line in (
        "a=ice-lite",
        "a=group:BUNDLE 0 1",
        "a=setup:passive",
        "a=recvonly",
        f"a=fingerprint:sha-256 {identity.fingerprint}",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "a=rtcp-fb:96 transport-cc",
        "a=fmtp:97 apt=96",
    ):
        assert line in answer.split("\r\n")
    assert "192.0.2.7 40000 typ host" in answer
    assert "2001:db8::7 40000 typ host" in answer
    assert told == [MediaEvent("tracks", "r", "a", {"tracks": ["mic", "camera"]})]
    assert sdp.read(answer.replace("a=setup:passive", "a=setup:actpass")).line.ufrag


def test_a_second_audio_and_data_are_refused_in_their_m_lines(identity: Identity) -> None:
    hall, _, _ = a_hall(identity)
    second = [line.replace("a=mid:0", "a=mid:2") for line in AUDIO]
    data = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:3"]
    head = [line.replace("BUNDLE 0 1", "BUNDLE 0 1 2 3") for line in HEAD]
    answer = hall.publish("r", "a", "\r\n".join([*head, *AUDIO, *VIDEO, *second, *data, ""]), 0.0)
    assert "a=group:BUNDLE 0 1" in answer.split("\r\n")
    assert [line.split()[1] for line in answer.split("\r\n") if line.startswith("m=")] == [
        "9",
        "9",
        "0",
        "0",
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "v"),
        ("v=1", "v"),
        ("v=0\r\n" + "a=x\r\n" * 20_000, "offer"),
        ("v=0\r\n" + "a=x\r\n" * 2_000, "offer"),
        (changed("s=-", "s=" + "x" * 2_000), "line 3"),
        (changed("s=-", "s=\0"), "line 3"),
        (changed("o=- 4611731400430051336", "o=- x"), "o"),
        (changed("m=audio 9", "m=audio nine"), "m"),
        (changed("UDP/TLS/RTP/SAVPF 111", "RTP/AVP 111"), "m"),
        (changed("SAVPF 111", "SAVPF 128"), "m"),
        (changed("BUNDLE 0 1", "BUNDLE 0"), "a=group"),
        (changed("a=mid:1", "a=mid:0"), "a=mid"),
        (changed("a=rtcp-mux\r\n", ""), "a=rtcp-mux"),
        (changed("a=ice-ufrag:Zb9K\r\n", ""), "a=ice-ufrag"),
        (changed("a=ice-pwd:kTJ0pq4sQfS1nYgQk1A2b3C4", "a=ice-pwd:short"), "a=ice-pwd"),
        (changed("a=fingerprint:sha-256", "a=fingerprint:md5"), "a=fingerprint"),
        (changed(FINGERPRINT, "zz"), "a=fingerprint"),
        (changed("a=setup:actpass", "a=setup:passive"), "a=setup"),
        (changed("VP8/90000", "AV1/90000"), "a=rtpmap"),
        (changed("a=ssrc:2231627014", "a=ssrc:99999999999"), "a=ssrc"),
        (changed("a=extmap:1 ", "a=extmap:0 "), "a=extmap"),
        ("\r\n".join([*HEAD, *AUDIO[:1] * 5]), "a=group"),
        ("\r\n".join([*HEAD, *["m=application 9 X x"] * 80]), "m"),
    ],
)
def test_a_bad_offer_is_refused_by_the_name_of_what_is_wrong(
    text: str, field: str, identity: Identity
) -> None:
    hall, register, told = a_hall(identity)
    with pytest.raises(BadOffer) as refused:
        hall.publish("r", "a", text, 0.0)
    assert refused.value.field == field
    assert (register.names, told) == ({}, [])


@pytest.mark.parametrize("count", [2_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_malformed_descriptions_leave_the_room_usable(count: int, identity: Identity) -> None:
    chance = random.Random(count)
    hall, register, _ = a_hall(identity)
    hall.publish("r", "good", OFFER, 0.0)
    most, refusals = 0, 0
    for number in range(count):
        text = spoiled(OFFER, chance)
        try:
            if number % 2:
                hall.publish("r", "bad", text, 0.0)
            else:
                hall.subscribe("r", "bad", 1, False, 0.0)
                hall.answer("r", "bad", chance.randrange(3), text, 0.0)
        except (BadOffer, StaleOffer):
            refusals += 1
        most = max(most, len(register.names))
    assert refusals > count / 2
    assert most <= 6  # two lines a seat, and one name that an ICE restart still holds
    assert len(hall.stages["r"].room.seats) == 2
    assert "a=msid:good camera" in hall.subscribe("r", "third", 1, False, 0.0)


def test_an_order_for_a_room_that_is_not_here_says_so(identity: Identity) -> None:
    hall, _, _ = a_hall(identity)
    for order in (
        lambda: hall.publish("none", "a", OFFER, 0.0),
        lambda: hall.subscribe("none", "a", 1, False, 0.0),
        lambda: hall.route("none", {}, 0.0),
    ):
        with pytest.raises(EngineDown):
            order()
    hall.remove("none", "a", 0.0)
    hall.close_room("none")


def test_a_room_takes_only_so_many_seats(identity: Identity) -> None:
    hall, _, _ = a_hall(identity)
    for number in range(64):
        hall.subscribe("r", f"s{number}", 1, False, 0.0)
    with pytest.raises(BadOffer) as refused:
        hall.subscribe("r", "one-more", 1, False, 0.0)
    assert refused.value.field == "seat"
