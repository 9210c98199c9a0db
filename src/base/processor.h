/* processor.h - which vectors the processor has. */
#ifndef BASE_PROCESSOR_H
#define BASE_PROCESSOR_H

/* Each has those before it, too. AVX2 comes with fused multiply-adds, AVX-512 with its parts DQ and
 * VL; other processors than x86-64 have PROCESSOR_128. */
enum processor_vectors { PROCESSOR_128, PROCESSOR_256, PROCESSOR_512 };

/* Returns the widest that the system lets programs use, too. */
enum processor_vectors processor_vectors(void);

#endif
