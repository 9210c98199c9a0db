#!/usr/bin/env bash
# threads.sh SUITE...: runs suites that were built under ThreadSanitizer, and ends as they do. Its runtime needs memory
# at fixed places, and cannot start where the kernel spreads mappings too widely (vm.mmap_rnd_bits over 28 or so); there
# it is started without address randomization, and where that is forbidden too, a line says that threads were left out.
set -u
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-30}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}

# starts COMMAND...: does the runtime come as far as the suite itself? It is named to run nothing.
starts() { CK_RUN_CASE=none "$@" >/dev/null 2>&1; }

wrap=()
if ! starts "$1"; then
    wrap=(setarch "$(uname -m)" -R)
    if ! starts "${wrap[@]}" "$1"; then
        echo "left out: ThreadSanitizer cannot start here:" "$(CK_RUN_CASE=none "$1" 2>&1 | head -n 1)"
        echo "left out: as root, sysctl vm.mmap_rnd_bits=28 lets it"
        exit 0
    fi
fi
failed=0
for suite in "$@"; do "${wrap[@]}" "$suite" || failed=1; done
exit $failed
