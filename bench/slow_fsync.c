/* Preloaded into PostgreSQL: every flush to disk takes SLOW_FSYNC_US longer, as on an SD card or a
   network disk. The flush itself still happens. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file)
{
    const char *given = getenv("SLOW_FSYNC_US");
    long us = given ? atol(given) : 0;
    struct timespec pause = { us / 1000000, us % 1000000 * 1000 };
    int (*flush)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    nanosleep(&pause, NULL);
    return flush(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
