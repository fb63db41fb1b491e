#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stats.h"

int epoll_fd, ready_count, dead_count;

static void watch(Conn *c, int how) {
    struct epoll_event e = {.events = EPOLLIN | (c->wants_out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll_fd, how, c->fd, &e);
}

static void want_out(Conn *c, int wanted) {
    if (c->wants_out == wanted) return;
    c->wants_out = wanted;
    watch(c, EPOLL_CTL_MOD);
}

void dial(Conn *c, int port, enum State state) {
    int one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("no socket is left: raise the limit of open files");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) die("connect");
    c->state = state;
    c->in_len = c->out_len = 0;
    c->busy = 0;
    c->wants_out = state == CONNECTING;
    watch(c, EPOLL_CTL_ADD);
}

int connected(Conn *c) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return 0;
    want_out(c, 0);
    return 1;
}

void drop(Conn *c) {
    if (c->state == DEAD) return;
    if (c->state == READY) ready_count--;
    dead_count++;
    close(c->fd);
    c->state = DEAD;
}

void put(Conn *c, const char *data, size_t length) {
    if (c->state == DEAD) return;
    if (!c->out_len) {
        ssize_t sent = send(c->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno != EAGAIN) {
                drop(c);
                return;
            }
            sent = 0;
        }
        data += sent;
        length -= sent;
        if (!length) return;
    }
    if (c->out_len + length > c->out_size) {
        c->out_size = (c->out_len + length) * 2;
        c->out = realloc(c->out, c->out_size);
    }
    memcpy(c->out + c->out_len, data, length);
    c->out_len += length;
    want_out(c, 1);
}

void put_frame(Conn *c, enum Opcode opcode, const char *data, size_t length) {
    char frame[70000];
    int head = 2;
    if (length + 8 > sizeof frame || length > 65535) die("a frame is too long");
    frame[0] = 0x80 | opcode;
    if (length < 126) {
        frame[1] = 0x80 | length;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = length >> 8;
        frame[3] = length;
        head = 4;
    }
    memset(frame + head, 0, 4); /* a mask of zeros: what is masked stays as it is */
    memcpy(frame + head + 4, data, length);
    put(c, frame, head + 4 + length);
}

void write_waiting(Conn *c) {
    if (!c->out_len) return;
    ssize_t sent = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        if (errno != EAGAIN) drop(c);
        return;
    }
    memmove(c->out, c->out + sent, c->out_len - sent);
    c->out_len -= sent;
    if (!c->out_len) want_out(c, 0);
}

long read_some(Conn *c) {
    if (c->in_size - c->in_len < 16384) {
        c->in_size = c->in_size ? c->in_size * 2 : 32768;
        c->in = realloc(c->in, c->in_size);
    }
    ssize_t got = recv(c->fd, c->in + c->in_len, c->in_size - c->in_len - 1, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return -1;
    if (got < 0) return 0;
    c->in_len += got;
    c->in[c->in_len] = 0; /* so that it may be searched as text */
    return got;
}

void consume(Conn *c, size_t bytes) {
    memmove(c->in, c->in + bytes, c->in_len - bytes);
    c->in_len -= bytes;
    c->in[c->in_len] = 0;
}

size_t next_frame(Conn *c, size_t offset, enum Opcode *opcode, char **payload, size_t *length) {
    unsigned char *h = (unsigned char *)c->in + offset;
    size_t there = c->in_len - offset, head = 2, n;
    if (there < 2) return 0;
    n = h[1] & 127;
    if (n == 126) {
        if (there < 4) return 0;
        n = h[2] << 8 | h[3];
        head = 4;
    } else if (n == 127) {
        if (there < 10) return 0;
        n = 0;
        for (int i = 2; i < 10; i++) n = n << 8 | h[i];
        head = 10;
    }
    if (there < head + n) return 0;
    *opcode = h[0] & 15;
    *payload = (char *)h + head;
    *length = n;
    return offset + head + n;
}

void stall(Conn *c) {
    int small = 4096;
    c->stalled = 1;
    setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, c->fd, 0);
}
