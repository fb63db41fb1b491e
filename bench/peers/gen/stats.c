#define _GNU_SOURCE
#include "stats.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int bucket_of(uint64_t us) {
    if (us < 64) return us;
    int power = 63 - __builtin_clzll(us);
    int bucket = (power - 5) * 64 + ((us >> (power - 6)) & 63);
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static double least_of(int bucket) {
    if (bucket < 64) return bucket;
    int power = bucket / 64 + 5;
    return (double)((64ull + (bucket & 63)) << (power - 6));
}

void record(Histogram *h, uint64_t us) {
    h->bucket[bucket_of(us)]++;
    h->count++;
    if (us > h->largest) h->largest = us;
}

double percentile_ms(const Histogram *h, double p) {
    uint64_t wanted = p * h->count, seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen > wanted) return least_of(i) / 1000;
    }
    return h->largest / 1000.0;
}

/* Sum of `each` over the children of all threads of a process. */
static double over_children(int pid, double (*each)(int)) {
    char path[300];
    double sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks) return 0;
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", pid, task->d_name);
        FILE *file = fopen(path, "r");
        if (!file) continue;
        for (int child; fscanf(file, "%d", &child) == 1;) sum += each(child);
        fclose(file);
    }
    closedir(tasks);
    return sum;
}

/* schedstat counts nanoseconds, but only of threads that live. */
static double cpu_of_threads(int pid) {
    char path[300];
    double seconds = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks) return 0;
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, task->d_name);
        FILE *file = fopen(path, "r");
        unsigned long long ns;
        if (!file) continue;
        if (fscanf(file, "%llu", &ns) == 1) seconds += ns / 1e9;
        fclose(file);
    }
    closedir(tasks);
    return seconds;
}

/* stat counts threads that have ended as well, in steps of 10 ms. */
static double cpu_of_process(int pid) {
    char path[64], line[1024];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    line[fread(line, 1, sizeof line - 1, file)] = 0;
    fclose(file);
    char *rest = strrchr(line, ')');
    if (rest) sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    return (user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

double cpu_of_tree(int pid) {
    double threads = cpu_of_threads(pid), process = cpu_of_process(pid);
    return (process > threads + .02 ? process : threads) + over_children(pid, cpu_of_tree);
}

static double pss_of(int pid) {
    char path[64], line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    if (file) {
        while (fgets(line, sizeof line, file))
            if (sscanf(line, "Pss: %ld", &kib) == 1) break;
        fclose(file);
    }
    return kib + over_children(pid, pss_of);
}

long pss_of_tree(int pid) { return pss_of(pid); }

double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

void die(const char *why) {
    fprintf(stderr, "load: %s\n", why);
    exit(1);
}
