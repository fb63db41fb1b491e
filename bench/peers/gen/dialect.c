#define _GNU_SOURCE
#include "dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "stats.h"

enum { LONGEST_POST = 66000 };
Server server;

static int has(const char *text, size_t length, const char *part) {
    return memmem(text, length, part, strlen(part)) != NULL;
}

static int begins(const char *text, size_t length, const char *part) {
    return length >= strlen(part) && !memcmp(text, part, strlen(part));
}

/* The number behind the first "n": of a text, -1 without one. It stands before the words, so none of theirs counts. */
static long number_in(const char *text, size_t length) {
    const char *n = memmem(text, length, "\"n\":", 4);
    return n ? atol(n + 4) : -1;
}

static uint32_t hex8(const char *digits) {
    char h[9];
    memcpy(h, digits, 8);
    h[8] = 0;
    return strtoul(h, NULL, 16);
}

/* What a person ought to see once: the first refusal of each run. */
static void complain(const char *what, const char *text, size_t length) {
    static int once;
    if (!once++) fprintf(stderr, "load: %s: %.*s\n", what, (int)(length > 500 ? 500 : length), text);
}

void send_upgrade(Conn *c) {
    char request[6000];
    const char *token = server.tokens[c->index], *topic = server.topics[c->topic];
    int n = server.dialect == CHATTERBOX
                ? snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nOrigin: %s\r\nCookie: chatterbox_access=%s\r\n",
                           server.path, server.origin, token)
                : snprintf(request, sizeof request, "GET %s%ctopic=%s&token=%s HTTP/1.1\r\n", server.path,
                           strchr(server.path, '?') ? '&' : '?', topic, token);
    n += snprintf(request + n, sizeof request - n,
                  "Host: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                  server.port);
    put(c, request, n);
    c->state = UPGRADING;
}

static void ready(Conn *c) {
    if (c->state == READY) return;
    c->state = READY;
    ready_count++;
    if (c->index < server.stalled) stall(c);
}

/* Every message holds @@xxxxxxxx@@, its place in the run; frames of ours hold it twice, in the text and in its HTML. */
static void shown(Conn *c, const char *text, size_t length) {
    const char *end = text + length, *mark = text;
    while ((mark = memmem(mark, end - mark, "@@", 2)) && mark + 12 <= end) {
        if (mark[10] == '@' && mark[11] == '@') {
            on_shown(c, hex8(mark + 2), number_in(text, mark - text));
            return;
        }
        mark++;
    }
}

static void on_chatterbox(Conn *c, const char *text, size_t length) {
    char sub[200];
    if (begins(text, length, "{\"op\":\"event\"")) {
        shown(c, text, length);
    } else if (begins(text, length, "{\"op\":\"ack\"") || begins(text, length, "{\"op\":\"error\"")) {
        const char *id = memmem(text, length, "\"client_id\":\"", 13);
        int refused = text[7] == 'e';
        if (refused) complain("refused", text, length);
        if (id) on_answer(hex8(id + 13), number_in(text, length), refused);
    } else if (begins(text, length, "{\"op\":\"hello\"")) {
        if (server.subscribe)
            put_frame(c, TEXT, sub, sprintf(sub, "{\"op\":\"sub\",\"topics\":{\"%s\":0}}", server.topics[c->topic]));
        else
            ready(c);
    } else if (begins(text, length, "{\"op\":\"synced\"")) {
        ready(c);
    } else if (begins(text, length, "{\"op\":\"gone\"")) {
        complain("gone", text, length);
        drop(c);
    }
}

static void on_socketio(Conn *c, const char *text, size_t length) {
    if (begins(text, length, "0")) { /* the engine is open: connect to the namespace */
        put_frame(c, TEXT, "40", 2);
    } else if (length == 1 && *text == '2') { /* ping */
        put_frame(c, TEXT, "3", 1);
    } else if (begins(text, length, "43")) { /* 43ID[…]: the answer to post ID */
        int refused = has(text, length, "\"error\"");
        if (refused) complain("refused", text, length);
        on_answer(strtoul(text + 2, NULL, 10), number_in(text, length), refused);
    } else if (begins(text, length, "44")) { /* connect error */
        complain("not let in", text, length);
        drop(c);
    } else if (c->state != READY && has(text, length, "\"ready\"")) {
        ready(c);
    } else {
        shown(c, text, length);
    }
}

void on_text(Conn *c, char *text, size_t length) {
    if (server.dialect == CHATTERBOX)
        on_chatterbox(c, text, length);
    else if (server.dialect == SOCKETIO)
        on_socketio(c, text, length);
    else if (c->state != READY && has(text, length, "\"ready\""))
        ready(c);
    else
        shown(c, text, length);
}

void send_heartbeat(Conn *c) {
    if (server.dialect == CHATTERBOX && c->state == READY) put_frame(c, TEXT, "{\"op\":\"ping\",\"c\":1}", 19);
}

/* The JSON of a post. `op` is what stands before its fields. */
static int post_json(char *json, const char *op, int sender, uint32_t seq, const char *words) {
    return snprintf(json, LONGEST_POST, "{%s\"client_id\":\"%08x-0000-7000-8000-%012x\",\"text\":\"@@%08x@@ %s\"}", op,
                    seq, sender, seq, words);
}

void post_by_socket(Conn *c, int topic, uint32_t seq, const char *words) {
    char frame[LONGEST_POST + 200], op[200];
    int n = 0;
    sprintf(op, "\"%s\":\"%s\",\"topic\":\"%s\",", server.dialect == CHATTERBOX ? "op" : "type",
            server.dialect == CHATTERBOX ? "message:create" : "message", server.topics[topic]);
    if (server.dialect == SOCKETIO) n = sprintf(frame, "42%u[\"message\",", seq);
    n += post_json(frame + n, op, c->index, seq, words);
    if (server.dialect == SOCKETIO) frame[n++] = ']';
    put_frame(c, TEXT, frame, n);
}

void post_by_http(Conn *c, int topic, int sender, uint32_t seq, const char *words) {
    char request[LONGEST_POST + 6000], json[LONGEST_POST], path[200];
    int body = post_json(json, "", sender, seq, words);
    snprintf(path, sizeof path, server.post_path, server.topics[topic]);
    int n = sprintf(request,
                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %.4000s\r\n"
                    "Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n",
                    path, server.port, server.tokens[sender], body);
    memcpy(request + n, json, body);
    c->busy = seq;
    put(c, request, n + body);
}

int on_http_answer(Conn *c) {
    if (!c->in_len) return 0;
    char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = end + 4 - c->in, whole;
    char *given = strcasestr(c->in, "content-length:");
    if (given && given < end) {
        whole = head + atol(given + 15);
        if (c->in_len < whole) return 0;
    } else { /* in chunks */
        char *last = memmem(c->in + head, c->in_len - head, "0\r\n\r\n", 5);
        if (!last) return 0;
        whole = last + 5 - c->in;
    }
    int status = atoi(c->in + 9);
    long n = number_in(c->in + head, whole - head);
    uint32_t seq = c->busy;
    if (status >= 300) complain("refused", c->in, c->in_len);
    consume(c, whole);
    c->busy = 0;
    on_answer(seq, n, status >= 300);
    return 1;
}
