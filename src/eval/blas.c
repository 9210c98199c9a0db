#include "eval/blas.h"

#include "base/library.h"
#include "base/processor.h"

#include <pthread.h>
#include <stdlib.h>

/* As in cblas.h, which need not be installed. */
enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };
typedef void product_function(int order, int trans_a, int trans_b, int m, int n, int k,
                              double alpha, const double *a, int lda, const double *b, int ldb,
                              double beta, double *c, int ldc);

/* LAPACK in Fortran, column-major; lengths of the strings come last. */
typedef void eigen_function(const char *jobz, const char *uplo, const int *n, double *a,
                            const int *lda, double *w, double *work, const int *lwork, int *iwork,
                            const int *liwork, int *info, size_t jobz_length, size_t uplo_length);
typedef void svd_function(const char *jobz, const int *m, const int *n, double *a, const int *lda,
                          double *s, double *u, const int *ldu, double *vt, const int *ldvt,
                          double *work, const int *lwork, int *iwork, int *info,
                          size_t jobz_length);
static eigen_function *eigen;
static svd_function *svd;

/* Written once, by the first thread that asks; the library stays open until the process ends. */
static product_function *product;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

/* OpenBLAS reads its settings from the environment while it is loaded. It must not start threads of
 * its own, since ours call it. And a release older than the processor runs AVX2 code where AVX-512
 * code, twice as fast, would run. Variables that the user has set are left alone. */
struct setting {
    const char *name, *value;
    bool ours;
};

static void set(struct setting *s)
{
    s->ours = s->value && !getenv(s->name) && setenv(s->name, s->value, 1) == 0;
}

static void unset(const struct setting *s)
{
    if (s->ours) unsetenv(s->name);
}

static const char *core_type(void)
{
    return processor_vectors() == PROCESSOR_512 ? "SkylakeX" : NULL;
}

/* OpenBLAS maps so much for each thread, and ends the process where it cannot. */
static bool has_room(void)
{
    enum { ROOM = 1 << 27 };
    void *probe = malloc(ROOM);
    free(probe);
    return probe != NULL;
}

static void *load(void)
{
    static const char *const names[] = {"libopenblas.so.0", "libblas.so.3", "libcblas.so.3"};
    struct setting threads = {"OPENBLAS_NUM_THREADS", "1", false},
                   core = {"OPENBLAS_CORETYPE", core_type(), false};
    void *library = NULL;
    set(&threads);
    set(&core);
    for (size_t i = 0; i < sizeof names / sizeof *names && !product && has_room(); i++) {
        library = library_open(names[i]);
        library_find(library, "cblas_dgemm", &product);
    }
    unset(&core);
    unset(&threads);
    return product ? library : NULL;
}

static void open_once(void)
{
    void *library = load();
    void (*set_threads)(int);
    library_find(library, "dsyevd_", &eigen);
    library_find(library, "dgesdd_", &svd);
    if (library_find(library, "openblas_set_num_threads", &set_threads)) set_threads(1);
}

bool blas_open(void)
{
    pthread_once(&opened, open_once);
    return product != NULL;
}

static int leading(struct block_matrix m)
{
    int64_t stride = m.column_stride == 1 ? m.row_stride : m.column_stride;
    return (int)stride;
}

void blas_product(double *out, int64_t ld, struct block_matrix a, struct block_matrix b,
                  size_t rows, size_t inner, size_t columns)
{
    product(ROW_MAJOR, a.column_stride == 1 ? AS_IT_IS : TRANSPOSED,
            b.column_stride == 1 ? AS_IT_IS : TRANSPOSED, (int)rows, (int)columns, (int)inner, 1,
            a.x, leading(a), b.x, leading(b), 0, out, (int)ld);
}

/* Doubles first, then as many ints; more than either function's least. */
static size_t doubles_of_work(size_t m, size_t n)
{
    return 4 * n * n + 16 * n + 2 * m + 64;
}

static size_t ints_of_work(size_t n)
{
    return 8 * n + 8;
}

size_t blas_work(size_t m, size_t n)
{
    return doubles_of_work(m, n) + ints_of_work(n);
}

bool blas_eigen(double *a, double *values, int n, double *work)
{
    int info = 0, lwork = (int)doubles_of_work((size_t)n, (size_t)n),
        liwork = (int)ints_of_work((size_t)n);
    int *iwork = (int *)(void *)(work + lwork);
    if (!eigen) return false;
    eigen("V", "U", &n, a, &n, values, work, &lwork, iwork, &liwork, &info, 1, 1);
    return info == 0;
}

/* To LAPACK, a row-major matrix is its transpose: a' = v s u'. */
bool blas_svd(double *a, double *values, double *u, double *vt, int m, int n, double *work)
{
    int info = 0, lwork = (int)doubles_of_work((size_t)m, (size_t)n);
    int *iwork = (int *)(void *)(work + lwork);
    if (!svd) return false;
    svd("S", &n, &m, a, &n, values, vt, &n, u, &n, work, &lwork, iwork, &info, 1);
    return info == 0;
}
