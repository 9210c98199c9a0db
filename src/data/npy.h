/* npy.h - reads NumPy's .npy files: the header, and the numbers. */
#ifndef DATA_NPY_H
#define DATA_NPY_H

#include "base/str.h"
#include "data/array.h"

enum { NPY_MOST_AXES = 32, NPY_PREAMBLE = 12 };

struct npy_type {
    char kind;   /* 'f' 'i' 'u' 'b'; 'B': bfloat16, which only .safetensors has */
    bool is_big; /* big-endian */
    size_t width;
    const char *unsupported; /* why dcalc cannot read this type, or NULL */
};

/* A named field of each record. An array of plain numbers has one field, called "". */
struct npy_field {
    const char *name;
    struct npy_type type;
    size_t offset; /* within the record, in bytes */
    int ndim;
    size_t dims[2];
};

struct npy_header {
    VEC(struct npy_field) fields; /* in the core's mem; the names are in its arena */
    bool has_records, by_columns;
    size_t width; /* of a record or of a number, in bytes */
    int ndim;
    size_t dims[NPY_MOST_AXES];
    size_t start; /* offset of the entries in the file */
};

/* Returns the length of the header that begins with these NPY_PREAMBLE bytes, or 0 if this is not a
 * .npy file. */
size_t npy_header_size(const char *bytes);
/* Reads a header. Returns false after an error. The caller frees the fields in either case. */
bool npy_read_header(struct data_file *file, struct npy_header *out, const char *bytes,
                     size_t length);
void npy_header_free(struct data_file *file, struct npy_header *header);

static inline bool npy_machine_is_big(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 0;
}

/* Returns the type for which nothing of the array can be read, or NULL: of records, others may do,
 * unless all are pickled. */
const struct npy_type *npy_refused(const struct npy_header *header);
/* Adds a hint to the error that a type is not supported, if there is one. Always returns false. */
bool npy_hint(struct core *core, const struct npy_type *type);

/* Reads a number of a supported type. Returns false if no double is equal to it. */
bool npy_number(const struct npy_type *type, const void *bytes, double *x);
/* Appends a whole number of eight bytes with all its digits. */
void npy_put_whole(struct str *out, const struct npy_type *type, const void *bytes);
/* Appends the number as a decimal: a whole one with all its digits, a float with as few as read
 * back to it. */
void npy_put_number(struct str *out, const struct npy_type *type, const void *bytes);

#endif
