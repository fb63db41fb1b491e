/* Connections that never block: what waits to be read and written, and frames of RFC 6455. */
#ifndef WIRE_H
#define WIRE_H
#include <stddef.h>
#include <stdint.h>

/* POSTING: a keep-alive HTTP connection that posts. */
enum State { CONNECTING, UPGRADING, OPEN, READY, DEAD, POSTING };
enum Opcode { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

typedef struct {
    int fd, index, topic, stalled, wants_out;
    enum State state;
    char *in, *out;
    size_t in_len, in_size, out_len, out_size;
    long last_n;      /* the number of the last message that it was shown */
    uint64_t order;   /* hash of all messages in the order in which it was shown them */
    uint64_t seen;    /* how many they were */
    uint32_t busy;    /* POSTING: the message whose answer it waits for */
} Conn;

extern int epoll_fd, ready_count, dead_count;

void dial(Conn *c, int port, enum State state);
void drop(Conn *c);
void put(Conn *c, const char *data, size_t length);
void put_frame(Conn *c, enum Opcode opcode, const char *data, size_t length);
void write_waiting(Conn *c);
/* No write is awaited any more: the connection is there. Returns whether it is. */
int connected(Conn *c);
/* Read once; how many bytes, 0 when nothing came, -1 when the other side has closed. */
long read_some(Conn *c);
/* Forget the first bytes of what was read. */
void consume(Conn *c, size_t bytes);
/* A whole frame at `offset` of what was read: its payload; returns the offset behind it, 0 when it is not all there. */
size_t next_frame(Conn *c, size_t offset, enum Opcode *opcode, char **payload, size_t *length);
/* Stop reading for good, with a small buffer in the kernel. */
void stall(Conn *c);
#endif
