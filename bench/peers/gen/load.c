/* Load of a group chat: members listen on WebSockets and post over them or over HTTP; one thread, epoll.
 *
 * A message is complete when it was answered (where the server answers posts) and shown to every member of its topic
 * who still reads; only then does a closed loop post the next. Prints one line of JSON. --acks FILE gets "seq n" of
 * every acknowledged post, for whoever compares them with the database.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dialect.h"
#include "messages.h"
#include "stats.h"
#include "wire.h"

enum { MOST_ROOTS = 16, TIMELINE = 4000 };
#define HEARTBEAT_NS 20000000000ull

static int ports = 1, handshakes = 64; /* how members connect */
static int words_length = 100;
static double warm = 1, seconds = 5, settle = 1, idle;
static int roots[MOST_ROOTS], root_count, server_count;
static uint64_t bytes, heartbeat_at;

/* The loop */

static void parse(Conn *c) {
    size_t offset = 0, behind, length;
    enum Opcode opcode;
    char *payload;
    if (c->state == POSTING) {
        while (on_http_answer(c)) post_queued(c);
        return;
    }
    if (c->state == UPGRADING) {
        char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
        if (!end) return;
        if (memcmp(c->in, "HTTP/1.1 101", 12)) {
            static int once;
            if (!once++) fprintf(stderr, "load: no handshake: %.300s\n", c->in);
            drop(c);
            return;
        }
        offset = end + 4 - c->in;
        c->state = OPEN;
    }
    while (c->state != DEAD && (behind = next_frame(c, offset, &opcode, &payload, &length))) {
        if (opcode == PING) put_frame(c, PONG, payload, length);
        if (opcode == TEXT) on_text(c, payload, length);
        if (opcode == CLOSE) drop(c);
        offset = behind;
    }
    if (c->state != DEAD && offset) consume(c, offset);
}

static void hung_up(Conn *c) {
    if (c->state != POSTING) {
        drop(c);
        return;
    }
    uint32_t seq = c->busy;
    close(c->fd);
    dial(c, server.port + c->index % ports, POSTING);
    if (seq) on_answer(seq, -1, 1);
}

static void heartbeats(uint64_t now) {
    if (now < heartbeat_at) return;
    heartbeat_at = now + HEARTBEAT_NS;
    for (int i = 0; i < connections; i++) send_heartbeat(&members[i]);
}

static void turn(int milliseconds) {
    static struct epoll_event events[1024];
    int count = epoll_wait(epoll_fd, events, 1024, milliseconds);
    for (int i = 0; i < count; i++) {
        Conn *c = events[i].data.ptr;
        if (c->state == CONNECTING && events[i].events & (EPOLLOUT | EPOLLERR)) {
            if (connected(c))
                send_upgrade(c);
            else
                drop(c);
            continue;
        }
        if (c->state != DEAD && events[i].events & EPOLLOUT) write_waiting(c);
        if (c->state != DEAD && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            long got = read_some(c);
            if (got < 0) hung_up(c);
            if (got > 0) {
                if (measuring) bytes += got;
                parse(c);
            }
        }
    }
    heartbeats(now_ns());
}

static void turn_for(double for_seconds) {
    for (uint64_t end = now_ns() + for_seconds * 1e9; now_ns() < end;) turn(50);
}

/* Figures */

static void cpu_now(double *seconds_of) {
    for (int i = 0; i < root_count; i++) seconds_of[i] = cpu_of_tree(roots[i]);
}

static double used(const double *from, const double *to) {
    double sum = 0;
    for (int i = 0; i < root_count; i++) sum += to[i] - from[i];
    return sum;
}

static long server_pss(void) {
    long sum = 0;
    for (int i = 0; i < server_count; i++) sum += pss_of_tree(roots[i]);
    return sum;
}

/* Phases */

/* Connect members up to the given number, never more than `handshakes` at once. */
static void connect_up_to(int number) {
    static int started;
    uint64_t since = now_ns();
    while (ready_count + dead_count < number && now_ns() - since < 120000000000ull) {
        for (; started < number && started - ready_count - dead_count < handshakes; started++) {
            Conn *c = &members[started];
            c->index = started;
            c->topic = started % topics;
            dial(c, server.port + started % ports, CONNECTING);
        }
        turn(100);
    }
}

/* The first connections make a server load what it needs only once, so they count neither as time nor as memory. */
static void connect_all(void) {
    double before[MOST_ROOTS], after[MOST_ROOTS];
    int first = connections > 4 * handshakes ? 2 * handshakes : 0;
    connect_up_to(first);
    if (first) turn_for(.5);
    long pss = server_pss();
    int ready_before = ready_count;
    cpu_now(before);
    uint64_t since = now_ns();
    connect_up_to(connections);
    double took = (now_ns() - since) / 1e9;
    int counted = ready_count - ready_before;
    cpu_now(after);
    printf("{\"ready\":%d,\"connects_per_s\":%.0f,\"connect_cpu_us\":%.0f", ready_count, counted / took,
           counted ? used(before, after) * 1e6 / counted : 0);
    turn_for(settle);
    long grown = server_pss() - pss;
    printf(",\"pss_kib\":%ld,\"kib_per_conn\":%.1f", pss, counted ? (double)grown / counted : 0);
    if (idle > 0) {
        cpu_now(before);
        turn_for(idle);
        cpu_now(after);
        printf(",\"idle_cpu_pct\":%.2f", 100 * used(before, after) / idle);
    }
}

static int wait_ms(uint64_t next_post) {
    if (rate <= 0) return 20;
    int64_t left = ((int64_t)next_post - (int64_t)now_ns()) / 1000000;
    return left < 0 ? 0 : left > 20 ? 20 : left;
}

static void load(void) {
    double before[MOST_ROOTS], after[MOST_ROOTS], own = 0;
    char timeline[TIMELINE + 100] = "";
    int timeline_length = 0;
    uint64_t start = now_ns(), from = start + warm * 1e9, to = 0, next_post = start, looked = start, weighed = start;
    uint64_t posted_before = 0;
    find_readers();
    active = 1;
    post_first();
    for (;;) {
        uint64_t now = now_ns();
        if (!measuring && now >= from) {
            cpu_now(before);
            own = own_cpu();
            posted_before = posted;
            measuring = 1;
            from = now_ns();
            to = from + seconds * 1e9;
        }
        if (measuring && now >= to) break;
        for (; rate > 0 && next_post <= now; next_post += 1e9 / rate) post_in_turn(next_post);
        if (now - looked > 200000000ull) {
            looked = now;
            give_up_old(now);
        }
        if (server.stalled >= 0 && now - weighed > 1000000000ull && timeline_length < TIMELINE) {
            weighed = now;
            timeline_length += sprintf(timeline + timeline_length, "%s[%.0f,%ld]", timeline_length ? "," : "",
                                       (now - start) / 1e9, server_pss());
        }
        turn(wait_ms(next_post));
    }
    cpu_now(after);
    double took = (now_ns() - from) / 1e9;
    own = own_cpu() - own;
    uint64_t shown = deliveries, done = completed, sent = posted - posted_before;
    measuring = active = 0;
    for (uint64_t since = now_ns(); unfinished() && now_ns() - since < GIVE_UP_NS;) turn(20);
    turn_for(.3); /* whatever is shown twice comes late */
    record_unfinished();

    printf(",\"secs\":%.3f,\"posted_per_s\":%.1f,\"posts_per_s\":%.1f,\"deliveries_per_s\":%.0f,\"cpu_s\":[", took,
           sent / took, done / took, shown / took);
    for (int i = 0; i < root_count; i++) printf("%s%.4f", i ? "," : "", after[i] - before[i]);
    printf("],\"util\":%.3f,\"generator_util\":%.3f,\"mb_per_s\":%.1f", used(before, after) / took, own / took,
           bytes / took / 1e6);
    printf(",\"shown_p50_ms\":%.2f,\"shown_p99_ms\":%.2f,\"shown_max_ms\":%.2f,\"ack_p50_ms\":%.2f,\"ack_p99_ms\":%.2f",
           percentile_ms(&shown_in, .5), percentile_ms(&shown_in, .99), shown_in.largest / 1000.0,
           percentile_ms(&answered_in, .5), percentile_ms(&answered_in, .99));
    printf(",\"acknowledged\":%lu,\"refused\":%lu,\"lost\":%lu,\"unfinished\":%lu,\"stray\":%lu,\"backwards\":%lu",
           acknowledged, refused, lost, unfinished(), stray, backwards);
    printf(",\"gaps\":%lu,\"order_differs\":%lu", gaps, orders_that_differ());
    if (timeline_length) printf(",\"timeline\":[%s]", timeline);
}

/* Options */

static char **lines_of(const char *path, int least, const char *what) {
    char line[6000], **lines = calloc(least, sizeof *lines);
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file) die(what);
    for (int i = 0; i < least; i++) {
        if (!fgets(line, sizeof line, file)) die(what);
        line[strcspn(line, "\n")] = 0;
        lines[i] = strdup(line);
    }
    fclose(file);
    return lines;
}

static void read_roots(char *pids) {
    for (char *pid = strtok(pids, ","); pid && root_count < MOST_ROOTS; pid = strtok(NULL, ","))
        roots[root_count++] = atoi(pid);
}

int main(int count, char **given) {
    enum { DIALECT, PORT, PORTS, PATH, ORIGIN, HTTP, TOKENS, TOPICS, ACKS, CONNS, ROOMS, WINDOW, IN_FLIGHT, RATE, WARM,
           SECS, SETTLE, IDLE, HANDSHAKES, POSTERS, WORDS, STALL, NO_SUB, ANSWERS, SERVERS, OTHERS };
    static const struct option known[] = {
        {"dialect", 1, 0, DIALECT}, {"port", 1, 0, PORT}, {"ports", 1, 0, PORTS}, {"path", 1, 0, PATH},
        {"origin", 1, 0, ORIGIN}, {"http", 1, 0, HTTP}, {"tokens", 1, 0, TOKENS}, {"topics", 1, 0, TOPICS},
        {"acks", 1, 0, ACKS}, {"conns", 1, 0, CONNS}, {"rooms", 1, 0, ROOMS}, {"window", 1, 0, WINDOW},
        {"inflight", 1, 0, IN_FLIGHT}, {"rate", 1, 0, RATE}, {"warm", 1, 0, WARM}, {"secs", 1, 0, SECS},
        {"settle", 1, 0, SETTLE}, {"idle", 1, 0, IDLE}, {"handshakes", 1, 0, HANDSHAKES}, {"posters", 1, 0, POSTERS},
        {"words", 1, 0, WORDS}, {"stall", 1, 0, STALL}, {"no-sub", 0, 0, NO_SUB}, {"answers", 0, 0, ANSWERS},
        {"servers", 1, 0, SERVERS}, {"others", 1, 0, OTHERS}, {0}};
    const char *tokens = NULL, *topic_ids = NULL, *ack_file = NULL;
    char *others = NULL;
    server = (Server){.path = "/ws?v=1", .origin = "", .port = 8000, .subscribe = 1, .stalled = -1};
    for (int option; (option = getopt_long(count, given, "", known, 0)) != -1;) switch (option) {
            case DIALECT:
                server.dialect = !strcmp(optarg, "socketio") ? SOCKETIO : !strcmp(optarg, "plain") ? PLAIN : CHATTERBOX;
                break;
            case PORT: server.port = atoi(optarg); break;
            case PORTS: ports = atoi(optarg); break;
            case PATH: server.path = optarg; break;
            case ORIGIN: server.origin = optarg; break;
            case HTTP: over_http = 1; server.post_path = optarg; break;
            case TOKENS: tokens = optarg; break;
            case TOPICS: topic_ids = optarg; break;
            case ACKS: ack_file = optarg; break;
            case CONNS: connections = atoi(optarg); break;
            case ROOMS: topics = atoi(optarg); break;
            case WINDOW: window = atoi(optarg); break;
            case IN_FLIGHT: in_flight = atoi(optarg); break;
            case RATE: rate = atof(optarg); break;
            case WARM: warm = atof(optarg); break;
            case SECS: seconds = atof(optarg); break;
            case SETTLE: settle = atof(optarg); break;
            case IDLE: idle = atof(optarg); break;
            case HANDSHAKES: handshakes = atoi(optarg); break;
            case POSTERS: posters = atoi(optarg); break;
            case WORDS: words_length = atoi(optarg); break;
            case STALL: server.stalled = atoi(optarg); break;
            case NO_SUB: server.subscribe = 0; break;
            case ANSWERS: answers = 1; break;
            case SERVERS: read_roots(optarg); server_count = root_count; break;
            case OTHERS: others = optarg; break;
            default: die("no such option");
        }
    if (others) read_roots(others); /* behind the servers, whatever the order of options */
    if (words_length > 60000 || topics > connections) die("too many words, or topics");
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    srand(42);
    static const char lorem[] = "lorem ipsum dolor sit amet consectetur adipiscing elit sed ";
    for (int i = 0; i < words_length; i++) words[i] = lorem[i % (sizeof lorem - 1)];
    server.tokens = lines_of(tokens, connections, "--tokens: a file with a line for each connection is wanted");
    server.topics = lines_of(topic_ids, topics, "--topics: a file with a line for each room is wanted");
    if (ack_file && !(acks = fopen(ack_file, "w"))) die("--acks: can't be written");
    epoll_fd = epoll_create1(0);
    members = calloc(connections, sizeof *members);
    posting = calloc(posters, sizeof *posting);
    heartbeat_at = now_ns() + HEARTBEAT_NS;

    connect_all();
    for (int i = 0; over_http && i < posters; i++) {
        posting[i].index = i;
        dial(&posting[i], server.port + i % ports, POSTING);
    }
    if (window || in_flight || rate > 0) load();
    printf(",\"dead\":%d}\n", dead_count);
    if (acks) fclose(acks);
    return 0;
}
