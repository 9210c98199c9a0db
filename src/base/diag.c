#include "base/diag.h"

#include "base/str.h"

#include <string.h>
#include <time.h>

/* Registers a source whose name and bytes are already copied. */
static uint32_t add(struct core *core, struct source source)
{
    struct source none = {0};
    const char *bytes = source.bytes;
    if (core->sources.n == 0 && !vec_push(&core->mem, &core->sources, none)) return 0;
    source.name = arena_text(&core->arena, source.name, __builtin_strlen(source.name));
    if (bytes) source.bytes = arena_text(&core->arena, bytes, source.length);
    if (!source.name || (bytes && !source.bytes) || !vec_push(&core->mem, &core->sources, source))
        return 0;
    return (uint32_t)core->sources.n - 1;
}

uint32_t core_add_source(struct core *core, const char *name, const char *bytes, size_t length)
{
    return add(core, (struct source){name, bytes, length, 0});
}

uint32_t core_add_part(struct core *core, const char *name, const char *bytes, size_t length,
                       size_t lines_before)
{
    return add(core, (struct source){name, bytes, length, lines_before});
}

uint32_t core_add_binary(struct core *core, const char *name)
{
    return add(core, (struct source){.name = name});
}

static const char *format_text(struct core *core, const char *format, va_list args)
{
    struct str text = {.mem = &core->mem};
    str_vputf(&text, format, args);
    const char *copy = text.failed ? NULL : arena_text(&core->arena, text.s, text.n);
    str_free(&text);
    return copy ? copy : "out of memory";
}

bool diag_error(struct core *core, enum kind kind, struct span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct diag diag = {kind, span, format_text(core, format, args), NULL};
    va_end(args);
    if (!vec_push(&core->mem, &core->diags, diag)) core->mem.failed = true;
    return false;
}

bool diag_hint(struct core *core, const char *format, ...)
{
    if (core->diags.n == 0) return false;
    va_list args;
    va_start(args, format);
    core->diags.at[core->diags.n - 1].hint = format_text(core, format, args);
    va_end(args);
    return false;
}

void trial_begin(struct trial *trial, struct core *core)
{
    memcpy(&trial->others, &core->diags, sizeof core->diags);
    memset(&core->diags, 0, sizeof core->diags);
}

void trial_end(struct trial *trial, struct core *core, bool keep_errors)
{
    for (size_t i = 0; keep_errors && i < core->diags.n; i++)
        if (!vec_push(&core->mem, &trial->others, core->diags.at[i])) core->mem.failed = true;
    vec_free(&core->mem, &core->diags);
    memcpy(&core->diags, &trial->others, sizeof core->diags);
    if (!keep_errors && core_must_stop(core)) core_say_stopped(core, &core->limits);
}

void limits_lower_seconds(struct limits *limits, double seconds)
{
    limits->own_seconds = seconds > 0 && (limits->seconds == 0 || seconds < limits->seconds);
    if (limits->own_seconds) limits->seconds = seconds;
}

void core_start_clock(struct core *core)
{
    core->deadline = core->limits.seconds > 0 ? core_clock() + core->limits.seconds : 0;
    atomic_store(&core->work, 0);
}

double core_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool is_interrupted(const struct core *core)
{
    return core->interrupted && atomic_load(core->interrupted);
}

bool core_has_worked(const struct core *core)
{
    size_t work = atomic_load_explicit(&core->work, memory_order_relaxed);
    return core->limits.work && work > core->limits.work;
}

bool core_must_stop(const struct core *core)
{
    return core_has_worked(core) || is_interrupted(core) ||
           (core->deadline > 0 && core_clock() > core->deadline);
}

bool core_say_worked(struct core *core)
{
    diag_error(core, KIND_LIMIT, (struct span){0}, "this takes more work than is allowed");
    return diag_hint(core, "allow more with --max-work");
}

bool core_say_stopped(struct core *core, const struct limits *limits)
{
    struct span nowhere = {0};
    if (is_interrupted(core)) return diag_error(core, KIND_LIMIT, nowhere, "interrupted");
    if (core_has_worked(core)) return core_say_worked(core);
    diag_error(core, KIND_LIMIT, nowhere, "took longer than %g s", limits->seconds);
    return diag_hint(core, limits->own_seconds ? "raise its timeout" : "raise it with --timeout");
}

bool core_go_on_slow(struct core *core)
{
    enum { A_TICK = 512, A_CALL = 256 }; /* operations */
    core_count(core, A_TICK * (size_t)(core->ticks - core->counted) + A_CALL);
    core->counted = core->ticks;
    core_look(core);
    if (diag_any(core)) return false;
    return !core_must_stop(core) || core_say_stopped(core, &core->limits);
}

void core_free(struct core *core)
{
    vec_free(&core->mem, &core->sources);
    vec_free(&core->mem, &core->diags);
    names_free(&core->names, &core->mem);
    arena_free(&core->arena);
}
