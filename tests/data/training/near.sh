# near.sh PREFIX LOSS DATA WEIGHTS TOLERANCE: for each run of PREFIXruns.txt, whether the loss of each epoch and the
# last weights are those of PREFIXexpected.npz, also with options in $MORE, relative to 1 plus their size; else how far they are off.
f='max(abs(a - e)/(1 + abs(e)))'
while read -r run options; do
    # shellcheck disable=SC2086
    dcalc backprop "@$2" --weights "$4" --at "@$1start.npz" --data "$3" $options ${MORE:-} --log log.csv -o out.npz -q >/dev/null
    { echo epoch_loss; LC_ALL=C awk -F, 'NR > 1 && $6 != "" { print $6 }' log.csv; } >losses.csv
    dcalc eval "$f" --at "a=@losses.csv[epoch_loss],e=@$1expected.npz[${run}_losses]" -q >far
    for w in $(echo "$4" | tr , ' '); do
        dcalc eval "$f" --at "a=@out.npz[$w],e=@$1expected.npz[${run}_$w]" -q
    done >>far
    LC_ALL=C awk -v run="$run" -v most="$5" -v n="$(echo "$4" | awk -F, '{ print NF + 1 }')" '
        { if (!($1 <= far)) far = $1 }
        END { print run, NR < n ? "has no answer" : far <= most ? "near" : far }' far
done <"$1runs.txt"
