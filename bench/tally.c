/* Reads many sockets and tallies the messages in them: all that is done per delivery, so that at 400 000
   of them a second the receivers are not what is slow. Messages are found by `|0000042|`, in any framing. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { DIGITS = 7, CARRY = DIGITS + 1, TAIL = 2048, CHUNK = 1 << 18, EVENTS = 512 };

struct line {                     /* one socket, found by its number */
    int32_t carried, place, strayed, tail_size;
    char carry[CARRY], tail[TAIL]; /* what may begin a mark; the last data with one */
};

struct tally {                    /* one run: message `first + i` was due at start_ns + i * step_ns */
    int64_t start_ns, step_ns, bucket_ns, deliveries, bytes, repeated;
    int32_t first, total, known, buckets;
    int32_t *got, *order;         /* how many have message i; the order in which the first of all got them */
    int64_t *last_ns;             /* when the last of all got message i */
    uint32_t *histogram;          /* of every delivery's time since it was due */
};

static void take(struct tally *run, struct line *line, int32_t number, int64_t now)
{
    int32_t i = number - run->first;
    if (i < 0 || i >= run->total)
        return;                   /* late, from an earlier run */
    int64_t bucket = (now - run->start_ns - i * run->step_ns) / run->bucket_ns;
    run->histogram[bucket < 0 ? 0 : bucket >= run->buckets ? run->buckets - 1 : bucket]++;
    run->deliveries++;
    run->last_ns[i] = now;
    if (line->place == run->known && run->known < run->total) {
        run->repeated += run->got[i] > 0;
        run->order[run->known++] = i;
    } else if (line->place >= run->known || run->order[line->place] != i) {
        line->strayed = 1;
    }
    line->place++;
    run->got[i]++;
}

static int search(struct tally *run, struct line *line, const char *data, int64_t size, int64_t now)
{
    const char *end = data + size, *at = data;
    int found = 0;
    while ((at = memchr(at, '|', end - at)) && end - at > CARRY) {
        int32_t number = 0, digits = 0;
        while (digits < DIGITS && at[1 + digits] >= '0' && at[1 + digits] <= '9')
            number = number * 10 + at[1 + digits++] - '0';
        int whole = digits == DIGITS && at[CARRY] == '|';
        if (whole)
            take(run, line, number, now);
        found += whole;
        at += whole ? CARRY + 1 : 1;
    }
    line->carried = at ? end - at : 0;
    memcpy(line->carry, at ? at : end, line->carried);
    return found;
}

/* `data` has CARRY bytes of room before it. */
static void feed(struct tally *run, struct line *line, char *data, int64_t size, int64_t now)
{
    char *start = data - line->carried;
    memcpy(start, line->carry, line->carried);
    run->bytes += size;
    if (search(run, line, start, size + line->carried, now)) {
        line->tail_size = size < TAIL ? size : TAIL;
        memcpy(line->tail, data + size - line->tail_size, line->tail_size);
    }
}

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void tally_feed(struct tally *run, struct line *line, const char *data, int64_t size, int64_t now)
{
    static char room[CARRY + CHUNK];
    memcpy(room + CARRY, data, size);
    feed(run, line, room + CARRY, size, now);
}

/* Read once from each socket that has data; return how many are gone, their numbers in `gone`. */
int tally_pump(struct tally *run, struct line *lines, int epoll, int *gone)
{
    static char room[CARRY + CHUNK];
    struct epoll_event ready[EVENTS];
    int lost = 0, count = epoll_wait(epoll, ready, EVENTS, 0);
    for (int i = 0; i < count; i++) {
        int number = ready[i].data.fd;
        ssize_t size = recv(number, room + CARRY, CHUNK, MSG_DONTWAIT);
        if (size > 0)
            feed(run, lines + number, room + CARRY, size, monotonic());
        else if (size == 0 || (errno != EAGAIN && errno != EINTR))
            gone[lost++] = number;
    }
    return lost;
}
