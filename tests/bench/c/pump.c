/* The media load: sends a plan of finished packets at their times and hears what comes of them.
 *
 * `pump FILE`: lines (sockets it has inherited), ears (which SSRC on which line carries which
 * source), then the packets. A source counts in its RTP timestamps by `step`, and whoever forwards
 * it keeps the distances: so every packet that arrives is known by its number, and its delay with
 * it. The time of arrival is the kernel's. Without ears it only sends. Prints one line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, BYTES = 2048, CONTROL = 64, BUCKETS = 100000 };
static const int64_t SECOND = 1000000000, LOOK = 4000000, BUCKET = 10000; /* ns */

struct head { uint32_t lines, ears, sources, shots, step, unused; double tail; };
struct line { int32_t fd; uint32_t ip; uint16_t port, unused; };
struct ear { uint32_t line, ssrc, source; };
struct shot { double at; uint32_t line, source, number, size; };

struct heard { uint32_t first; int known; unsigned char *seen; };

static struct head head;
static const struct line *lines;
static const struct ear *ears;
static const struct shot **shots;
static uint32_t *counts;  /* packets of each source */
static int64_t **sent;    /* when each of them left; 0 before */
static struct heard *heard;
static uint32_t *ears_of; /* the first ear of each line; they are sorted */
static uint32_t delays[BUCKETS];
static long wanted, delivered, doubled, strange, left, unsent, octets;
static int64_t latest;

static char buffers[BATCH][BYTES], controls[BATCH][CONTROL];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static void fail(const char *why) { fprintf(stderr, "pump: %s\n", why); exit(1); }

static void *room(size_t count, size_t size) {
    void *found = calloc(count ? count : 1, size);
    if (!found) fail("out of memory");
    return found;
}

static int64_t now(clockid_t clock) {
    struct timespec at;
    clock_gettime(clock, &at);
    return at.tv_sec * SECOND + at.tv_nsec;
}

static void load(const char *path) {
    struct stat about;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &about)) fail("no plan");
    const char *at = mmap(0, about.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (at == MAP_FAILED) fail("the plan cannot be read");
    memcpy(&head, at, sizeof head);
    lines = (const void *)(at += sizeof head);
    ears = (const void *)(at += head.lines * sizeof *lines);
    at += head.ears * sizeof *ears;
    shots = room(head.shots, sizeof *shots);
    counts = room(head.sources, sizeof *counts);
    for (uint32_t n = 0; n < head.shots; n++) {
        struct shot one; /* the file knows no alignment */
        struct shot *kept = room(1, sizeof one + sizeof(char *));
        memcpy(&one, at, sizeof one);
        *kept = one;
        memcpy(kept + 1, &(const char *){at + sizeof one}, sizeof(char *));
        shots[n] = kept;
        at += sizeof one + one.size;
        counts[one.source]++;
    }
}

static void prepare(void) {
    sent = room(head.sources, sizeof *sent);
    for (uint32_t n = 0; n < head.sources; n++) sent[n] = room(counts[n], sizeof **sent);
    heard = room(head.ears, sizeof *heard);
    ears_of = room(head.lines + 1, sizeof *ears_of);
    for (uint32_t n = 0; n < head.ears; n++) {
        heard[n].seen = room(counts[ears[n].source], 1);
        wanted += counts[ears[n].source];
        ears_of[ears[n].line + 1]++;
    }
    for (uint32_t n = 0; n < head.lines; n++) ears_of[n + 1] += ears_of[n];
    for (uint32_t n = 0; head.ears && n < head.lines; n++) {
        int yes = 1, big = 8 << 20;
        setsockopt(lines[n].fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
        if (setsockopt(lines[n].fd, SOL_SOCKET, SO_RCVBUFFORCE, &big, sizeof big))
            setsockopt(lines[n].fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
    }
    for (int n = 0; n < BATCH; n++) {
        vectors[n] = (struct iovec){buffers[n], BYTES};
        messages[n].msg_hdr.msg_iov = &vectors[n];
        messages[n].msg_hdr.msg_iovlen = 1;
    }
}

static int64_t arrival(struct msghdr *message) {
    struct cmsghdr *about = CMSG_FIRSTHDR(message);
    struct timespec at;
    if (!about || about->cmsg_type != SO_TIMESTAMPNS) return now(CLOCK_REALTIME);
    memcpy(&at, CMSG_DATA(about), sizeof at);
    return at.tv_sec * SECOND + at.tv_nsec;
}

static void take(uint32_t line, const char *data, uint32_t size, int64_t at) {
    uint32_t stamp, ssrc, n;
    memcpy(&stamp, data + 4, 4);
    memcpy(&ssrc, data + 8, 4);
    stamp = ntohl(stamp);
    ssrc = ntohl(ssrc);
    for (n = ears_of[line]; n < ears_of[line + 1] && ears[n].ssrc != ssrc; n++) continue;
    if (n == ears_of[line + 1]) { strange++; return; }
    struct heard *one = &heard[n];
    if (!one->known) { one->known = 1; one->first = stamp; }
    uint32_t number = (stamp - one->first) / head.step, source = ears[n].source;
    if (number >= counts[source] || !sent[source][number]) { strange++; return; }
    if (one->seen[number]) { doubled++; return; }
    one->seen[number] = 1;
    int64_t bucket = (at - sent[source][number]) / BUCKET;
    delays[bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    delivered++;
    octets += size;
}

static void listen_once(void) {
    for (uint32_t line = 0; line < head.lines; line++) {
        for (int got = BATCH; got == BATCH;) {
            for (int n = 0; n < BATCH; n++) {
                messages[n].msg_hdr.msg_control = controls[n];
                messages[n].msg_hdr.msg_controllen = CONTROL;
            }
            got = recvmmsg(lines[line].fd, messages, BATCH, MSG_DONTWAIT, 0);
            for (int n = 0; n < got; n++) {
                unsigned char first = buffers[n][0], second = buffers[n][1];
                int is_media = first >> 6 == 2 && (second < 192 || second > 223);
                if (is_media && messages[n].msg_len >= 12)
                    take(line, buffers[n], messages[n].msg_len, arrival(&messages[n].msg_hdr));
            }
        }
    }
}

static void shoot(const struct shot *one) {
    const struct line *by = &lines[one->line];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(by->port)};
    const char *data;
    to.sin_addr.s_addr = by->ip;
    memcpy(&data, one + 1, sizeof data);
    sent[one->source][one->number] = now(CLOCK_REALTIME);
    if (sendto(by->fd, data, one->size, 0, (void *)&to, sizeof to) < 0) unsent++;
    left++;
}

static void run(void) {
    int64_t began = now(CLOCK_MONOTONIC), looked = 0, end = 0;
    uint32_t next = 0;
    for (;;) {
        int64_t passed = now(CLOCK_MONOTONIC) - began, due = 0;
        for (int n = 0; n < BATCH && next < head.shots; n++, next++) {
            due = (int64_t)(shots[next]->at * SECOND);
            if (due > passed) break;
            if (passed - due > latest) latest = passed - due;
            shoot(shots[next]);
        }
        if (passed - looked >= LOOK) { if (head.ears) listen_once(); looked = passed; }
        if (next == head.shots && !end) end = passed + (int64_t)(head.tail * SECOND);
        if (end && (passed >= end || delivered == wanted)) return;
        int64_t wait = looked + LOOK - passed;
        if (next < head.shots && due - passed < wait) wait = due - passed;
        if (wait > 0) {
            struct timespec rest = {0, wait};
            nanosleep(&rest, 0);
        }
    }
}

static double quantile(double share) {
    long so_far = 0, goal = (long)(share * delivered);
    for (int n = 0; n < BUCKETS; n++)
        if ((so_far += delays[n]) > goal) return (n + 0.5) * BUCKET / 1e6;
    return 0;
}

int main(int count, char **words) {
    if (count != 2) fail("pump FILE");
    load(words[1]);
    prepare();
    if (head.ears) listen_once(); /* what came before is none of ours */
    delivered = doubled = strange = octets = 0;
    memset(delays, 0, sizeof delays);
    run();
    printf("{\"sent\": %ld, \"unsent\": %ld, \"wanted\": %ld, \"delivered\": %ld, \"doubled\": %ld, "
           "\"strange\": %ld, \"octets\": %ld, \"late_ms\": %.2f, \"p50_ms\": %.3f, "
           "\"p99_ms\": %.3f}\n",
           left, unsent, wanted, delivered, doubled, strange, octets, latest / 1e6,
           quantile(0.5), quantile(0.99));
    return 0;
}
