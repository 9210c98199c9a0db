/* cut_short.h - files that are cut short while they are mapped. */
#ifndef CMD_CUT_SHORT_H
#define CMD_CUT_SHORT_H

/* From now on, reading what is gone of a mapped file ends the program with an error that names the
 * file, and not by SIGBUS. */
void cut_short_catch(void);

#endif
