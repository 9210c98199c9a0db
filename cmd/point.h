/* point.h - collects the names and values of --at and --vector, given on the command line or in
 * files. */
#ifndef CMD_POINT_H
#define CMD_POINT_H

#include "app/dcalc.h"
#include "command.h"
#include "files.h"

/* Reads every --at, or every --vector. A name that a later option binds again keeps its position
 * and takes the later value; of one option, NAME=VALUE comes before what files hold, and two files
 * with one name are an error. Of whole files, only the names are read that `request` mentions
 * (NULL: all). Returns 0, or the exit status after reporting an error. */
int point_collect(const struct call *call, dcalc *session, struct inputs *inputs,
                  enum option_id option, const struct dcalc_request *request,
                  const struct dcalc_binding **out, size_t *n);

/* Adds the names before = that the option is given to the *n of *names. */
void point_names(const struct call *call, enum option_id option, const char *const **names,
                 size_t *n);
/* Adds the paths of files that the option reads whole, after @, to the *n of *paths. */
void point_files(const struct call *call, enum option_id option, const char *const **paths,
                 size_t *n);

#endif
