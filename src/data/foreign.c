#include "data/foreign.h"

#include <string.h>

#define PICKLE                                                                   \
    {                                                                            \
        "a Python pickle", "dcalc never unpickles; save arrays with numpy.savez" \
    }
#define OF_R                                                                           \
    {                                                                                  \
        "a file of R's own, which dcalc does not read", "write it anew with write.csv" \
    }
#define OF_STATA                                                                            \
    {                                                                                       \
        "a file of Stata, which dcalc does not read", "write it anew with export delimited" \
    }
#define OF_TABLE(what)                                                                     \
    {                                                                                      \
        what ", which dcalc does not read", "write it anew as CSV, as by DataFrame.to_csv" \
    }

#define RDS "X\n" /* saveRDS */

static const struct {
    const char *magic;
    struct foreign is;
} rows[] = {
    {"\x80\2", PICKLE},
    {"\x80\3", PICKLE},
    {"\x80\4", PICKLE},
    {"\x80\5", PICKLE},
    {"\x89HDF\r\n", {"an HDF5 file, which dcalc does not read", "save arrays with numpy.savez"}},
    {"MATLAB 5.0 MAT-file",
     {"a file of MATLAB, which dcalc does not read",
      "write it anew with numpy.savez, after scipy.io.loadmat"}},
    {"RDX2\n", OF_R},
    {"RDX3\n", OF_R},
    {"RDA2\n", OF_R},
    {"RDA3\n", OF_R},
    {RDS, OF_R}, /* if a 0 follows */
    {"<stata_dta>", OF_STATA},
    {"PAR1", OF_TABLE("a Parquet file")},
    {"ARROW1", OF_TABLE("an Arrow or Feather file")},
    {"FEA1", OF_TABLE("a Feather file")},
    {"SQLite format 3", OF_TABLE("a SQLite database")},
    {"\xd0\xcf\x11\xe0", OF_TABLE("a file of Excel")},
    {"%PDF-", OF_TABLE("a PDF file")},
};

/* Is there a 0, which text has not, in the first line? */
static bool has_zero(const char *bytes, size_t length)
{
    enum { LOOKED_AT = 4096 };
    if (length > LOOKED_AT) length = LOOKED_AT;
    const char *stop = length ? memchr(bytes, '\n', length) : NULL;
    return length && memchr(bytes, '\0', stop ? (size_t)(stop - bytes) : length);
}

size_t foreign_needs(const char *bytes, size_t length)
{
    return length >= strlen(RDS) && !memcmp(bytes, RDS, strlen(RDS)) ? sizeof RDS : 0;
}

const struct foreign *foreign_find(const char *bytes, size_t length)
{
    static const struct foreign binary = {"a binary file, no text",
                                          "UTF-16 needs a byte-order mark"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].magic);
        bool sure = n > 2 || *bytes == '\x80' || (length > n && !bytes[n]);
        if (length >= n && memcmp(bytes, rows[i].magic, n) == 0 && sure) return &rows[i].is;
    }
    return has_zero(bytes, length) ? &binary : NULL;
}

bool foreign_check(struct data_file *file)
{
    const struct foreign *found = foreign_find(file->bytes, file->length);
    if (!found) return true;
    data_error(file, KIND_IO, "%s", found->what);
    return diag_hint(file->core, "%s", found->hint);
}
