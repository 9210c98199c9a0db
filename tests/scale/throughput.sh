#!/usr/bin/env bash
# throughput.sh DCALC [ROWS]: what an engine costs: ROWS rows (100000000) through dcalc by ranges in place, by GNU parallel
# --pipe, and, where $BUILD/scale has it, by Spark's pipe and mapInArrow, each with one worker and with two, of one thread
# each, on this machine. As many processors as workers run all of it, the engine too, as if each worker were a machine of
# one processor; SHARED=1 lets one worker's engine use the other processors. One line for each: wall time, million rows per
# second, processor seconds of all that ran but the Python that Spark does not wait for, and the largest process's memory.
# TURNS=3 does it three times, one after the other in turns, and ONLY=Spark those whose names have that word. Needs 100
# bytes of disk for a row.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
rows=${2:-100000000}
cd "$work" || exit 1
mkdir -p .parallel/tmp && touch .parallel/will-cite
python=$(realpath -s "$top/${BUILD:-build}/scale/bin/python")
[ -x "$python" ] || python=/usr/bin/python3

# Runs a command; prints what it took.
cat >measure.py <<'END'
import os, resource, subprocess, sys, time
name, workers, rows, command = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
if not os.environ.get("SHARED"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(workers)])
start = time.monotonic()
status = subprocess.run(["bash", "-c", command], stderr=open("measured.err", "w")).returncode
wall = time.monotonic() - start
use = resource.getrusage(resource.RUSAGE_CHILDREN)
if status:
    sys.exit(f"{name}: exit status {status}: {open('measured.err').read()[-500:]}")
print(f"{name:28} {workers:>7} {wall:9.1f} {rows / wall / 1e6:9.3f} {use.ru_utime + use.ru_stime:9.1f} {use.ru_maxrss / 1024:8.0f}",
      flush=True)
END
status=0
measure() { [[ $1 != *"${ONLY:-}"* ]] || /usr/bin/python3 measure.py "$1" "$2" "$rows" "$3" || status=1; }

# The table, as an array, as text, and in Parquet.
/usr/bin/python3 - "$rows" <<'END'
import sys, numpy as np
rows, step = int(sys.argv[1]), 1000000
table = np.lib.format.open_memmap("table.npy", "w+", np.float64, (rows, 2))
with open("table.csv", "wb") as text:
    for at in range(0, rows, step):
        i = np.arange(at, min(rows, at + step))
        part = np.stack([(i % 100003 + 0.5) / 37, (i * 7919 % 1000003) / 5003], 1)
        table[at:at + step] = part
        text.write(b"".join(b"%.6g,%.6g\n" % (x, y) for x, y in part.tolist()))
END
question="dcalc grad 'log(x)*y^2' -j 1 -q"
stream="$question --points - --no-header --columns x,y --no-output-header"

# with W: the words after it, once for each of W workers, at the same time.
ranges() { # WORKERS
    local part=$((($rows + $1 - 1) / $1)) i command=
    for ((i = 0; i < $1; i++)); do
        command+="$question --points table.npy --rows $((i * part)):$(((i + 1) * part)) -o out.npy --in-place & "
    done
    echo "rm -f out.npy; $command wait"
}
block=$((rows / 200 * 14 + 65536))
# The same in 100 ranges, which GNU parallel gives out.
given_out() { # WORKERS
    local step=$(((rows + 99) / 100))
    echo "rm -f out.npy; seq 0 $step $((rows - 1)) | awk '{ printf \"%d:%d\\n\", \$1, \$1 + $step }' |
        parallel -j$1 \"$question --points table.npy --rows {} -o out.npy --in-place\""
}

# Spark starts the program without a PATH.
cat >pipe.py <<END
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
spark.sparkContext.textFile("file://$work/table.csv").pipe("""${stream/#dcalc/$dcalc}""", checkCode=True).saveAsTextFile("file://$work/out")
END
cat >arrow.py <<END
from pyspark.sql import SparkSession
def answer(batches):
    import dcalc, pyarrow
    f = dcalc.compile("log(x)*y^2", wrt=["x", "y"], threads=1)
    for batch in batches:
        g = f.grad.rows(x=batch["x"].to_numpy(), y=batch["y"].to_numpy())
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array(g["x"]), pyarrow.array(g["y"])], ["dx", "dy"])
spark = SparkSession.builder.getOrCreate()
spark.read.parquet("file://$work/table.parquet").mapInArrow(answer, "dx double, dy double").write.parquet("file://$work/out")
END
spark() { # WORKERS PROGRAM
    echo "rm -rf out; SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON=$python $spark/bin/spark-submit --master 'local[$1]' --driver-memory 1g \
        --conf spark.ui.enabled=false $2"
}

printf '%s rows, %s\n' "$rows" "$(uname -m), $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%-28s %7s %9s %9s %9s %8s\n' '' workers 'wall s' 'M rows/s' 'cpu s' 'MB'
spark=$("$python" -c 'import os, pyspark, pyarrow, dcalc; print(os.path.dirname(pyspark.__file__))' 2>/dev/null)
[ -z "$spark" ] || "$python" - <<'END'
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
table = np.load("table.npy", mmap_mode="r")
with pq.ParquetWriter("table.parquet", pa.schema([("x", pa.float64()), ("y", pa.float64())])) as out:
    for at in range(0, len(table), 1000000):
        part = table[at:at + 1000000]
        out.write_table(pa.table({"x": np.ascontiguousarray(part[:, 0]), "y": np.ascontiguousarray(part[:, 1])}))
END
for ((turn = 0; turn < ${TURNS:-1}; turn++)); do
    measure 'dcalc, .npy, in place' 1 "$(ranges 1)"
    measure 'dcalc, .npy, in place' 2 "$(ranges 2)"
    measure 'dcalc, text' 1 "$stream <table.csv >out.csv"
    for n in 1 2; do
        measure 'parallel, .npy, in place' $n "$(given_out $n)"
        measure 'parallel --pipe, text' $n "parallel -q --pipe -k -j$n --block $block $stream <table.csv >out.csv"
        measure 'parallel --pipe-part, text' $n "parallel -q --pipe-part -a table.csv -k -j$n --block $block $stream >out.csv"
    done
    [ -n "$spark" ] || continue
    for n in 1 2; do measure 'Spark pipe, text' $n "$(spark $n pipe.py)"; done
    for n in 1 2; do measure 'Spark mapInArrow, Parquet' $n "$(spark $n arrow.py)"; done
done
exit $status
