"""Offers as a browser writes them, and ways to spoil them."""

import random

FINGERPRINT = ":".join(f"{number:02X}" for number in range(32))
EXTENSIONS = (
    "1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    "4 urn:ietf:params:rtp-hdrext:sdes:mid",
)
HEAD = (
    "v=0",
    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0 1",
    "a=extmap-allow-mixed",
    "a=msid-semantic: WMS here",
)
LINE = (
    "c=IN IP4 0.0.0.0",
    "a=rtcp:9 IN IP4 0.0.0.0",
    "a=candidate:1 1 udp 2113937151 3f0e2a2e-0000-4000-8000-000000000000.local 50000 typ host",
    "a=ice-ufrag:Zb9K",
    "a=ice-pwd:kTJ0pq4sQfS1nYgQk1A2b3C4",
    "a=ice-options:trickle",
    f"a=fingerprint:sha-256 {FINGERPRINT}",
    "a=setup:actpass",
    *(f"a=extmap:{one}" for one in EXTENSIONS),
    "a=sendonly",
    "a=rtcp-mux",
    "a=rtcp-rsize",
)
AUDIO = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9",
    *LINE,
    "a=mid:0",
    "a=msid:here mic",
    "a=rtpmap:111 opus/48000/2",
    "a=rtcp-fb:111 transport-cc",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:63 red/48000/2",
    "a=fmtp:63 111/111",
    "a=rtpmap:9 G722/8000",
    "a=ssrc:3570614608 cname:4TOk42mSjXCkVIa6",
)
VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 102 96 97 103",
    *LINE,
    "a=mid:1",
    "a=msid:here camera",
    "a=rtpmap:102 H264/90000",
    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack pli",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
    "a=rtpmap:103 rtx/90000",
    "a=fmtp:103 apt=102",
    "a=ssrc-group:FID 2231627014 632943048",
    "a=ssrc:2231627014 cname:4TOk42mSjXCkVIa6",
    "a=ssrc:632943048 cname:4TOk42mSjXCkVIa6",
)
OFFER = "\r\n".join((*HEAD, *AUDIO, *VIDEO, ""))
JUNK = ("\0", "\r", "\n", "é", "9" * 40, "a" * 2_000, "-1", "", " ", "4294967296", ":", "中")


def spoiled(text: str, chance: random.Random) -> str:
    """The text with a few lines or characters lost, doubled, moved or replaced."""
    for _ in range(chance.randrange(1, 5)):
        lines = text.split("\r\n")
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        place = chance.randrange(len(lines[at]) + 1)
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = lines[at][:place] + chance.choice(JUNK) + lines[at][place:]
            case 4:
                lines[at] = lines[at][:place]
            case _:
                lines[at] = lines[at].partition(":")[0] + ":" + chance.choice(JUNK)
        text = "\r\n".join(lines)
    return text
