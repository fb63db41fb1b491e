/* Messages on their way: who has posted what, who has been shown it, and what of that went wrong. */
#ifndef MESSAGES_H
#define MESSAGES_H
#include <stdint.h>
#include <stdio.h>

#include "stats.h"
#include "wire.h"

/* A message that is not complete by then is lost. */
#define GIVE_UP_NS 8000000000ull

/* How people post: `window` messages of each topic in flight, `in_flight` of all topics, or `rate` a second. */
extern int connections, topics, window, in_flight, posters, answers, over_http;
extern double rate;
extern Conn *members, *posting;
extern char words[65536];
extern FILE *acks;

/* Posts follow while it is active; what is posted and shown while it is measuring counts. */
extern int active, measuring;
extern uint64_t posted, completed, deliveries, lost, stray, gaps, backwards, refused, acknowledged;
extern Histogram shown_in, answered_in;

/* Before the first post: who is there to read. */
void find_readers(void);
void post_first(void);
/* In the topic whose turn it is; `since` is the moment at which it was to be sent. */
void post_in_turn(uint64_t since);
void post_queued(Conn *c);
void give_up_old(uint64_t now);
uint64_t unfinished(void);
/* What never came counts as late as it is now, so that an overtaken server does not look quick. */
void record_unfinished(void);
/* Members who were shown as much as the first of their topic, in another order. */
uint64_t orders_that_differ(void);
#endif
