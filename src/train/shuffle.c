/* shuffle.c - the rows in an order that looks random, without a list of them.
 *
 * A Feistel network (Luby and Rackoff 1988) permutes the numbers of 2*half bits, and what is no
 * row is permuted again until it is one (Black and Rogaway 2002, cycle walking). So the order of
 * any number of rows takes no memory, and every place of it can be had by itself, as a training
 * that is resumed needs it. The round function and the keys are those of splitmix64 (Steele, Lea
 * and Flood 2014), whose state begins as 2^32 * seed + epoch. */
#include "train/train_private.h"

/* The generator's increment, and what it makes of a state. */
static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

void shuffle_begin(struct shuffle *shuffle, uint64_t n, uint64_t seed, uint64_t epoch)
{
    enum { LEAST = 4 }; /* of fewer bits, a network has too few orders */
    uint64_t state = (seed << 32) + epoch;
    *shuffle = (struct shuffle){.n = n, .half = LEAST};
    while (shuffle->half < 32 && (n - 1) >> 2 * shuffle->half) shuffle->half++;
    for (int i = 0; i < SHUFFLE_ROUNDS; i++) shuffle->keys[i] = mix(state += golden);
}

static uint64_t permute(const struct shuffle *shuffle, uint64_t x)
{
    uint64_t mask = (UINT64_C(1) << shuffle->half) - 1, left = x >> shuffle->half, right = x & mask;
    for (int i = 0; i < SHUFFLE_ROUNDS; i++) {
        uint64_t other = left ^ (mix(right + shuffle->keys[i]) & mask);
        left = right;
        right = other;
    }
    return left << shuffle->half | right;
}

uint64_t shuffle_at(const struct shuffle *shuffle, uint64_t i)
{
    do i = permute(shuffle, i);
    while (i >= shuffle->n);
    return i;
}
