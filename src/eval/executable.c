#include "eval/executable.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
    long size = sysconf(_SC_PAGESIZE);
    return size > 0 ? (size_t)size : 4096;
}

static bool fill(uint8_t *at, size_t size, const uint8_t *bytes, size_t n)
{
    if (mprotect(at, size, PROT_READ | PROT_WRITE) != 0) return false;
    memcpy(at, bytes, n);
    __builtin___clear_cache((char *)at, (char *)at + n);
    return mprotect(at, size, PROT_READ | PROT_EXEC) == 0;
}

void executable_make(struct executable *e, struct mem *mem, const uint8_t *bytes, size_t n)
{
    size_t page = page_size(), size = (n + page - 1) / page * page, all = size + 2 * page;
    *e = (struct executable){0};
    uint8_t *first = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (first == MAP_FAILED) return;
    if (!fill(first + page, size, bytes, n) || !mem_charge(mem, size)) {
        munmap(first, all);
        return;
    }
    *e = (struct executable){first + page, size};
}

void executable_free(struct executable *e, struct mem *mem)
{
    if (!e->at) return;
    size_t page = page_size();
    munmap(e->at - page, e->size + 2 * page);
    mem_release(mem, e->size);
    *e = (struct executable){0};
}
