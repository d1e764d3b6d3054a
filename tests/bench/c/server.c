/* The floor of the fan-out: one epoll loop that writes one shared frame to every reader.
 *
 * Readers connect to any path; what arrives on /feed goes to all of them. Knows no sign-in, no
 * scopes, no history. Prints its port. A reader that cannot take a whole frame at once is closed:
 * the load generator then reports what was lost. Use: server
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_SOCKETS = 8192, BUFFER = 1 << 17, EVENTS = 512 };
enum phase { NEW, READER, FEED };

/* The answer to the one key that our load generator sends. */
static const char ACCEPTED[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static int epoll, listener;
static int readers[MOST_SOCKETS], reader_count;
static enum phase phases[MOST_SOCKETS];
static uint8_t feed[BUFFER];
static size_t fed;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void listen_anywhere(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *)&address, size) < 0) fail("bind");
    if (listen(listener, 4096) < 0) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
}

static void welcome(void) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_SOCKETS) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        phases[fd] = NEW;
        watch(fd);
    }
}

static void forget(int fd) {
    for (int i = 0; i < reader_count; i++)
        if (readers[i] == fd) {
            readers[i] = readers[--reader_count];
            break;
        }
    close(fd);
}

/* Requests of our load generator are short and arrive whole. */
static void shake_hands(int fd, const char *request) {
    int is_feed = strncmp(request, "GET /feed ", 10) == 0;
    send(fd, ACCEPTED, sizeof ACCEPTED - 1, MSG_NOSIGNAL);
    phases[fd] = is_feed ? FEED : READER;
    if (!is_feed) readers[reader_count++] = fd;
}

static void broadcast(const uint8_t *frame, size_t size) {
    for (int i = reader_count - 1; i >= 0; i--)
        if (send(readers[i], frame, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size)
            forget(readers[i]);
}

/* One masked text frame of a client at `at`; returns its length, 0 when it is not there whole. */
static size_t take_frame(const uint8_t *at, size_t left) {
    static uint8_t frame[BUFFER];
    if (left < 6) return 0;
    size_t size = at[1] & 127, head = 2, out = 2;
    if (size == 126) {
        size = (size_t)at[2] << 8 | at[3];
        head = out = 4;
    }
    const uint8_t *mask = at + head, *body = mask + 4;
    if (left < head + 4 + size) return 0;
    memcpy(frame, at, head);
    frame[1] &= 127; /* servers do not mask */
    for (size_t i = 0; i < size; i++) frame[out + i] = body[i] ^ mask[i & 3];
    if ((at[0] & 15) == 1) broadcast(frame, out + size);
    return head + 4 + size;
}

static void take_feed(const uint8_t *bytes, size_t count) {
    if (fed + count > sizeof feed) exit(1);
    memcpy(feed + fed, bytes, count);
    fed += count;
    size_t done = 0, step;
    while ((step = take_frame(feed + done, fed - done)) > 0) done += step;
    memmove(feed, feed + done, fed -= done);
}

static void read_from(int fd) {
    static char bytes[BUFFER];
    ssize_t count = recv(fd, bytes, sizeof bytes - 1, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        forget(fd);
        return;
    }
    bytes[count] = 0;
    if (phases[fd] == NEW) shake_hands(fd, bytes);
    else if (phases[fd] == FEED) take_feed((uint8_t *)bytes, (size_t)count);
}

int main(void) {
    struct epoll_event events[EVENTS];
    epoll = epoll_create1(0);
    listen_anywhere();
    watch(listener);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listener) welcome();
            else read_from(events[i].data.fd);
        }
    }
}
