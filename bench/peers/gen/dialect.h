/* How each server is spoken to: the handshake, when a connection is ready, posts, and what their answers mean. */
#ifndef DIALECT_H
#define DIALECT_H
#include <stdint.h>

#include "wire.h"

/* CHATTERBOX: docs/api.md. SOCKETIO: Socket.IO 4 over a WebSocket. PLAIN: frames of JSON without an envelope. */
enum Dialect { CHATTERBOX, SOCKETIO, PLAIN };

typedef struct {
    enum Dialect dialect;
    const char *path, *origin, *post_path;
    int port, subscribe, stalled;
    char **tokens, **topics;
} Server;

extern Server server;

/* What load.c does with what comes in. `n` is -1 where a message has no number. */
void on_shown(Conn *c, uint32_t seq, long n);
void on_answer(uint32_t seq, long n, int refused);

void send_upgrade(Conn *c);
/* One text frame that came in. */
void on_text(Conn *c, char *text, size_t length);
void send_heartbeat(Conn *c);

void post_by_socket(Conn *c, int topic, uint32_t seq, const char *words);
void post_by_http(Conn *c, int topic, int sender, uint32_t seq, const char *words);
/* The answer to the post that a POSTING connection sent; returns whether it is there. */
int on_http_answer(Conn *c);
#endif
