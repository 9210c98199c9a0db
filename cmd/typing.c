#include "typing.h"

#include "files.h"
#include "interrupt.h"

#include <string.h>

/* Waits until so many bytes are there, or as many as there will be. Returns TYPED_CHARACTER then.
 */
static enum typed need(struct typing *typing, size_t n)
{
    while (typing->end - typing->at < n) {
        switch (interrupt_wait(0)) {
        case WAITED_RESIZE: return TYPED_RESIZED;
        case WAITED_STOP: return TYPED_STOPPED;
        case WAITED_RESUME: return TYPED_RESUMED;
        case WAITED_SIGNAL: typing->at = typing->end = typing->pasting = 0; return TYPED_SIGNAL;
        case WAITED_INPUT: break;
        }
        memmove(typing->bytes, typing->bytes + typing->at, typing->end - typing->at);
        typing->end -= typing->at;
        typing->at = 0;
        long got = read_some(0, typing->bytes + typing->end, sizeof typing->bytes - typing->end);
        if (got < 0 && interrupt_seen()) continue;
        if (got <= 0) return TYPED_END;
        typing->end += (size_t)got;
    }
    return TYPED_CHARACTER;
}

/* Returns how many bytes a character has that begins with this one. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0xc2 || first > 0xf4) return 1;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static enum typed next_character(struct typing *typing, wchar_t *out)
{
    enum typed typed = need(typing, 1);
    if (typed != TYPED_CHARACTER) return typed;
    size_t n = sequence_length((unsigned char)typing->bytes[typing->at]), have = 1;
    mbstate_t state = {0};
    while (have < n && (typed = need(typing, have + 1)) == TYPED_CHARACTER) {
        if (((unsigned char)typing->bytes[typing->at + have] & 0xc0) != 0x80) break;
        have++;
    }
    if (typed != TYPED_CHARACTER && typed != TYPED_END) return typed;
    size_t length = mbrtowc(out, typing->bytes + typing->at, have, &state);
    if (length > have) *out = 0xfffd;
    typing->at += have;
    return TYPED_CHARACTER;
}

/* Sets *ends if what is pasted ends here, and goes past its mark. */
static enum typed look_for_end(struct typing *typing, bool *ends)
{
    const char *mark = PASTE_ENDS;
    for (size_t i = 0; mark[i]; i++) {
        enum typed typed = need(typing, i + 1);
        if (typed != TYPED_CHARACTER) return typed;
        if (typing->bytes[typing->at + i] != mark[i]) return TYPED_CHARACTER;
    }
    typing->at += strlen(mark);
    typing->pasting = false;
    *ends = true;
    return TYPED_CHARACTER;
}

static bool is_left_out(const struct typing *typing, wchar_t c)
{
    if (c == '\n' || c == '\r') return typing->after_end;
    return (c < ' ' && c != '\t') || c == 0x7f;
}

enum typed typing_next(struct typing *typing, wchar_t *out)
{
    for (;;) {
        bool ends = false, pasting = typing->pasting;
        enum typed typed = pasting ? look_for_end(typing, &ends) : TYPED_CHARACTER;
        if (ends) continue;
        if (typed == TYPED_CHARACTER) typed = next_character(typing, out);
        if (typed != TYPED_CHARACTER || !pasting) return typed;
        bool skip = is_left_out(typing, *out);
        typing->after_end = *out == '\n' || *out == '\r';
        if (*out == '\t') *out = ' ';
        if (!skip) return typed;
    }
}
