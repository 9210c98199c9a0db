/* holding.h - an open file or folder as a list of items, whatever its format, from which point.c
 * takes what is asked for. */
#ifndef DATA_HOLDING_H
#define DATA_HOLDING_H

#include "data/csv.h"
#include "data/json.h"
#include "data/members.h"
#include "data/npy.h"
#include "data/point.h"
#include "data/zip.h"

struct holding {
    struct data_file file;
    struct members members;
    bool has_fields;           /* the fields of records are members too */
    bool one_by_any_name;      /* a single member is what any name stands for; set by `list` */
    const struct point *point; /* for which it is read */
    const char *note;          /* what may be done about the members' names, or NULL */
    const char *from;          /* the file in which the member lies that was read, or NULL */
    /* What the format keeps while the file is open. */
    struct csv csv;
    VEC(size_t) columns; /* of a table: the column of each member */
    struct archive *archive;
    struct json *tree;
    VEC(const struct json *) values; /* one for each member */
    uint32_t source;                 /* the text of a JSON file, for errors */
};

/* A format lists its members without reading what they hold. The other
 * members of a file that is one value are apart.
 *
 * `list` is told the name that a single item is for, or NULL. `peek`, of formats of .npy files,
 * gives a member's bytes, its header at least, or is false without an error. `prepare` is told of
 * all members that are about to be read, and with `lenient` may take from them those that cannot
 * be. `read` appends a member's array, or the part of it that the items tell, to file.arrays;
 * `bind` binds the name itself, for formats whose values need not be arrays. `missing` and
 * `unnamed` append the errors that there is no member of a name, and that the one value needs a
 * name, unless the usual ones will do. All return false after an error. */
struct format {
    bool (*list)(struct holding *holding, const char *name);
    bool (*peek)(struct holding *holding, size_t member, const char **bytes, size_t *length);
    bool (*prepare)(struct holding *holding, struct chosen *chosen, bool lenient);
    bool (*read)(struct holding *holding, size_t member, struct part part);
    bool (*bind)(struct holding *holding, size_t member, struct part part, struct point *point,
                 struct point_value bound);
    bool (*missing)(struct holding *holding, const char *name);
    bool (*unnamed)(struct holding *holding);
    void (*close)(struct holding *holding);
};

/* Returns false after the error that there are no items within what is asked for. */
bool part_is_whole(struct data_file *file, struct part part);
/* scipy.c: does an archive hold a sparse matrix of SciPy? Its arrays are apart then, and the matrix
 * and the vectors of its entries (sparse.h) are members too, which scipy_read reads. */
bool scipy_is_sparse(const struct members *members);
bool scipy_read(struct holding *holding, size_t member);
/* Returns true for the first bytes of a .safetensors file. */
bool safetensors_begin(const struct data_file *file);

extern const struct format format_npy, format_npz, format_csv, format_records, format_mtx,
    format_json, format_folder, format_safetensors;

#endif
