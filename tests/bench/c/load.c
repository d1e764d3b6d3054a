/* The load: many WebSocket readers in one epoll loop, and one feed that publishes to them.
 *
 * Checks that every reader gets every frame once and in order (field "n"), and how long each took
 * from "ts" (CLOCK_MONOTONIC, ns) to here. Knows nothing else of what frames mean.
 *
 * Use: load PORT READERS READER_PATH [HEADER]
 * Says {"ready": ...} once connected, then obeys lines on standard input, one JSON line each:
 *   feed SECONDS IN_FLIGHT SIZE   publish on /feed, so many frames of SIZE bytes under way at once
 *   pace SECONDS RATE SIZE        publish on /feed, RATE frames a second
 *   hear FRAMES SECONDS           somebody else publishes: wait for so many frames
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, HEAD = 400, EVENTS = 1024, CONNECTING_AT_ONCE = 20, REFUSALS = 100 };
enum { BUCKETS = 1 << 15, LINEAR = 1024, STEPS = 512 };
#define SECOND 1000000000ull
#define CONNECT_LIMIT (60 * SECOND)
#define QUIET_LIMIT (5 * SECOND) /* late is not lost: only silence ends the waiting */

enum phase { CONNECTING, SHAKING, OPEN, GONE };

typedef struct {
    int fd;
    enum phase phase;
    uint64_t next; /* number of the frame that must come now */
    uint8_t *kept; /* the beginning of what has not arrived whole */
    size_t kept_size;
} Socket;

static Socket *sockets; /* the feed comes last */
static int reader_count, feed_index, epoll, port;
static const char *reader_path, *header = "";
static int opened, failed, closed, underway, refused;
static uint64_t delivered, gaps, lagged, bytes_in, published;
static uint64_t histogram[BUCKETS], measured, slowest;

static uint64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * SECOND + (uint64_t)at.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/* Latencies in microseconds: exact up to 1,023, then 512 steps for every power of two. */

static int bucket_of(uint64_t us) {
    if (us < LINEAR) return (int)us;
    int power = 63 - __builtin_clzll(us);
    int bucket = LINEAR + (power - 10) * STEPS + (int)((us >> (power - 9)) & (STEPS - 1));
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static uint64_t value_of(int bucket) {
    if (bucket < LINEAR) return (uint64_t)bucket;
    int power = (bucket - LINEAR) / STEPS + 10;
    return (uint64_t)(STEPS + (bucket - LINEAR) % STEPS) << (power - 9);
}

static uint64_t percentile(double share) {
    uint64_t wanted = (uint64_t)((double)measured * share), seen = 0;
    for (int i = 0; i < BUCKETS; i++)
        if ((seen += histogram[i]) > wanted) return value_of(i);
    return slowest;
}

static void measure(uint64_t sent) {
    uint64_t at = now(), us = at > sent ? (at - sent) / 1000 : 0;
    histogram[bucket_of(us)]++;
    measured++;
    if (us > slowest) slowest = us;
}

/* Sending: masked frames of a client. */

static void send_all(int fd, const uint8_t *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) continue;
        if (sent < 0) return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void send_frame(int fd, int opcode, const uint8_t *body, size_t size) {
    static uint8_t frame[BUFFER];
    static const uint8_t mask[4] = {1, 2, 3, 4};
    size_t at = 0;
    frame[at++] = (uint8_t)(0x80 | opcode);
    frame[at++] = (uint8_t)(0x80 | (size < 126 ? size : 126));
    if (size >= 126) {
        frame[at++] = (uint8_t)(size >> 8);
        frame[at++] = (uint8_t)size;
    }
    memcpy(frame + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < size; i++) frame[at + i] = body[i] ^ mask[i & 3];
    send_all(fd, frame, at + size);
}

static void publish(size_t size) {
    static char text[65536];
    int head = snprintf(text, 128, "{\"n\": %llu, \"ts\": %llu, \"words\": \"",
                        (unsigned long long)published, (unsigned long long)now());
    memset(text + head, 'x', size);
    memcpy(text + size - 2, "\"}", 2);
    send_frame(sockets[feed_index].fd, 1, (uint8_t *)text, size);
    published++;
}

/* Connecting. */

static void watch(int index, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)index};
    epoll_ctl(epoll, how, sockets[index].fd, &event);
}

static void connect_socket(int index) {
    Socket *one = &sockets[index];
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) fail("socket");
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(one->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
        fail("connect");
    underway++;
    watch(index, EPOLLOUT, EPOLL_CTL_ADD);
}

static void lose(Socket *one) {
    if (one->phase == GONE) return;
    if (one->phase == OPEN) closed++;
    else failed++, underway--;
    one->phase = GONE;
    close(one->fd);
}

static void shake_hands(int index) {
    Socket *one = &sockets[index];
    char request[2048];
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(one->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        lose(one);
        return;
    }
    int size = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\n%s%s\r\n",
                        index == feed_index ? "/feed" : reader_path, port, header,
                        *header ? "\r\n" : "");
    send_all(one->fd, (uint8_t *)request, (size_t)size);
    one->phase = SHAKING;
    watch(index, EPOLLIN, EPOLL_CTL_MOD);
}

/* A busy server may refuse; screens ask again, and so do we, but not for ever. */
static void ask_again(Socket *one, const char *answer) {
    if (++refused > REFUSALS) {
        fprintf(stderr, "refused: %.60s\n", answer);
        lose(one);
        return;
    }
    close(one->fd);
    underway--;
    one->phase = CONNECTING;
    connect_socket((int)(one - sockets));
}

/* Length of the answer's head; 0 when it is not there whole, or is no welcome. */
static size_t open_socket(Socket *one, const char *bytes, size_t size) {
    const char *end = memmem(bytes, size, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (strncmp(bytes, "HTTP/1.1 101", 12) != 0) {
        ask_again(one, bytes);
        return 0;
    }
    one->phase = OPEN;
    opened++;
    underway--;
    return (size_t)(end + 4 - bytes);
}

/* Receiving. */

static bool number_after(const uint8_t *body, size_t size, const char *name, uint64_t *number) {
    const char *at = memmem(body, size, name, strlen(name));
    if (at) *number = strtoull(at + strlen(name), NULL, 10);
    return at != NULL;
}

static void take_text(Socket *one, const uint8_t *body, size_t size) {
    uint64_t number, sent;
    size_t head = size < HEAD ? size : HEAD;
    if (memmem(body, head < 20 ? head : 20, "\"type\":\"lag\"", 12)) lagged++;
    if (!number_after(body, head, "\"n\":", &number) || !number_after(body, head, "\"ts\":", &sent))
        return; /* a hello, a snapshot, a heartbeat */
    if (number != one->next) gaps++;
    one->next = number + 1;
    delivered++;
    measure(sent);
}

static void take_frame(Socket *one, int opcode, const uint8_t *body, size_t size) {
    if (opcode == 1) take_text(one, body, size);
    else if (opcode == 8) lose(one);
    else if (opcode == 9) send_frame(one->fd, 10, body, size);
}

/* Length of the frame at `at`, its body in `body`; 0 when it is not there whole. */
static size_t frame_at(const uint8_t *at, size_t left, const uint8_t **body, size_t *size) {
    if (left < 2) return 0;
    size_t head = at[1] == 126 ? 4 : at[1] == 127 ? 10 : 2;
    if (left < head) return 0;
    *size = at[1];
    if (head > 2) *size = 0;
    for (size_t i = 2; i < head; i++) *size = *size << 8 | at[i];
    *body = at + head;
    return left < head + *size ? 0 : head + *size;
}

static void keep(Socket *one, const uint8_t *bytes, size_t size) {
    one->kept_size = size;
    if (size == 0) {
        free(one->kept);
        one->kept = NULL;
        return;
    }
    one->kept = realloc(one->kept, size);
    memcpy(one->kept, bytes, size);
}

static void take_bytes(Socket *one, const uint8_t *bytes, size_t size) {
    size_t done = 0, step, length;
    const uint8_t *body;
    if (one->phase == SHAKING) done = open_socket(one, (const char *)bytes, size);
    while (one->phase == OPEN && (step = frame_at(bytes + done, size - done, &body, &length))) {
        take_frame(one, bytes[done] & 15, body, length);
        done += step;
    }
    if (one->phase == CONNECTING || one->phase == GONE) done = size; /* nothing of it counts */
    keep(one, bytes + done, size - done);
}

static void read_from(Socket *one) {
    static uint8_t bytes[BUFFER + 1];
    memcpy(bytes, one->kept, one->kept_size);
    ssize_t count = recv(one->fd, bytes + one->kept_size, BUFFER - one->kept_size, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        lose(one);
        return;
    }
    bytes_in += (uint64_t)count;
    bytes[one->kept_size + (size_t)count] = 0;
    take_bytes(one, bytes, one->kept_size + (size_t)count);
}

/* One turn of the loop; true when there is a line on standard input. */
static bool turn(int milliseconds) {
    struct epoll_event events[EVENTS];
    bool asked = false;
    int count = epoll_wait(epoll, events, EVENTS, milliseconds);
    for (int i = 0; i < count; i++) {
        uint32_t index = events[i].data.u32;
        if (index == UINT32_MAX) asked = true;
        else if (sockets[index].phase == CONNECTING) shake_hands((int)index);
        else if (sockets[index].phase != GONE) read_from(&sockets[index]);
    }
    return asked;
}

static void connect_all(int total) {
    uint64_t late = now() + CONNECT_LIMIT;
    int next = 0;
    while (opened + failed < total && now() < late) {
        while (next < total && underway < CONNECTING_AT_ONCE) connect_socket(next++);
        turn(100);
    }
    printf("{\"ready\": %d, \"failed\": %d}\n", opened, total - opened);
    fflush(stdout);
}

/* The three orders. */

static void begin(void) {
    delivered = gaps = lagged = bytes_in = published = measured = slowest = 0;
    memset(histogram, 0, sizeof histogram);
    for (int i = 0; i <= reader_count; i++) sockets[i].next = 0;
}

static void drain(uint64_t expected) {
    uint64_t quiet_since = now();
    while (delivered < expected && closed == 0 && now() < quiet_since + QUIET_LIMIT) {
        uint64_t before = delivered;
        turn(10);
        if (delivered != before) quiet_since = now();
    }
}

static void report(uint64_t frames, uint64_t began) {
    double seconds = (double)(now() - began) / SECOND;
    printf("{\"frames\": %llu, \"delivered\": %llu, \"lost\": %lld, \"gaps\": %llu, "
           "\"lagged\": %llu, \"closed\": %d, \"seconds\": %.6f, \"bytes\": %llu, \"p50_ms\": %.3f, "
           "\"p99_ms\": %.3f, \"max_ms\": %.3f}\n",
           (unsigned long long)frames, (unsigned long long)delivered,
           (long long)(frames * (uint64_t)reader_count) - (long long)delivered,
           (unsigned long long)gaps, (unsigned long long)lagged, closed, seconds, (unsigned long long)bytes_in,
           (double)percentile(0.5) / 1000, (double)percentile(0.99) / 1000,
           (double)slowest / 1000);
    fflush(stdout);
}

static void feed(double seconds, uint64_t in_flight, size_t size) {
    uint64_t readers = (uint64_t)reader_count, began = now(), late = began + (uint64_t)(seconds * 1e9);
    begin();
    while (now() < late && closed == 0) {
        while (published * readers < delivered + in_flight * readers) publish(size);
        turn(5);
    }
    drain(published * readers);
    report(published, began);
}

static void pace(double seconds, double rate, size_t size) {
    uint64_t began = now(), late = began + (uint64_t)(seconds * 1e9), step = (uint64_t)(1e9 / rate);
    begin();
    for (uint64_t due = began; now() < late && closed == 0;) {
        for (; due <= now(); due += step) publish(size);
        uint64_t wait = due > now() ? (due - now()) / 1000000 : 0;
        turn(wait > 5 ? 5 : (int)wait);
    }
    drain(published * (uint64_t)reader_count);
    report(published, began);
}

static void hear(uint64_t frames, double seconds) {
    uint64_t began = now(), late = began + (uint64_t)(seconds * 1e9);
    begin();
    printf("{\"hearing\": true}\n");
    fflush(stdout);
    while (delivered < frames * (uint64_t)reader_count && now() < late && closed == 0) turn(10);
    report(frames, began);
}

static bool obey(void) {
    char line[256];
    double seconds, rate;
    unsigned long long count;
    size_t size;
    if (fgets(line, sizeof line, stdin) == NULL) return false;
    if (sscanf(line, "feed %lf %llu %zu", &seconds, &count, &size) == 3) feed(seconds, count, size);
    else if (sscanf(line, "pace %lf %lf %zu", &seconds, &rate, &size) == 3) pace(seconds, rate, size);
    else if (sscanf(line, "hear %llu %lf", &count, &seconds) == 2) hear(count, seconds);
    else fprintf(stderr, "what is that: %s", line);
    return true;
}

int main(int count, char **words) {
    struct rlimit files = {20000, 20000};
    if (count < 4) {
        fprintf(stderr, "use: load PORT READERS READER_PATH [HEADER]\n");
        return 2;
    }
    setrlimit(RLIMIT_NOFILE, &files);
    port = atoi(words[1]);
    reader_count = feed_index = atoi(words[2]);
    reader_path = words[3];
    bool has_feed = count < 5; /* a real server, entered by a cookie, has none */
    if (count > 4) header = words[4];
    sockets = calloc((size_t)reader_count + 1, sizeof *sockets);
    epoll = epoll_create1(0);
    connect_all(reader_count + has_feed);
    struct epoll_event input = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
    epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
    setvbuf(stdin, NULL, _IONBF, 0);
    while (!turn(1000) || obey()) {
    }
    return 0;
}
