/* members.h - the items of a file by their names. They are listed before any is read, so that what
 * is not asked for is not looked at, whatever it is. */
#ifndef DATA_MEMBERS_H
#define DATA_MEMBERS_H

#include "data/array.h"

/* The names that are asked for, in the order of strcmp. */
struct wanted {
    const char *const *names;
    size_t n;
};

/* Sorts and copies names. False without memory. */
bool wanted_make(struct arena *arena, const char *const *names, size_t n, struct wanted *out);

/* Whether the name is asked for; NULL: all are. */
bool wanted_has(const struct wanted *wanted, const char *name);

struct member {
    const char *name;    /* as the file has it; "" of the whole of a file that is one value */
    const char *spelled; /* in expressions: fc1_weight for fc1.weight, _0_bias for 0.bias */
    const char *stored;  /* as what it is stored, where that is not its name; or NULL */
    bool apart;          /* found only by [name]: the parts of what is one value */
    bool is_records;     /* an array whose fields are members too */
    const char *within;  /* the name of the array of which it is a field, or NULL; */
    size_t owner;        /* that array */
};

struct members {
    struct data_file *file;
    const char *what;         /* "array", "key", "column": in messages */
    bool is_one;              /* the file is one value: */
    size_t whole;             /* this member, beside which others stand apart */
    VEC(struct member) all;   /* in the file's order, of the core's mem; names are in its arena */
    VEC(uint32_t) by_spelled; /* those not apart, sorted; made when first needed */
};

bool members_add(struct members *members, const char *name, size_t length, bool apart);
bool members_add_whole(struct members *members);
void members_free(struct members *members);

/* Returns the file as errors name it where they are about a member, FILE[member]; NULL without
 * memory. */
const char *members_source(const struct members *members, size_t i);
/* Whether there is a member whose name is spelled so in expressions. */
bool members_has(struct members *members, const char *spelled);

/* Finds the member of a name: spelled just so, or else the one whose name is spelled so in
 * expressions; an array rather than a field of one. *out is SIZE_MAX if there is none. False after
 * an error, which lists several. */
bool members_find(struct members *members, const char *name, bool apart, size_t *out);
/* Returns the only member that is not apart and has no fields, SIZE_MAX if there are others. */
size_t members_single(const struct members *members);
/* Appends an error that there is no such member, and which there are. Always returns false. */
bool members_missing(struct members *members, const char *name);
/* Adds to the newest error which members there are. Always returns false. */
bool members_hint(struct members *members, const char *name);
/* How far a name is from a member's, in edits: at most `most` + 1. */
int member_distance(const struct member *member, const char *name, int most);

/* Appends the numbers of the members that are wanted (all, if `wanted` is NULL), in the file's
 * order. False after an error: a wanted name stands for several, or occurs twice. */
struct chosen {
    VEC(size_t) all; /* of the core's mem */
};
bool members_choose(struct members *members, const struct wanted *wanted, struct chosen *out);

#endif
