#include "app/cache.h"

#include "number/kept_tape.h"
#include "question/answer.h"

#include <stdlib.h>
#include <string.h>

/* Questions kept, hashes of those that came once, and bytes that one kept question may hold. */
enum { KEPT = 64, ONCE = 1024, MOST_BYTES = 1 << 18 };
/* A question whose runs were not taken so often is asked for in vain. */
enum { MOST_TRIES = 3 };

struct kept {
    uint64_t hash;
    char *key; /* the question in bytes */
    size_t length;
    struct run *run;
    uint64_t used; /* when it was last asked for */
};

struct refused {
    uint64_t hash;
    unsigned tries;
};

struct cache {
    struct mem mem;
    struct str key; /* of the request at hand; empty if it is not to be kept */
    uint64_t hash, now;
    struct kept kept[KEPT];
    struct kept *asked; /* while it answers */
    uint64_t once[ONCE];
    struct refused refused[ONCE];
};

/* ---- the key: everything that a request says, but numbers ---- */

static void put_bytes(struct str *key, const char *bytes, size_t n)
{
    str_put(key, (const char *)&n, sizeof n);
    if (n) str_put(key, bytes, n);
}

static void put_text(struct str *key, const struct dcalc_text *text)
{
    put_bytes(key, text->bytes, text->length);
}

static void put_texts(struct str *key, const struct dcalc_text *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) put_text(key, &texts[i]);
}

static void put_names(struct str *key, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) put_bytes(key, names[i], strlen(names[i]));
}

static void put_bindings(struct str *key, const struct dcalc_binding *bindings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put_bytes(key, bindings[i].name, strlen(bindings[i].name));
        put_text(key, &bindings[i].value);
    }
}

/* Names and shapes. */
static void put_point(struct str *key, const struct dcalc_request *rq,
                      const struct point_decimals *point)
{
    for (size_t i = 0; i < rq->n_at; i++) {
        const struct shape_data *d = &point->bindings.at[i].shape;
        int64_t sizes[3] = {d->ndim, d->d[0], d->d[1]};
        put_bytes(key, rq->at[i].name, strlen(rq->at[i].name));
        str_put(key, (const char *)sizes, sizeof sizes);
    }
}

/* First the numbers of the members, of lists how long they are. */
#define NUMBER(member) (int)rq->member,
#define LENGTH(member) (int)rq->n_##member,
#define NUMBER_COMMAND NUMBER
#define NUMBER_EXPRS LENGTH
#define NUMBER_TEXTS LENGTH
#define NUMBER_POINT LENGTH
#define NUMBER_SHAPES LENGTH
#define NUMBER_NAMES LENGTH
#define NUMBER_WEIGHTS LENGTH
#define NUMBER_TEXT(member) rq->member.bytes != NULL,
#define NUMBER_COUNT NUMBER
#define NUMBER_ORDER NUMBER
#define NUMBER_SEED NUMBER
#define NUMBER_FLAG NUMBER
#define NUMBER_NUMBERS NUMBER
#define NUMBER_KINKS NUMBER
#define NUMBER_FORMAT NUMBER
#define NUMBER_LANGUAGE NUMBER
#define NUMBER_IF_KEY(kind, member) NUMBER_##kind(member)
#define NUMBER_IF_REFUSED(kind, member)
#define NUMBER_IF_IGNORED(kind, member)

static void put_numbers(struct str *key, const struct dcalc_request *rq)
{
    const int numbers[] = {
#define FIELD(member, kind, option, name, cache) NUMBER_IF_##cache(kind, member)
#define OTHER(member, kind, option, cache) NUMBER_IF_##cache(kind, member)
#include "app/request.def"
    };
    str_put(key, (const char *)numbers, sizeof numbers);
}

/* Then their bytes. */
#define PUT_NOTHING(member)
#define PUT_COMMAND PUT_NOTHING
#define PUT_EXPRS(member) put_texts(key, rq->member, rq->n_##member);
#define PUT_TEXTS PUT_EXPRS
#define PUT_POINT(member) put_point(key, rq, point);
#define PUT_SHAPES(member) put_bindings(key, rq->member, rq->n_##member);
#define PUT_NAMES(member) put_names(key, rq->member, rq->n_##member);
#define PUT_WEIGHTS PUT_NAMES
#define PUT_TEXT(member) put_text(key, &rq->member);
#define PUT_COUNT PUT_NOTHING
#define PUT_ORDER PUT_NOTHING
#define PUT_SEED PUT_NOTHING
#define PUT_FLAG PUT_NOTHING
#define PUT_NUMBERS PUT_NOTHING
#define PUT_KINKS PUT_NOTHING
#define PUT_FORMAT PUT_NOTHING
#define PUT_LANGUAGE PUT_NOTHING
#define PUT_IF_KEY(kind, member) PUT_##kind(member)
#define PUT_IF_REFUSED(kind, member)
#define PUT_IF_IGNORED(kind, member)

static void put_request(struct str *key, const struct dcalc_request *rq,
                        const struct point_decimals *point)
{
    put_numbers(key, rq);
#define FIELD(member, kind, option, name, cache) PUT_IF_##cache(kind, member)
#define OTHER(member, kind, option, cache) PUT_IF_##cache(kind, member)
#include "app/request.def"
}

/* What some kinds of members give, so that the question is not to be cached. */
#define GIVES_FLAG(member) || rq->member
#define GIVES_EXPLAIN GIVES_FLAG
#define GIVES_STRING(member) || rq->member
#define GIVES_VECTOR(member) || rq->n_##member > 0
#define GIVES_DATA GIVES_VECTOR
#define GIVES_RANGES GIVES_VECTOR
#define GIVES_TEXTS GIVES_VECTOR
#define GIVES_IF_KEY(kind, member)
#define GIVES_IF_REFUSED(kind, member) GIVES_##kind(member)
#define GIVES_IF_IGNORED(kind, member)

static bool is_refused(const struct dcalc_request *rq)
{
    return false
#define FIELD(member, kind, option, name, cache) GIVES_IF_##cache(kind, member)
#define OTHER(member, kind, option, cache) GIVES_IF_##cache(kind, member)
#include "app/request.def"
        ;
}

static uint64_t hash_of(const char *bytes, size_t n)
{
    uint64_t hash = n, word;
    for (; n >= sizeof word; n -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    for (; n > 0; n--) hash = (hash ^ (unsigned char)*bytes++) * UINT64_C(0x100000001B3);
    return hash ^ hash >> 29;
}

static bool make_key(struct cache *s, const struct point_decimals *point,
                     const struct dcalc_request *rq)
{
    str_clear(&s->key);
    if (is_refused(rq) || !point->complete) return false;
    put_request(&s->key, rq, point);
    if (s->key.failed) str_clear(&s->key);
    s->hash = hash_of(s->key.s, s->key.n);
    return s->key.n > 0;
}

/* ---- what is kept ---- */

static void forget(struct kept *k)
{
    if (!k->run) return;
    run_end(k->run);
    free(k->run);
    free(k->key);
    *k = (struct kept){0};
}

static struct kept *find(struct cache *s)
{
    for (size_t i = 0; i < KEPT; i++) {
        struct kept *k = &s->kept[i];
        if (k->run && k->hash == s->hash && k->length == s->key.n &&
            !memcmp(k->key, s->key.s, s->key.n))
            return k;
    }
    return NULL;
}

static struct kept *oldest(struct cache *s)
{
    struct kept *oldest = &s->kept[0];
    for (size_t i = 1; i < KEPT; i++)
        if (s->kept[i].used < oldest->used) oldest = &s->kept[i];
    return oldest;
}

/* Whether the question has come before; from now on it has. */
static bool came_before(struct cache *s)
{
    uint64_t *once = &s->once[s->hash % ONCE];
    bool before = *once == s->hash;
    *once = s->hash;
    return before;
}

static void keep(struct cache *s, struct kept *k, struct run *run, char *key)
{
    forget(k);
    memcpy(key, s->key.s, s->key.n);
    *k = (struct kept){s->hash, key, s->key.n, run, ++s->now};
    question_ask(&run->question, NULL, NULL, NULL);
    run->answer = NULL;
}

/* All that is kept stays below what one request may use. */
static bool is_small(const struct run *run)
{
    size_t limit = run->core.mem.limit / KEPT;
    return run->core.mem.used <= (limit && limit < MOST_BYTES ? limit : MOST_BYTES);
}

bool cache_takes(dcalc *session, struct run *run)
{
    struct cache *s = session->cache;
    uint64_t lifted = session->literals.hash;
    if (s && run->kept_tape && lifted) s->once[lifted % ONCE] = lifted;
    if (!s || !s->key.n || !run->kept_tape || !is_small(run) || !came_before(s)) return false;
    char *key = malloc(s->key.n);
    if (key) keep(s, oldest(s), run, key);
    return key;
}

bool cache_wants(dcalc *session)
{
    struct cache *s = session->cache;
    if (!s || !s->key.n || find(s)) return false;
    const struct refused *refused = &s->refused[s->hash % ONCE];
    if (refused->hash == s->hash && refused->tries >= MOST_TRIES) return false;
    session->literals.hash = s->hash;
    return s->once[s->hash % ONCE] == s->hash;
}

void cache_refuse(dcalc *session)
{
    struct cache *s = session->cache;
    struct refused *refused = &s->refused[s->hash % ONCE];
    if (refused->hash != s->hash) *refused = (struct refused){s->hash, 0};
    refused->tries++;
}

/* A kept run that could not answer may have errors in its core, which are not the question's. */
static bool answer_again(struct cache *s, struct kept *k, dcalc *session,
                         const struct dcalc_request *request)
{
    struct run *run = k->run;
    bool ok = run_begin(run, session, request, &session->point) &&
              answer_outline(run->answer, &run->question) &&
              kept_tape_answer_again(run->kept_tape, run->answer);
    k->used = ++s->now;
    return ok && !run->answer->mem.failed;
}

struct answer *cache_answer(dcalc *session, const struct dcalc_request *request)
{
    struct cache *s = session->cache;
    if (!s) {
        session->cache = session->asked++ ? calloc(1, sizeof *s) : NULL;
        if (!session->cache) return NULL;
        s = session->cache;
        s->key.mem = &s->mem;
    }
    struct kept *k = make_key(s, &session->point, request) ? find(s) : NULL;
    if (!k) return NULL;
    struct run *run = k->run;
    s->asked = k;
    bool ok = answer_again(s, k, session, request), spoilt = diag_any(&run->core);
    s->asked = NULL;
    run_let_go(run);
    struct answer *answer = run->answer;
    question_ask(&run->question, NULL, NULL, NULL);
    run->answer = NULL;
    if (spoilt) forget(k);
    if (ok && !spoilt) return answer;
    if (answer) dcalc_result_free(&answer->public);
    return NULL;
}

/* Its numbers are older than the escape, so its own functions free them, and the rest follows. */
void cache_forget_asked(dcalc *session, struct escape *escape)
{
    struct kept *k = session->cache ? session->cache->asked : NULL;
    if (k) {
        struct run *run = k->run;
        struct answer *answer = run->answer;
        run_end(run);
        run->answer = answer;
        run_drop(run, escape);
        free(run);
        free(k->key);
        *k = (struct kept){0};
        session->cache->asked = NULL;
    }
    escape_drop(escape);
}

size_t cache_has(const dcalc *session)
{
    size_t n = 0;
    for (size_t i = 0; session->cache && i < KEPT; i++) n += session->cache->kept[i].run != NULL;
    return n;
}

void cache_free(dcalc *session)
{
    struct cache *s = session->cache;
    if (!s) return;
    for (size_t i = 0; i < KEPT; i++) forget(&s->kept[i]);
    str_free(&s->key);
    free(s);
    session->cache = NULL;
    session->literals.hash = 0;
}
