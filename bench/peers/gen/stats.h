/* Clock, histogram of latencies, and what the kernel says of processes. */
#ifndef STATS_H
#define STATS_H
#include <stdint.h>

/* Microseconds in buckets of at most 1.6 %: exact up to 64, then 64 buckets for each power of two. */
enum { BUCKETS = 64 * 64 };
typedef struct {
    uint64_t bucket[BUCKETS], count, largest;
} Histogram;

uint64_t now_ns(void);
void record(Histogram *h, uint64_t microseconds);
/* Milliseconds below which the part `p` (0 to 1) of all records lies. */
double percentile_ms(const Histogram *h, double p);

/* Seconds on a processor, and proportional memory (PSS) in KiB, of a process and all its descendants. */
double cpu_of_tree(int pid);
long pss_of_tree(int pid);
/* Seconds on a processor of this process. */
double own_cpu(void);

void die(const char *why);
#endif
