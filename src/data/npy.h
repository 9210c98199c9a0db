/* npy.h - NumPy's .npy: what its header says, and its numbers. */
#ifndef DATA_NPY_H
#define DATA_NPY_H

#include "base/str.h"
#include "data/array.h"

enum { NPY_MOST_AXES = 32, NPY_PREAMBLE = 12 };

struct npy_type {
    char kind;   /* 'f' 'i' 'u' 'b' */
    bool is_big; /* the high end of a number comes first */
    size_t width;
    const char *why_not; /* why it is no number that is read; or NULL */
};

/* A named part of each record. An array of plain numbers has one, called "". */
struct npy_field {
    const char *name;
    struct npy_type type;
    size_t offset; /* in the record */
    int ndim;
    size_t dims[2];
};

struct npy_header {
    VEC(struct npy_field) fields; /* of the core's mem; names in its arena */
    bool has_records, by_columns;
    size_t width; /* of a record, or of a number */
    int ndim;
    size_t dims[NPY_MOST_AXES];
    size_t start; /* of the entries in the file */
};

/* How long the header is that begins with these NPY_PREAMBLE bytes; 0: this is no .npy file. */
size_t npy_header_size(const char *bytes);
/* Reads a header; false after an error. The fields are freed in either case. */
bool npy_read_header(struct data_file *file, struct npy_header *out, const char *bytes,
                     size_t length);
void npy_header_free(struct data_file *file, struct npy_header *header);

static inline bool npy_machine_is_big(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 0;
}
/* A number that the type allows; false where no double is equal to it. */
bool npy_number(const struct npy_type *type, const void *bytes, double *x);
/* Appends it in decimals, exactly. */
void npy_put_number(struct str *out, const struct npy_type *type, const void *bytes);

#endif
