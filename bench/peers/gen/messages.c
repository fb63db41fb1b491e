#define _GNU_SOURCE
#include "messages.h"

#include <stdlib.h>

#include "dialect.h"

enum { RING = 1 << 20 };

typedef struct {
    uint64_t since; /* when it was posted, or was to be posted */
    int missing, topic, sender, answered;
    int measured; /* posted in the measured time: its latency counts */
    uint32_t seq; /* 0: complete, refused or lost */
} Message;

int connections = 100, topics = 1, window, in_flight, posters = 64, answers, over_http;
double rate;
Conn *members, *posting;
char words[65536];
FILE *acks;
int active, measuring;
uint64_t posted, completed, deliveries, lost, stray, gaps, backwards, refused, acknowledged;
Histogram shown_in, answered_in;

static int **readers, *reader_count; /* by topic: indexes of members that are ready and read */
static Message *messages;
static uint32_t next_seq = 1, oldest = 1;
static uint32_t *queue; /* of posts that wait for an HTTP connection */
static unsigned queue_head, queue_tail, turn_of;

static Message *message_of(uint32_t seq) { return &messages[seq & (RING - 1)]; }

void find_readers(void) {
    messages = calloc(RING, sizeof *messages);
    queue = calloc(RING, sizeof *queue);
    readers = calloc(topics, sizeof *readers);
    reader_count = calloc(topics, sizeof *reader_count);
    for (int t = 0; t < topics; t++) readers[t] = calloc(connections / topics + 1, sizeof **readers);
    for (int i = 0; i < connections; i++) {
        Conn *c = &members[i];
        if (c->state == READY && !c->stalled) readers[c->topic][reader_count[c->topic]++] = i;
    }
}

static void post_over_http(Message *m) {
    for (int i = 0; i < posters; i++)
        if (posting[i].state == POSTING && !posting[i].busy) {
            post_by_http(&posting[i], m->topic, m->sender, m->seq, words);
            return;
        }
    queue[queue_tail++ & (RING - 1)] = m->seq;
}

void post_queued(Conn *c) {
    while (queue_head != queue_tail && !c->busy) {
        uint32_t seq = queue[queue_head++ & (RING - 1)];
        Message *m = message_of(seq);
        if (m->seq == seq) post_by_http(c, m->topic, m->sender, seq, words);
    }
}

static void post(int topic, uint64_t since) {
    Conn *c = NULL;
    if (!reader_count[topic]) return;
    for (int tries = 0; tries < 50 && !c; tries++) {
        Conn *picked = &members[readers[topic][rand() % reader_count[topic]]];
        if (picked->state == READY) c = picked;
    }
    if (!c) return;
    uint32_t seq = next_seq++;
    Message *m = message_of(seq);
    *m = (Message){.since = since, .topic = topic, .sender = c->index, .seq = seq, .missing = reader_count[topic],
                   .answered = !answers, .measured = measuring};
    posted++;
    if (over_http)
        post_over_http(m);
    else
        post_by_socket(c, topic, seq, words);
}

void post_in_turn(uint64_t since) { post(turn_of++ % topics, since); }

void post_first(void) {
    for (int i = 0; i < in_flight; i++) post_in_turn(now_ns());
    for (int t = 0; t < topics; t++)
        for (int i = 0; i < window; i++) post(t, now_ns());
}

static void post_next(int topic) {
    if (!active) return;
    if (window) post(topic, now_ns());
    if (in_flight) post_in_turn(now_ns());
}

static void settle_message(Message *m) {
    if (m->missing > 0 || !m->answered) return;
    if (measuring) completed++;
    m->seq = 0;
    post_next(m->topic);
}

void on_answer(uint32_t seq, long n, int is_refused) {
    Message *m = message_of(seq);
    if (!seq || m->seq != seq || m->answered) return;
    if (is_refused) {
        refused++;
        m->seq = 0;
        post_next(m->topic);
        return;
    }
    m->answered = 1;
    acknowledged++;
    if (acks) fprintf(acks, "%u %ld\n", seq, n);
    if (m->measured) record(&answered_in, (now_ns() - m->since) / 1000);
    settle_message(m);
}

void on_shown(Conn *c, uint32_t seq, long n) {
    c->order = (c->order ^ seq) * 1099511628211ull;
    c->seen++;
    if (n >= 0 && n <= c->last_n) backwards++;
    if (n > c->last_n) {
        if (n != c->last_n + 1) gaps++;
        c->last_n = n;
    }
    Message *m = message_of(seq);
    if (!seq || m->seq != seq) {
        stray++;
        return;
    }
    if (measuring) deliveries++;
    if (m->measured) record(&shown_in, (now_ns() - m->since) / 1000); /* also when the measured time is over */
    m->missing--;
    settle_message(m);
}

static void record_missing(const Message *m, uint64_t now) {
    if (!m->measured) return;
    for (int i = 0; i < m->missing; i++) record(&shown_in, (now - m->since) / 1000);
    if (!m->answered) record(&answered_in, (now - m->since) / 1000);
}

void give_up_old(uint64_t now) {
    for (; oldest < next_seq; oldest++) {
        Message *m = message_of(oldest);
        if (m->seq != oldest) continue;
        if (now - m->since < GIVE_UP_NS) return;
        lost++;
        record_missing(m, now);
        m->seq = 0;
        post_next(m->topic);
    }
}

uint64_t unfinished(void) {
    uint64_t count = 0;
    for (uint32_t seq = oldest; seq < next_seq; seq++) count += message_of(seq)->seq == seq;
    return count;
}

void record_unfinished(void) {
    uint64_t now = now_ns();
    for (uint32_t seq = oldest; seq < next_seq; seq++)
        if (message_of(seq)->seq == seq) record_missing(message_of(seq), now);
}

uint64_t orders_that_differ(void) {
    uint64_t count = 0;
    for (int t = 0; t < topics; t++)
        for (int i = 1; i < reader_count[t]; i++) {
            const Conn *first = &members[readers[t][0]], *other = &members[readers[t][i]];
            count += other->seen == first->seen && other->order != first->order;
        }
    return count;
}
