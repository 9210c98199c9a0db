#!/usr/bin/env bash
# spark.sh DCALC: a Spark standalone cluster of a master and three workers, each worker on a host of its own, of which one
# is cut off in the middle of each job: the jobs end on the others, with the bytes of one machine. The programs are those of
# dcalc-scale(7). Spark and the Python package are those of $BUILD/scale, which `make check-scale` makes.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
# shellcheck source=hosts.bash
. "$here/hosts.bash"
in_namespaces 12
python=$(realpath -s "${BUILD:-build}/scale/bin/python")
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))') ||
    { left_out 12 "no pyspark in ${BUILD:-build}/scale: make check-scale installs it" && finish; }
export SPARK_HOME PYSPARK_PYTHON=$python SPARK_LOCAL_DIRS=$work/spark SPARK_LOG_DIR=$work SPARK_WORKER_DIR=$work/workers
export SPARK_MASTER_OPTS=-Dspark.worker.timeout=30
cd "$work" || exit 1

worker() {
    host "$1" "cd $work; exec $SPARK_HOME/bin/spark-class org.apache.spark.deploy.worker.Worker spark://control:7077 \
        --cores 1 --memory 700m --host h$1 --webui-port 0"
}
workers() { curl -s http://control:8080/json/; }
alive() { test "$(workers | jq .aliveworkers)" -eq "$1"; }

"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host control --port 7077 --webui-port 8080 >master.log 2>&1 &
waits 60 workers
for i in 1 2 3; do worker $i; done
waits 60 alive 3
tell $? "there are no three workers: $(tail -n 3 h1.log)"

# job NAME ARGUMENT...: the program of that name in dcalc-scale(7).
job() {
    example "$1" | sed "s|/usr/bin/dcalc|$dcalc|" >"$1"
    "$SPARK_HOME/bin/spark-submit" --master spark://control:7077 --driver-memory 600m --executor-memory 600m \
        --conf spark.ui.enabled=false --conf spark.network.timeout=40s --conf spark.network.timeoutInterval=5s --conf spark.executor.heartbeatInterval=2s \
        --conf spark.sql.execution.arrow.maxRecordsPerBatch=1000 --conf spark.sql.files.maxPartitionBytes=200k "$@" >"$1.log" 2>&1
}

table 15000 | tail -n +2 >rows.csv
dcalc grad 'jv(y, x)' --points rows.csv --no-header --columns id,x,y --keep id --numbers certified \
    --no-output-header -q >whole.csv
job pipe.py rows.csv "file://$work/pipe" &
job=$!
cut_off_at_work 2 $job 'dcalc grad jv'
wait $job
tell $? "the job with pipe failed: $(grep -v INFO pipe.py.log | tail -n 5)"
cat pipe/part-* | cmp - whole.csv
tell $? "the answers of pipe are not those of one machine"
grep -q 'Lost task\|ExecutorLost\|Lost executor' pipe.py.log
tell $? "no task was lost"

# In Parquet, with text in no place.
"$python" - <<'END'
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
i = np.arange(300000)
x, y = np.where(i % 7, 1, -1) * (i % 1009 + 0.5) / 37, (i * 7919 % 10007) / 5003
np.save("rows.npy", np.stack([x, y], 1))
pq.write_table(pa.table({"id": i, "x": x, "y": y}), "rows.parquet", row_group_size=10000)
END
dcalc grad 'log(x)*y^2' --points rows.npy -q -o whole.npy
same() { # NAME
    "$python" - "$1" <<'END'
import sys, numpy as np, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1]).sort_by("id")
rows = np.stack([table["dx"].to_numpy(), table["dy"].to_numpy()], 1)
whole = np.load("whole.npy")
sys.exit(rows.tobytes() != whole.tobytes())
END
}
# Without Spark: what stands before its session.
example arrow.py | sed '/^spark = /,$d' >alone.py
cat >>alone.py <<'END'
import pyarrow
import pyarrow.parquet
batches = pyarrow.parquet.ParquetFile("rows.parquet").iter_batches()
pyarrow.parquet.write_table(pyarrow.Table.from_batches(answer(batches)), "alone.parquet")
END
sed -i '/pyspark/d' alone.py
"$python" alone.py 2>alone.log && same alone.parquet
tell $? "batches of pyarrow alone are not answered as on one machine: $(tail -n 1 alone.log)"

# No program is called pandas.py: Python would take it for the package.
for kind in arrow frames; do
    worker 2
    waits 60 alive 3
    job $kind.py "file://$work/rows.parquet" "file://$work/$kind" &
    job=$!
    cut_off_at_work 2 $job pyspark.daemon
    wait $job
    tell $? "the job with $kind failed: $(grep -v INFO $kind.py.log | tail -n 5)"
    same $kind
    tell $? "the answers of $kind are not those of one machine"
done
finish
