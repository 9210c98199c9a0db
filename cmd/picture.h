/* picture.h - pictures: how they suit the terminal, the data in them, and the programs that lay
 * them out. */
#ifndef CMD_PICTURE_H
#define CMD_PICTURE_H

#include "app/dcalc.h"
#include "command.h"

/* Returns the format that a request takes for a format of the command line: the library writes
 * plots as SVG and graphs as DOT, of which picture_finish makes the rest. */
enum dcalc_format picture_source(enum dcalc_command command, enum dcalc_format format);

/* Sets the width, the colours and the characters of a plot that the options leave open, by the
 * terminal that standard output is. */
void picture_suit(const struct call *call, struct dcalc_request *request);

/* Reads the columns of --points that a plot shows: to the right the one with the name of the range,
 * or else the first; upwards those that are named in the place of expressions, which are taken off
 * the request, or else the first other one. Returns the exit status. */
int picture_read_data(const struct call *call, dcalc *session, struct dcalc_request *request);

/* Makes a picture in the format of the bytes, which free() takes, by a program that is run for it:
 * rsvg-convert for plots, dot for graphs. What is no picture stays. Returns the exit status. */
int picture_finish(const struct call *call, enum dcalc_command command, enum dcalc_format format,
                   char **bytes, size_t *length);

/* Draws a graph for a handout (dcalc_draw). Without Graphviz there is a note, and no picture. */
dcalc_draw picture_draw;

#endif
